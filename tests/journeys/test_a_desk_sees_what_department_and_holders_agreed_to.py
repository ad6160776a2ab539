"""The whole of art. 15(1): asked, refused, asked again, approved in part, consented, taken back."""

import time
from typing import Any

from tests.journeys.served import Answer, Served, identifier

REFUSAL = "... on Refusal { code }"
REQUEST = f"... on AccessRequest {{ id state overAsked reason approved {{ key form }} }} {REFUSAL}"
CONSENT = f"... on Consent {{ id state caseNumber asked {{ key separate agreed }} }} {REFUSAL}"
ASK = f"... on ConsentAsk {{ id state }} {REFUSAL}"
READ = """query ($id: String!) { license(identifier: $id) {
    fields(keys: ["holder_name", "location", "use", "area"]) {
        key holder value decision { code basis legalBasis { code } } } } }"""
HOUSE, CASE = "joint-owners", "HALL-2026-15"
FIELDS = ["status", "holder_name", "location", "use"]


def act(served: Served, name: str, kind: str, shown: str, by: str, **said: object) -> Answer:
    """Let somebody act, under a key of its own."""
    query = f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {shown} }} }}"
    said |= {"idempotencyKey": f"journey-{time.monotonic_ns()}"}
    told: Answer = served.ask(query, by=by, input=said)["data"][name]
    return told


def requested(served: Served, *fields: str, **said: object) -> Answer:
    """Let the service hall ask for fields of real estate certificates."""
    wish: dict[str, object] = {
        "scenario": "service-hall",
        "matters": ["enterprise-opening"],
        "entry": "real-estate-certificate",
        "fields": list(fields),
        "purpose": "企业住所核验",
        "legalBasis": "administrative-licensing-31",
        "validUntil": "2028-01-01T00:00:00+08:00",
    }
    kind = "RequestAccessInput"
    return act(served, "requestAccess", kind, REQUEST, "desk", **wish | said)


def approved(served: Served, request: str, *fields: str) -> Answer:
    """Let the owner approve some fields in full."""
    listed = [{"key": key, "form": "FULL"} for key in fields]
    said = {"request": request, "fields": listed}
    by = "reviewer-natural-resources"
    return act(served, "approveRequest", "ApproveRequestInput", REQUEST, by, **said)


def seen(served: Served, case: str = CASE) -> dict[str, tuple[Any, str]] | str:
    """Return what the desk sees for a case, or the code of the refusal."""
    stated = {
        "cause": "窗口核验",
        "scenario": "service-hall",
        "matter": "enterprise-opening",
        "caseNumber": case,
    }
    answer = served.ask(READ, by="desk", purpose=stated, id=identifier(HOUSE))
    if "errors" in answer:
        return str(answer["errors"][0]["extensions"]["code"])
    return {
        f"{one['key']}#{one['holder'] or ''}": (one["value"], one["decision"]["code"])
        for one in answer["data"]["license"]["fields"]
    }


def waiting(served: Served, holder: str) -> Answer:
    """Return what the holder is asked for the case."""
    query = f"{{ authorizations(kind: CONSENT) {{ {CONSENT.replace(REFUSAL, '')} }} }}"
    found = served.ask(query, by=holder)["data"]["authorizations"]
    return next(one for one in found if one["caseNumber"] == CASE)


def agreed(served: Served, holder: str, *fields: str) -> Answer:
    """Let a holder agree."""
    said = {"consent": waiting(served, holder)["id"], "fields": list(fields)}
    return act(served, "giveConsent", "GiveConsentInput", CONSENT, holder, **said)


def test_a_desk_sees_what_department_and_holders_agreed_to(served: Served) -> None:
    too_much = requested(served, *FIELDS, "area", "plan")
    assert too_much["overAsked"] == ["area", "plan"]
    said = {"request": too_much["id"], "reason": "面积、附图与企业开办无关"}
    by = "reviewer-natural-resources"
    refused = act(served, "refuseRequest", "AnswerRequestInput", REQUEST, by, **said)
    assert (refused["state"], refused["reason"]) == ("REFUSED", said["reason"])

    request = requested(served, *FIELDS)["id"]
    ask = {
        "request": request,
        "identifier": identifier(HOUSE),
        "matter": "enterprise-opening",
        "caseNumber": CASE,
    }
    early = act(served, "askConsent", "AskConsentInput", ASK, "desk", **ask)
    assert early["code"] == "RequestNotRunning"
    part = approved(served, request, "status", "holder_name", "location")
    assert {one["key"] for one in part["approved"]} == {"status", "holder_name", "location"}
    assert act(served, "askConsent", "AskConsentInput", ASK, "desk", **ask)["state"] == "ASKED"
    assert seen(served) == "LicenseNotFound"
    assert not any(one["agreed"] for one in waiting(served, "owner-one")["asked"])

    agreed(served, "owner-one", "status", "holder_name", "location")
    half = seen(served)
    assert isinstance(half, dict)
    assert half["holder_name#1"] == ("周共有", "CONSENTED")
    assert half["holder_name#2"] == (None, "NOT_CONSENTED")
    assert half["location#"] == (None, "NOT_CONSENTED")
    agreed(served, "owner-two", "status", "location")
    both = seen(served)
    assert isinstance(both, dict)
    assert both["location#"][1] == "CONSENTED"
    assert both["holder_name#2"] == (None, "NOT_CONSENTED")
    assert both["use#"] == (None, "NOT_LISTED")

    told = {"consent": waiting(served, "owner-two")["id"]}
    act(served, "withdrawConsent", "AnswerConsentInput", CONSENT, "owner-two", **told)
    again = seen(served)
    assert isinstance(again, dict)
    assert again["location#"] == (None, "NOT_CONSENTED")
    ended = {"request": request, "reason": "业务终止"}
    act(served, "endRequest", "AnswerRequestInput", REQUEST, "desk", **ended)
    assert seen(served) == "LicenseNotFound"


def test_a_waiver_flows_once_countersigned_and_its_holder_reads_of_it(served: Served) -> None:
    waiver = {"fields": ["location"], "legalBasis": "administrative-licensing-31"}
    request = requested(served, "location", waiver=waiver)["id"]
    approved(served, request, "location")
    assert seen(served, "HALL-WAIVED") == "LicenseNotFound"
    said = {"request": request}
    act(served, "countersignWaiver", "NameRequestInput", REQUEST, "publisher", **said)
    shown = seen(served, "HALL-WAIVED")
    assert isinstance(shown, dict)
    assert shown["location#"][1] == "WAIVED"
    usage = """{ viewer { usage(first: 5) { records { caseNumber sentence(locale: ZH)
        fields { key code } } } } }"""
    records = served.ask(usage, by="owner-two")["data"]["viewer"]["usage"]["records"]
    record = next(one for one in records if one["caseNumber"] == "HALL-WAIVED")
    assert {"key": "location", "code": "WAIVED"} in record["fields"]
    assert "《行政许可法》" in record["sentence"]
    ended = {"request": request, "reason": "业务终止"}
    act(served, "endRequest", "AnswerRequestInput", REQUEST, "desk", **ended)
    assert seen(served, "HALL-WAIVED") == "LicenseNotFound"
