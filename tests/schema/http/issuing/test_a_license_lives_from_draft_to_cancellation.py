"""One license's whole life, from the draft of its catalog entry to its end (art. 7 to 13, 22)."""

from datetime import timedelta
from typing import Any

import msgspec

from hub.clock import now
from hub.policy.entry import METADATA
from hub.sample.files import current_entries
from hub.sample.province import landmark_licenses
from tests.schema.http.asking import Answer, Hub
from tests.schema.http.doors.things import body
from tests.schema.http.issuing.making import CASE, CLERK, SHOWN, happened, holders, issued, key
from tests.schema.http.issuing.test_documents import link
from tests.schema.http.issuing.test_joint import confirm
from tests.schema.http.issuing.test_succession import succeed
from tests.schema.http.issuing.test_verify_file import report

BUREAU, CIVIL, HEALTH = "11519999MB9910019M", "11519999MB99100436", "11519999MB99100511"
EDITOR, REVIEWER = "editor-market-regulation", "reviewer-market-regulation"
CODE, SCENARIO = "food-handler-certificate", "hall-check"
BANK = "91519999MA9900036C"
ADULT = next(record for one, record in landmark_licenses() if one.name == "adult-driving")


def test_a_license_lives_from_draft_to_cancellation(hub: Hub) -> None:
    enter_in_the_catalog(hub)
    license_ = issue_together(hub)
    first = document(hub, license_)
    told = report(hub, first)
    assert told["genuine"]
    assert told["license"]["current"]

    assert seen_when_shown(hub, license_) == "合格"
    granted = grant_to_the_bank(hub, license_)
    assert seen_by_the_bank(hub, granted) == ["合格"]

    change_together(hub, license_)
    told = report(hub, first)
    assert (told["genuine"], told["license"]["current"]) == (True, False)
    assert seen_by_the_bank(hub, granted) == ["良好"]

    assert succeed(hub, [{"successor": CIVIL, "entries": [CODE]}])["heirs"] == [{"code": CIVIL}]
    renew_together(hub, license_)
    renewed = report(hub, document(hub, license_))
    assert [seal["holderCode"] for seal in renewed["seals"]] == [CIVIL, HEALTH]
    assert renewed["genuine"]
    told = report(hub, first)
    assert [seal["holderCode"] for seal in told["seals"]] == [BUREAU, HEALTH]
    assert told["genuine"]
    assert [one["event"] for one in told["since"]] == ["CHANGED", "RENEWED"]

    assert happened(hub, "cancelLicense", license_, by="issuer-civil-affairs")["state"] == "DONE"
    assert report(hub, first)["license"]["state"] == "CANCELLED"
    assert seen_by_the_bank(hub, granted) in ([], [None])


def enter_in_the_catalog(hub: Hub) -> None:
    """Draft an entry that two departments issue, bring it in force, and publish it."""
    natural = msgspec.to_builtins(current_entries()["driving-license"])
    own = body(CODE)["fields"]
    usual = [field for field in body_of(natural) if field["key"] in METADATA]
    conclusion = next(field for field in own if field["key"] not in METADATA)
    face = {"classification": "INTERNAL", "sharing": "CONDITIONAL", "disclosure": "NONE"}
    plain = {key: conclusion[key] for key in ("zh", "en")} | face | {"type": "TEXT"}
    fields = [
        *usual,
        plain | {"key": "conclusion", "required": True},
        plain | {"key": "hygiene", "source": HEALTH},
    ]
    said = body(
        CODE,
        zh="食品从业人员合格证",
        en="Food handler certificate",
        typeCode="11519999MB9900013B777",
        issuers=[BUREAU, HEALTH],
        joint=True,
        holderKind="NATURAL",
        fields=fields,
        numbering="食从〔{year}〕{serial:06d}号",
        template="bilingual",
    )
    number = "... on Revision { number digest }"
    drafted = hub.do(
        "draftEntry", number, "CompileEntryInput", by=EDITOR, body=said, idempotencyKey=key()
    )
    assert drafted["number"] == 1, drafted
    named = {"code": CODE, "number": 1}
    hub.do("submitEntry", number, by=EDITOR, **named, idempotencyKey=key())
    accepting = named | {"digest": drafted["digest"], "idempotencyKey": key()}
    accepted = hub.do("acceptEntry", "... on Revision { state }", by=REVIEWER, **accepting)
    assert accepted == {"state": "IN_FORCE"}, accepted
    opened = {"code": CODE, "idempotencyKey": key()}
    hub.do("publishEntry", "__typename", "NameEntryInput", by="publisher", **opened)


