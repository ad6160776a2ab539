"""Whatever a register says of somebody, the logs say nothing of them (art. 23)."""

import pytest

from tests.hub.registers.peer import SECRET, Peer
from tests.schema.http.asking import Hub
from tests.schema.http.issuing.making import issued
from tests.schema.http.registers.asked import CANARY, COMPANY, checks, refuses_a_wrong_name


def test_names_and_codes_stay_out_of_the_logs(
    hub: Hub, register: Peer, capfd: pytest.CaptureFixture[str]
) -> None:
    refuses_a_wrong_name(hub, register)
    register.reply = lambda _: (200, {}, f'{{"answers": "{CANARY}"}}'.encode())
    made = issued(hub)
    assert checks(hub, made["identifier"])[0]["holderCheck"] == "UNKNOWN"
    logged = "".join(capfd.readouterr())
    assert "register_failed" in logged
    for canary in (CANARY, COMPANY["name"], COMPANY["code"], SECRET):
        assert canary not in logged
