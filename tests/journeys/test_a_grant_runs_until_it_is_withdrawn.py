"""A holder lets a partner see, is told that it looked, and ends it at once."""

import time
from typing import Any

from tests.journeys.served import Served, identifier

BANK = "91519999MA9900036C"
CAUSE = "car loan"
LICENSE = "adult-driving"
PATIENCE_SECONDS = 30

ID = "query ($id: String!) { license(identifier: $id) { id } }"
GRANT = """
mutation ($input: GrantUseInput!) {
  grantUse(input: $input) { ... on Grant { id state } ... on Refusal { code } }
}
"""
WITHDRAW = """
mutation ($input: WithdrawGrantInput!) {
  withdrawGrant(input: $input) { ... on Grant { state } ... on Refusal { code } }
}
"""
USAGE = """
{ viewer { usage { records {
  bySelf cause organization { code } fields { key outcome code }
} } } }
"""


def granted(served: Served) -> str:
    """Let the adult grant the bank the own name, and return the grant's id."""
    wish = {
        "license": served.ask(ID, by="adult", id=identifier(LICENSE))["data"]["license"]["id"],
        "fields": ["holder_name"],
        "organization": BANK,
        "validUntil": "2028-01-01T00:00:00+08:00",
        "cause": CAUSE,
        "idempotencyKey": "journey-grant",
    }
    given = served.ask(GRANT, by="adult", input=wish)["data"]["grantUse"]
    assert given["state"] == "RUNNING"
    return str(given["id"])


def used_by_the_bank(served: Served) -> list[dict[str, Any]]:
    records = served.ask(USAGE, by="adult")["data"]["viewer"]["usage"]["records"]
    return [one for one in records if (one["organization"] or {}).get("code") == BANK]


def test_a_grant_opens_is_seen_to_be_used_and_closes(served: Served) -> None:
    before = served.ask(ID, by="bank", cause=CAUSE, id=identifier(LICENSE))
    assert before["errors"][0]["extensions"]["code"] == "LicenseNotFound"
    grant = granted(served)
    cells = served.cells(LICENSE, by="bank", cause=CAUSE)
    assert cells["holder_name"]["value"] == "林示范"

    give_up = time.monotonic() + PATIENCE_SECONDS
    while not used_by_the_bank(served) and time.monotonic() < give_up:
        time.sleep(0.5)
    used = used_by_the_bank(served)[0]
    assert (used["cause"], used["bySelf"]) == (CAUSE, False)
    assert {"key": "holder_name", "outcome": "GRANTED", "code": "GRANTED_BY_HOLDER"} in used[
        "fields"
    ]

    ended = {"grant": grant, "idempotencyKey": "journey-withdraw"}
    assert served.ask(WITHDRAW, by="adult", input=ended)["data"]["withdrawGrant"] == {
        "state": "WITHDRAWN"
    }
    after = served.ask(ID, by="bank", cause=CAUSE, id=identifier(LICENSE))
    assert after["errors"][0]["extensions"]["code"] == "LicenseNotFound"