def body_of(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the fields of an entry as GraphQL takes them."""
    names = {"default_form": "defaultForm", "public_mask": "publicMask"}
    names |= {
        "min_assurance": "minAssurance",
        "legal_basis": "legalBasis",
        "birth_date": "birthDate",
    }
    return [
        {names.get(name, name): part for name, part in field.items() if part is not None}
        for field in entry["fields"]
    ]


def issue_together(hub: Hub) -> str:
    """Let the bureau begin, and the health department confirm with its own field."""
    said: dict[str, Any] = {
        "entry": CODE,
        "holders": [one | {"fields": {}} for one in holders(ADULT["holders"])],
        "face": {"conclusion": "合格"},
        "validUntil": "2030-12-31",
    }
    making = issued(hub, **said)
    assert making["state"] == "AWAITING", making
    done = confirm(hub, making["id"], by="issuer-health", face={"hygiene": "甲"})
    assert done["state"] == "DONE", done
    return str(done["license"])


def document(hub: Hub, license_: str) -> bytes:
    """Let the holder download the sealed file."""
    answer = hub.client.get(link(hub, license_, by="adult"), headers=hub.headers("adult"))
    assert answer.status_code == 200, answer.text
    return answer.content


def seen_when_shown(hub: Hub, license_: str) -> Any:  # noqa: ANN401 - a value
    """Let the holder show the license, and an official look at it."""
    scenario = {"code": SCENARIO, "zh": "窗口核验", "en": "Check", "legalBasis": "food-safety-35"}
    material = {"entry": CODE, "fields": ["status", "holder_name", "conclusion"]}
    matter = {"code": "hall", "zh": "核验", "en": "Check", "materials": [material]}
    scenario |= {"retentionDays": 30, "byField": False, "matters": [matter]}  # type: ignore[dict-item]
    made = hub.do(
        "registerScenario", "... on Scenario { code }", by="desk", **scenario, idempotencyKey=key()
    )
    assert made == {"code": SCENARIO}, made
    said = {"license": license_, "fields": ["conclusion"], "idempotencyKey": key()}
    code = hub.do("presentLicense", "... on ShownCode { code }", by="adult", **said)["code"]
    wish = {"code": code, "scenario": SCENARIO, "caseNumber": "1", "cause": "核验"}
    redeemed = "... on Presentation { license }"
    read = hub.do("redeemPresentation", redeemed, by="desk", **wish, idempotencyKey=key())
    purpose = {"cause": "核验", "scenario": SCENARIO}
    asked = 'query ($id: ID!) { license(id: $id) { field(key: "conclusion") { value } } }'
    found = hub.ask(asked, by="desk", cause=purpose, id=read["license"])["license"]
    return found["field"]["value"]


def grant_to_the_bank(hub: Hub, license_: str) -> str:
    """Let the holder grant the bank one field."""
    wish = {
        "license": license_,
        "fields": ["conclusion"],
        "organization": BANK,
        "validUntil": (now() + timedelta(days=300)).isoformat(),
        "cause": "贷款",
    }
    told = hub.do("grantUse", "... on Grant { id }", by="adult", **wish, idempotencyKey=key())
    return str(told["id"])


def seen_by_the_bank(hub: Hub, grant: str) -> list[Any]:
    """Return what the bank sees under the grant."""
    asked = """query ($id: ID!) { licenses(under: {grant: $id}) {
        edges { node { field(key: "conclusion") { value } } } } }"""
    edges = hub.ask(asked, by="bank", cause="贷款", id=grant)["licenses"]["edges"]
    return [edge["node"]["field"]["value"] for edge in edges]


def change_together(hub: Hub, license_: str) -> None:
    """Let the bureau change its conclusion, and the other confirm what is its own."""
    wish = {"license": license_, "case": CASE, "face": {"conclusion": "良好"}}
    agreed(hub, hub.do("changeLicense", SHOWN, by=CLERK, **wish, idempotencyKey=key()))


def renew_together(hub: Hub, license_: str) -> None:
    """Let the heir renew what its predecessor issued."""
    wish = {"license": license_, "case": CASE, "validUntil": "2035-12-31"}
    refused = hub.do("renewLicense", SHOWN, by=CLERK, **wish, idempotencyKey=key())
    assert refused["code"] == "LicenseNotYours"
    heir = "issuer-civil-affairs"
    agreed(hub, hub.do("renewLicense", SHOWN, by=heir, **wish, idempotencyKey=key()))


def agreed(hub: Hub, making: Answer) -> None:
    """Let the health department confirm a version."""
    assert making["state"] == "AWAITING", making
    done = confirm(hub, making["id"], by="issuer-health", face={"hygiene": "甲"})
    assert done["state"] == "DONE", done
