"""The clocks of art. 21 run by working days, remind, and are escalated, with nobody calling."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from hub import clock
from hub.objections.refusals import ForwardedTooLate
from tests.schema.http.asking import Hub
from tests.schema.http.issuing.making import CLERK
from tests.schema.http.objections.objecting import forwarded, objected, rejected, seen


@pytest.fixture(autouse=True)
def _put_right_afterwards() -> Iterator[None]:
    yield
    clock.put_right()


def put(hub: Hub, to: datetime) -> None:
    """Put the sandbox's clock forward, and forget the tokens of another time."""
    clock.put_forward(to - clock.now())
    hub.tokens.clear()


def due(hub: Hub, objection: str) -> datetime:
    """Return when the clock that runs ends."""
    return datetime.fromisoformat(seen(hub, objection, CLERK)["clocks"][-1]["dueAt"])


def test_a_technical_cause_is_forwarded_within_the_issuers_term_alone(hub: Hub) -> None:
    objection = objected(hub)
    put(hub, due(hub, objection))
    assert forwarded(hub, objection)["code"] == ForwardedTooLate.__name__
    answered = rejected(hub, objection)
    assert (answered["state"], answered["clocks"][0]["overdue"]) == ("REJECTED", True)
