"""What the registers are let say, and what is shown of it afterwards."""

import json
from time import sleep
from typing import Any

from tests.hub.registers.peer import Peer, Reply
from tests.schema.http.asking import RECORDS, Answer, Hub
from tests.schema.http.issuing.making import CLERK, holders, issued

COMPANY = RECORDS["company-license"]["holders"][0]
CANARY = "金丝雀示例有限公司"
CHECKS = """query ($id: String!) { license(
    identifier: $id, purpose: {cause: "核对", matter: "company-registration", caseNumber: "CD-1"}
) { versions { event holderCheck } } }"""
OPEN_TRANSACTIONS = """SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND state = 'idle in transaction'"""
LOOKS, PAUSE = 20, 0.05
COUNTED = """SELECT (SELECT count(*) FROM license_version), (SELECT count(*) FROM making),
    (SELECT count(*) FROM number_serial), (SELECT count(*) FROM quarantine)"""


def answering(peer: Peer, answer: str) -> None:
    """Let a register answer one thing about everybody."""

    def reply(asked: dict[str, Any]) -> Reply:
        return 200, {}, json.dumps({"answers": [answer] * len(asked["holders"])}).encode()

    peer.reply = reply


def watching(hub: Hub, peer: Peer) -> list[bool]:
    """Let a register find out, whenever it is asked, whether a transaction waits for it."""
    found: list[bool] = []

    def reply(asked: dict[str, Any]) -> Reply:
        found.append(_all_at_rest(hub))
        return 200, {}, json.dumps({"answers": ["MATCH"] * len(asked["holders"])}).encode()

    peer.reply = reply
    return found


def _all_at_rest(hub: Hub) -> bool:
    """Tell whether at some moment soon no transaction is open; jobs open one now and then."""
    with hub.database() as owner:
        for _ in range(LOOKS):
            row = owner.execute(OPEN_TRANSACTIONS).fetchone()
            if row == (0,):
                return True
            sleep(PAUSE)
    return False


def checks(hub: Hub, identifier: str, by: str = CLERK) -> list[Answer]:
    """Return what is shown to somebody of a license's versions and their holders."""
    shown: list[Answer] = hub.ask(CHECKS, by=by, id=identifier)["license"]["versions"]
    return shown


def counted(hub: Hub) -> object:
    """Count what making licenses would write."""
    with hub.database() as owner:
        return owner.execute(COUNTED).fetchone()


def refuses_a_wrong_name(hub: Hub, register: Peer) -> None:
    """Demand that nothing is issued to a holder whom a register knows by another name."""
    before = counted(hub)
    answering(register, "MISMATCH")
    refused = issued(hub, holders=holders([COMPANY | {"name": CANARY}]))
    assert (refused.get("code"), refused.get("kind")) == ("ContentFaulty", "INVALID")
    assert "HolderMismatch" in refused["messageEn"]
    assert CANARY not in str(refused)
    assert counted(hub) == before
