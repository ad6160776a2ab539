"""Take a request for access from the bank's clerk to the holder's consent, over HTTP alone."""

from itertools import count
from typing import Any

from tests.schema.http.asking import Hub, identifier

REQUEST = """... on AccessRequest { id state decided overAsked approved { key form } reason quota
    used overdue answerDue workingDaysLeft waiver { fields countersignedAt } fields validUntil }"""
CONSENT = """... on Consent { id state fields asked { key separate agreed form labelZh } byField
    caseNumber retentionDays validUntil organization { code } }"""
ASK = "... on ConsentAsk { id state fields caseNumber validUntil }"
ONE = """query ($of: String!) { license(identifier: $of) { status
    fields { key holder value outcome decision { code basis authorization remedy } } } }"""
BANK, UNTIL = "91519999MA9900036C", "2028-06-01T00:00:00+08:00"
REVIEWER = "reviewer-public-security"
FULL = {"status": "FULL", "holder_name": "FULL", "holder_code": "MASKED"}

_numbers = count(1)


def key() -> str:
    """Return an idempotency key that nobody used."""
    return f"sharing-{next(_numbers)}"


def asking(**changed: object) -> dict[str, Any]:
    """Write a request of the bank for the identity card, for loans to people."""
    usual: dict[str, object] = {
        "scenario": "bank-loan",
        "matters": ["personal-loan"],
        "entry": "identity-card",
        "fields": ["status", "holder_name", "holder_code"],
        "purpose": "个人贷款身份核实",
        "legalBasis": "commercial-banks-35",
        "validUntil": UNTIL,
        "idempotencyKey": key(),
    }
    return usual | changed


def requested(hub: Hub, by: str = "bank-clerk", **changed: object) -> dict[str, Any]:
    """Ask for access."""
    return hub.do("requestAccess", REQUEST, by=by, **asking(**changed))


def approved(
    hub: Hub, request: str, forms: dict[str, str] | None = None, by: str = REVIEWER, **said: object
) -> dict[str, Any]:
    """Approve a request, whole as asked unless the forms are named."""
    fields = [{"key": key, "form": form} for key, form in (forms or FULL).items()]
    stated = {"request": request, "fields": fields, "idempotencyKey": key()} | said
    return hub.do("approveRequest", REQUEST, by=by, **stated)


def running(hub: Hub, forms: dict[str, str] | None = None, **changed: object) -> str:
    """Return the id of a request that was approved."""
    listed: dict[str, object] = {} if forms is None else {"fields": sorted(forms)}
    request = hub.do("requestAccess", REQUEST, by="bank-clerk", **asking(**listed | changed))
    return str(approved(hub, request["id"], forms)["id"])


def asked(
    hub: Hub, request: str, landmark: str, case: str, by: str = "bank", **said: object
) -> dict[str, Any]:
    """Ask the holders of a license for consent."""
    stated = {
        "request": request,
        "identifier": identifier(landmark),
        "matter": "personal-loan",
        "caseNumber": case,
        "idempotencyKey": key(),
    }
    return hub.do("askConsent", ASK, by=by, **stated | said)


def waiting(hub: Hub, holder: str, case: str) -> dict[str, Any]:
    """Return the consent of a case that waits for a holder's answer."""
    query = f"{{ authorizations(kind: CONSENT, first: 100) {{ {CONSENT} }} }}"
    found = hub.ask(query, by=holder)["authorizations"]
    return next(one for one in found if one["caseNumber"] == case)


def given(hub: Hub, holder: str, case: str, *fields: str, separate: Any = None) -> dict[str, Any]:  # noqa: ANN401 - a list
    """Let a holder agree to fields, the sensitive ones ticked one by one."""
    consent = waiting(hub, holder, case)
    alone = [one["key"] for one in consent["asked"] if one["separate"] and one["key"] in fields]
    ticked = alone if separate is None else separate
    stated = {"consent": consent["id"], "fields": list(fields), "separate": ticked}
    return hub.do("giveConsent", CONSENT, by=holder, **stated, idempotencyKey=key())


def purpose(case: str, **changed: str) -> dict[str, str]:
    """State the bank's purpose for a case."""
    usual = {"cause": "loan", "scenario": "bank-loan", "matter": "personal-loan"}
    return usual | {"caseNumber": case} | changed


def seen(
    hub: Hub, landmark: str, stated: dict[str, str], by: str = "bank"
) -> dict[str, tuple[Any, str]] | str:
    """Return value and reason of each field shown, or the code of the refusal."""
    answer = hub.post(ONE, by=by, cause=stated, of=identifier(landmark)).json()
    if "errors" in answer:
        return str(answer["errors"][0]["extensions"]["code"])
    return {
        one["key"] + (f"#{one['holder']}" if (one["holder"] or 1) > 1 else ""): (
            one["value"],
            one["decision"]["code"],
        )
        for one in answer["data"]["license"]["fields"]
        if one["outcome"] != "WITHHELD"
    }
