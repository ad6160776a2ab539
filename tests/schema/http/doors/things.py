"""How each thing is made by its rightful party, over HTTP, in the sample province."""

import json
import re
from itertools import count
from typing import Any

import msgspec

from hub.sample.files import current_entries
from schema.ids import GlobalIds, Named
from tests.schema.http.asking import Hub, identifier
from tests.schema.http.doors.row import Make, Thing
from tests.schema.http.sharing import asked, key, requested, running, waiting
from tests.schema.http.supervision.ordering import standing

BANK, CHENGDU = "91519999MA9900036C", "11519999MB9910000Q"
UNTIL = "2027-06-01T00:00:00+08:00"
DRIVING, CARD = identifier("adult-driving"), identifier("adult-identity")
NO_DRIVING = DRIVING.replace("519999202690000010", "519999202690009999")
REVIEWER = "reviewer-public-security"

_cases = count(1)


def text(name: str, absent: str | None = None) -> Thing:
    """Return what is named by a text that somebody could guess."""
    return Thing(lambda _hub, _ids: name, absent=absent)


def _license(landmark: str, holder: str) -> Thing:
    return Thing(lambda hub, _: hub.license_id(landmark, holder), Named.LICENSE, 2)


def _cursor(document: str, by: str, *way: str | int) -> Thing:
    """Return the cursor of a place in somebody's list."""

    def found(hub: Hub, _: GlobalIds) -> str:
        told: Any = hub.ask(document, by=by)
        for step in way:
            told = told[step]
        return str(told)

    return Thing(found)


def _done(hub: Hub, name: str, by: str, shown: str, said: dict[str, Any]) -> str:
    """Act as somebody, and return the id of what came of it."""
    told = hub.do(name, f"... on {shown} {{ id }}", by=by, **said, idempotencyKey=key())
    return str(told.get("id"))


# Licenses and what their holders give

LICENSE = _license("adult-driving", "adult")
CHILDS = _license("child-birth", "guardian")
COMPANYS = _license("exempt", "agent")
IDENTIFIER = text(DRIVING, NO_DRIVING)


def _grant(hub: Hub, _: GlobalIds) -> str:
    wish: dict[str, Any] = {"organization": BANK, "validUntil": UNTIL, "cause": "抵押贷款"}
    wish |= {"license": hub.license_id("former-issuer", "adult"), "fields": ["status"]}
    return _done(hub, "grantUse", "adult", "Grant", wish)


GRANT = Thing(_grant, Named.GRANT, 2)
PERSON = Thing(lambda hub, _: str(hub.ask("{ viewer { id } }", by="delegate")["viewer"]["id"]))


def _delegation(hub: Hub, _: GlobalIds) -> str:
    """Let the adult delegate the identity card for a loan."""
    person = hub.ask("{ viewer { id } }", by="delegate")["viewer"]["id"]
    said: dict[str, Any] = {"license": hub.license_id("adult-identity", "adult"), "person": person}
    said |= {"matter": "personal-loan", "fields": ["status", "holder_name"], "validUntil": UNTIL}
    return _done(hub, "delegateUse", "adult", "Delegation", said | {"cause": "贷款"})


DELEGATION = Thing(_delegation, Named.DELEGATION, 2)

# Sharing by function


def _suspended(hub: Hub, _: GlobalIds) -> str:
    said = {"request": running(hub), "reason": "核查", "idempotencyKey": key()}
    told = hub.do(
        "suspendRequest", "... on AccessRequest { id }", "AnswerRequestInput", by=REVIEWER, **said
    )
    return str(told["id"])


def _waiving(hub: Hub, _: GlobalIds) -> str:
    waiver = {"fields": ["holder_name"], "legalBasis": "commercial-banks-35"}
    return str(requested(hub, waiver=waiver)["id"])


SUBMITTED = Thing(lambda hub, _: str(requested(hub)["id"]), Named.REQUEST)
RUNNING = Thing(lambda hub, _: running(hub), Named.REQUEST)
SUSPENDED = Thing(_suspended, Named.REQUEST)
WAIVING = Thing(_waiving, Named.REQUEST)


