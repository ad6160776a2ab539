"""Whatever a register says of somebody, the logs say nothing of them (art. 23)."""

from collections.abc import Iterator
from io import StringIO

import pytest

from hub.log import log_to
from tests.hub.registers.peer import SECRET, Peer
from tests.schema.http.asking import Hub
from tests.schema.http.issuing.making import issued
from tests.schema.http.registers.asked import CANARY, COMPANY, checks, refuses_a_wrong_name


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What is logged meanwhile."""
    stream = StringIO()
    log_to(stream, "debug")
    yield stream
    log_to()


def test_names_and_codes_stay_out_of_the_logs(hub: Hub, register: Peer, written: StringIO) -> None:
    refuses_a_wrong_name(hub, register)
    register.reply = lambda _: (200, {}, f'{{"answers": "{CANARY}"}}'.encode())
    made = issued(hub)
    assert checks(hub, made["identifier"])[0]["holderCheck"] == "UNKNOWN"
    logged = written.getvalue()
    assert "register_failed" in logged
    for canary in (CANARY, COMPANY["name"], COMPANY["code"], SECRET):
        assert canary not in logged
