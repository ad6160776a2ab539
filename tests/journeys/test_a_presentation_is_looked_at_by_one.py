"""A license is shown by a code: one official looks, no second one, and the holder sees who did."""

from tests.journeys.served import Answer, Served, identifier

CARD = "query ($id: String!) { license(identifier: $id) { id } }"
SHOW = """
mutation ($input: PresentLicenseInput!) {
  presentLicense(input: $input) {
    ... on ShownCode { code presentation { id } } ... on Refusal { code }
  }
}
"""
REDEEM = """
mutation ($input: RedeemPresentationInput!) {
  redeemPresentation(input: $input) {
    ... on Presentation { state license } ... on Refusal { code }
  }
}
"""
STOP = """
mutation ($input: EndPresentationInput!) {
  endPresentation(input: $input) { ... on Presentation { state } ... on Refusal { code } }
}
"""
READ = """
query ($id: ID!) {
  license(id: $id, purpose: {cause: "窗口核验", scenario: "service-hall"}) {
    field(key: "holder_name") { value }
  }
}
"""
MINE = """
{ authorizations(kind: PRESENTATION) {
  id ... on Presentation { redeemedBy { code } scenario caseNumber cause }
} }
"""
HALL = "11519999MB9910000Q"


def redeemed(served: Served, code: str, by: str, key: str) -> Answer:
    """Let an official redeem a code."""
    wish = {
        "code": code,
        "scenario": "service-hall",
        "caseNumber": "HALL-7",
        "cause": "窗口核验",
        "idempotencyKey": key,
    }
    told: Answer = served.ask(REDEEM, by=by, input=wish)["data"]["redeemPresentation"]
    return told


def seen(served: Served, card: str, by: str) -> str:
    """Return the name that somebody sees, or the code of the refusal."""
    answer = served.ask(READ, by=by, id=card)
    if "errors" in answer:
        return str(answer["errors"][0]["extensions"]["code"])
    return str(answer["data"]["license"]["field"]["value"])


def test_a_presentation_is_looked_at_by_one(served: Served) -> None:
    card = served.ask(CARD, by="owner-one", id=identifier("joint-owners"))["data"]["license"]["id"]
    wish = {"license": card, "fields": ["holder_name"], "idempotencyKey": "journey-show"}
    shown = served.ask(SHOW, by="owner-one", input=wish)["data"]["presentLicense"]
    assert seen(served, card, "desk") == "LicenseNotFound"
    assert redeemed(served, shown["code"], "desk", "journey-1")["state"] == "RUNNING"
    second = redeemed(served, shown["code"], "desk", "journey-2")
    assert second["code"] == "PresentationRedeemed"
    assert seen(served, card, "desk") == "周共有"
    assert seen(served, card, "power-clerk") == "LicenseNotFound"

    mine = served.ask(MINE, by="owner-one")["data"]["authorizations"]
    (told,) = [one for one in mine if one["id"] == shown["presentation"]["id"]]
    assert (told["redeemedBy"]["code"], told["caseNumber"]) == (HALL, "HALL-7")
    stop = {"presentation": told["id"], "idempotencyKey": "journey-stop"}
    ended = served.ask(STOP, by="owner-one", input=stop)["data"]["endPresentation"]
    assert ended["state"] == "WITHDRAWN"
    assert seen(served, card, "desk") == "LicenseNotFound"