def _asked(hub: Hub, case: str = "", request: str = "") -> str:
    case = case or f"doors-{next(_cases)}"
    asked(hub, request or running(hub), "adult-identity", case)
    return case


def _agreed(hub: Hub, case: str = "", request: str = "") -> str:
    case = _asked(hub, case, request)
    said: dict[str, Any] = {"consent": waiting(hub, "adult", case)["id"]}
    _done(hub, "giveConsent", "adult", "Consent", said | {"fields": ["status", "holder_name"]})
    return case


UNDER = {"scenario": "bank-loan", "matter": "personal-loan", "caseNumber": "doors-under"}
"""The bank's purpose in the case that `AGREED` is about."""


def _with_case(hub: Hub, _: GlobalIds) -> str:
    request = running(hub)
    _agreed(hub, UNDER["caseNumber"], request)
    return request


def _consent(make: Any) -> Make:  # noqa: ANN401 - either of the two above
    return lambda hub, _: str(waiting(hub, "adult", make(hub))["id"])


AGREED = Thing(_with_case, Named.REQUEST)
CASE = Thing(lambda hub, _: _agreed(hub), absent="doors-no-such-case")
CONSENT = Thing(_consent(_asked), Named.CONSENT, 2)
GIVEN = Thing(_consent(_agreed), Named.CONSENT, 2)
ASK = Thing(
    lambda hub, _: str(asked(hub, running(hub), "adult-identity", "doors-ask")["id"]), Named.ASK
)


def _oversight(hub: Hub, _: GlobalIds) -> str:
    said: dict[str, Any] = {"organization": CHENGDU, "region": "510100", "until": UNTIL}
    said |= {"kind": "ORDER", "reference": standing(hub, f"doors-{next(_cases)}")}
    return _done(hub, "assignOversight", "supervisor", "OversightAssignment", said)


OVERSIGHT = Thing(_oversight, Named.OVERSIGHT)

# The catalog, deliveries, lists


def _revised(hub: Hub, _: GlobalIds) -> str:
    """Exempt a field of the food license in a draft, the third revision, once."""
    said = {"code": "food-business-license", "field": "items"}
    exempt = {"ground": "COMMERCIAL_SECRET", "legalBasis": "food-safety-35"}
    by, shown = "editor-market-regulation", "... on Revision { number }"
    hub.do("declareExemption", shown, by=by, **said, exemption=exempt, idempotencyKey="doors")
    return "3"


def body(code: str, **changed: object) -> dict[str, Any]:
    """Write the body of an entry as GraphQL takes it, like that of the food license."""
    said = msgspec.to_builtins(current_entries()["food-business-license"])
    told: dict[str, Any] = _camel(said) | {"code": code} | changed
    return told


def _camel(said: Any) -> Any:  # noqa: ANN401 - as JSON has it
    match said:
        case dict():
            names = {name: re.sub("_(.)", lambda it: it[1].upper(), name) for name in said}
            return {names[name]: _camel(part) for name, part in said.items() if part is not None}
        case list() | tuple():
            return [_camel(part) for part in said]
        case _:
            return said


def _drafted(hub: Hub, _: GlobalIds) -> str:
    """Draft an entry that never was in force, once."""
    said = body("doors-draft", typeCode="11100000000013338W998")
    by, shown = "editor-market-regulation", "... on Revision { number }"
    hub.do("draftEntry", shown, "CompileEntryInput", by=by, body=said, idempotencyKey="doors")
    return "doors-draft"


def _sharing(act: str) -> Thing:
    """Return a type of license whose sharing was opened or closed, as it stands."""

    def done(hub: Hub, _: GlobalIds) -> str:
        code = "forensic-appraisal-report"
        hub.do(act, "__typename", "NameEntryInput", by="publisher", code=code)
        return code

    return Thing(done)


def _recognized(hub: Hub, _: GlobalIds) -> str:
    """Let the data center recognize one more application."""
    said = {"client": f"doors.app{next(_cases)}", "zh": "应用", "en": "App", "organization": BANK}
    shown = "... on Application { client }"
    return str(
        hub.do("recognizeApplication", shown, by="publisher", **said, idempotencyKey=key())[
            "client"
        ]
    )


