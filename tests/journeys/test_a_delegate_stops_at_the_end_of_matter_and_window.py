"""A delegate acts in one matter until the window ends, and not a moment or a matter further."""

import time
from datetime import UTC, datetime, timedelta

from tests.journeys.served import Served, identifier

CARD = "query ($id: String!) { license(identifier: $id) { id } }"
PERSON = "{ viewer { id } }"
DELEGATE = """
mutation ($input: DelegateUseInput!) {
  delegateUse(input: $input) { ... on Delegation { id state } ... on Refusal { code } }
}
"""
END = """
mutation ($input: EndDelegationInput!) {
  endDelegation(input: $input) { ... on Delegation { state } ... on Refusal { code } }
}
"""
READ = """
query ($id: ID!, $matter: String!) {
  license(id: $id, purpose: {cause: "代办贷款", scenario: "bank-loan", matter: $matter}) {
    field(key: "holder_name") { value decision { basis } }
  }
}
"""
WINDOW = timedelta(seconds=6)


def delegated(served: Served, card: str, until: datetime) -> str:
    """Let the adult delegate a loan, and return the delegation's id."""
    wish = {
        "license": card,
        "fields": ["holder_name"],
        "matter": "personal-loan",
        "person": served.ask(PERSON, by="delegate")["data"]["viewer"]["id"],
        "validUntil": until.isoformat(),
        "cause": "代办贷款",
        "idempotencyKey": f"journey-delegation-{until.isoformat()}",
    }
    made = served.ask(DELEGATE, by="adult", input=wish)["data"]["delegateUse"]
    assert made["state"] == "RUNNING"
    return str(made["id"])


def seen(served: Served, card: str, matter: str = "personal-loan") -> str:
    """Return the name that the delegate sees in a matter, or the code of the refusal."""
    answer = served.ask(READ, by="delegate", id=card, matter=matter)
    if "errors" in answer:
        return str(answer["errors"][0]["extensions"]["code"])
    return str(answer["data"]["license"]["field"]["value"])


def test_a_delegate_stops_at_the_end_of_matter_and_window(served: Served) -> None:
    card = served.ask(CARD, by="adult", id=identifier("adult-identity"))["data"]["license"]["id"]
    assert seen(served, card) == "LicenseNotFound"
    until = datetime.now(UTC) + WINDOW
    delegated(served, card, until)
    assert seen(served, card) == "林示范"
    assert seen(served, card, "power-account-transfer") == "LicenseNotFound"
    time.sleep(max((until - datetime.now(UTC)).total_seconds(), 0))
    assert seen(served, card) == "LicenseNotFound"


def test_what_the_holder_ends_is_over_for_the_very_next_request(served: Served) -> None:
    card = served.ask(CARD, by="adult", id=identifier("adult-identity"))["data"]["license"]["id"]
    made = delegated(served, card, datetime.now(UTC) + timedelta(days=1))
    assert seen(served, card) == "林示范"
    wish = {"delegation": made, "idempotencyKey": made[:40]}
    ended = served.ask(END, by="adult", input=wish)["data"]["endDelegation"]
    assert ended["state"] == "WITHDRAWN"
    assert seen(served, card) == "LicenseNotFound"
