"""A clerk issues a license to whom the register knows by that name, and to no wrong name."""

from pathlib import Path

from hub.sample.files import load_people
from tests.journeys.served import LANDMARKS, Answer, Served

CLERK = "issuer-market-regulation"
TRADER = load_people()["sole-trader"]
ISSUE = """
mutation ($input: IssueLicenseInput!) {
  issueLicense(input: $input) {
    ... on Making { state identifier } ... on Refusal { code messageEn }
  }
}
"""
LIFE = """
query ($id: String!) { license(identifier: $id) { versions { event holderCheck } } }
"""


def issued(served: Served, name: str, key: str) -> Answer:
    """Let the clerk issue a business license to the sole trader under a name."""
    wish = {
        "entry": "business-license",
        "holders": [{"codeType": TRADER.code_type, "code": TRADER.code, "name": name}],
        "face": LANDMARKS["company-license"]["face"],
        "case": {"matter": "company-registration", "caseNumber": "CD-2026-0002"},
        "idempotencyKey": key,
    }
    told: Answer = served.ask(ISSUE, by=CLERK, input=wish)["data"]["issueLicense"]
    return told


def test_a_wrong_name_gets_no_license_and_the_right_one_does(served: Served) -> None:
    refused = issued(served, "锦里示例大酒店", "wrong-name")
    assert refused["code"] == "ContentFaulty"
    assert "HolderMismatch" in refused["messageEn"]
    made = issued(served, TRADER.zh, "right-name")
    assert made["state"] == "DONE"
    shown = served.ask(LIFE, by="owner-one", id=made["identifier"])["data"]["license"]
    assert shown["versions"] == [{"event": "ISSUED", "holderCheck": "MATCH"}]


def test_a_visitor_is_told_of_the_registers(served: Served) -> None:
    log = Path(served.environment["HUB_DATA_DIR"]) / "demo.log"
    told = log.read_text("utf-8")
    assert "/population" in told
    assert "/legal-entity" in told