RECOGNIZED = Thing(_recognized)
OPEN, CLOSED = _sharing("publishEntry"), _sharing("withdrawEntry")
DRAFT = Thing(_drafted, absent="doors-no-such-entry")
REVISION = Thing(_revised, absent="9")
FOOD = Thing(lambda hub, ids: "food-business-license" if _revised(hub, ids) else "")


def _batch(hub: Hub, _: GlobalIds) -> str:
    told = hub.ask("{ batches { id } }", by="aggregator-market-regulation")["batches"]
    return str(told[-1]["id"])


BATCH = Thing(_batch, Named.BATCH)
NEWEST_BATCH = Thing(_batch)
ORGANIZATION = Thing(
    lambda hub, _: str(
        hub.ask("{ viewer { organization { id } } }", by="bank")["viewer"]["organization"]["id"]
    )
)


def event(serial: str) -> str:
    """Write the suspension of a driving license as its department reports it."""
    told = {"event": "SUSPENDED", "issuer": "11519999MB9910027G", "entry": "driving-license"}
    told |= {"serial": serial, "occurred_on": "2026-10-02", "reason": "核查"}
    return json.dumps([told | {"sequence": 1}])


SUSPENSION = text(event("519999202690000010"), event("519999202690009999"))
HELD = _cursor(
    "{ viewer { licenses(first: 1) { pageInfo { endCursor } } } }",
    "adult",
    *("viewer", "licenses", "pageInfo", "endCursor"),
)
HOLDINGS = _cursor(
    "{ licenses(under: {holdings: true}, first: 1) { pageInfo { endCursor } } }",
    "adult",
    *("licenses", "pageInfo", "endCursor"),
)
REGISTER = _cursor(
    '{ publicRecords(search: "天府", first: 1) { pageInfo { endCursor } } }',
    "adult",
    *("publicRecords", "pageInfo", "endCursor"),
)
USES = _cursor(
    "{ viewer { usage(first: 1) { endCursor } } }", "adult", "viewer", "usage", "endCursor"
)


def _digest(hub: Hub, _: GlobalIds) -> str:
    query = "query ($id: ID!) { license(id: $id) { verification { digest } } }"
    told = hub.ask(query, by="adult", id=hub.license_id("adult-driving", "adult"))
    return str(told["license"]["verification"]["digest"])


DIGEST = Thing(_digest, absent="00" * 32)


def explained(name: str) -> str:
    """Write a document about a license, to be explained."""
    return f'{{ license(identifier: "{name}") {{ status }} }}'


EXPLAINED = text(explained(DRIVING), explained(NO_DRIVING))


def _report(hub: Hub) -> None:
    said = {"organization": CHENGDU, "entry": "identity-card", "told": "要求提供复印件"}
    hub.do("reportPaperDemand", "__typename", by="adult", **said, idempotencyKey=key())


def _reports(hub: Hub, _: GlobalIds) -> str:
    _report(hub)
    query = "query ($of: String!) { paperDemands(organization: $of) { endCursor } }"
    return str(hub.ask(query, by="desk-auditor", of=CHENGDU)["paperDemands"]["endCursor"])


REPORTS = Thing(_reports)
CARD_ID = _license("adult-identity", "adult")
NOTICES = _cursor("{ notices(first: 1) { endCursor } }", "adult", "notices", "endCursor")


def _uses_of_organization(hub: Hub, _: GlobalIds) -> str:
    """Let the data center look at a license, and return where its auditor's page ends."""
    hub.license_id("company-license", "publisher", "核查")
    query = "{ organization { usage(first: 1) { endCursor } } }"
    return str(hub.ask(query, by="auditor")["organization"]["usage"]["endCursor"])


ORGANIZATION_USES = Thing(_uses_of_organization)
EVENT = Thing(
    lambda hub, _: str(
        hub.ask("{ viewer { usage(first: 1) { records { event } } } }", by="adult")["viewer"][
            "usage"
        ]["records"][0]["event"]
    ),
    absent="01900000-0000-7000-8000-000000000000",
)
