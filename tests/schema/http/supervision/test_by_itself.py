"""A served hub whose clock goes forward finds, lets deadlines pass and drafts by itself."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hub import clock
from tests.schema.http.asking import Hub
from tests.schema.http.sharing import key
from tests.schema.http.supervision.looking import FILM, findings
from tests.schema.http.supervision.ordering import SHOWN, orders

PATIENCE = 120.0


@pytest.fixture(autouse=True)
def _put_right_afterwards() -> Iterator[None]:
    yield
    clock.put_right()


def awaited(look: Callable[[], list[dict[str, Any]]]) -> dict[str, Any]:
    """Ask until there is something, as whoever waits for a job does."""
    until = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < until, "no job did it"
        time.sleep(0.5)
    return found[0]


def test_an_order_goes_from_finding_to_draft_by_the_clock(hub: Hub) -> None:
    found = awaited(lambda: findings(hub, of=FILM, on="NOBODY_DESIGNATED", open=True))
    said = {"findings": [found["id"]], "told": "请整改", "workingDays": 1}
    order = hub.do("openOrder", SHOWN, by="supervisor", **said, idempotencyKey=key())
    assert order["state"] == "OPEN"
    assert hub.client.post("/demo/clock", json={"advance": "P10D"}).status_code == 200
    hub.tokens.clear()
    overdue = awaited(lambda: [one for one in orders(hub) if one["notice"] is not None])
    assert (overdue["number"], overdue["state"]) == (order["number"], "OVERDUE")
    disobeyed = awaited(lambda: findings(hub, of=FILM, on="ORDER_NOT_OBEYED"))
    assert disobeyed["subject"] == order["number"]
