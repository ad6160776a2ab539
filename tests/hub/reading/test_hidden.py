"""What is hidden is unusable: no filter, cursor, scope or explanation tells of it."""

from typing import Any

import pytest

from hub.policy.facts import Purpose
from tests.actors import BANK
from tests.make import PURPOSE, Hub
from tests.papers import MOMENT, Given, Paper

LICENSE = "query ($id: ID!) { license(id: $id) { id } }"
LOCATED = "query ($at: String!) { license(identifier: $at) { id } }"
LISTED = """query ($under: LicenseScope!, $filter: LicenseFilter, $first: Int, $after: String,
        $last: Int, $before: String) {
    licenses(under: $under, filter: $filter, first: $first, after: $after,
        last: $last, before: $before, purpose: {cause: "示例"}) {
        edges { cursor node { id } }
        pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } }
"""
RECORDS = """query ($after: String, $before: String, $first: Int, $last: Int) {
    licenses: publicRecords(search: "示例路", first: $first, after: $after, last: $last,
        before: $before) {
        edges { cursor node { id } }
        pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } }
"""


def code(told: dict[str, Any]) -> str | None:
    """Return the code with which an answer was refused."""
    errors = told.get("errors")
    return errors[0]["extensions"]["code"] if errors else None


def without_request(told: dict[str, Any]) -> dict[str, Any]:
    """Return an answer without the id of its request."""
    error = told["errors"][0]["extensions"]
    return told | {"extensions": None, "errors": [error | {"requestId": None}]}


def ids(told: dict[str, Any]) -> list[str]:
    """Return the ids of the licenses in a page."""
    return [edge["node"]["id"] for edge in told["data"]["licenses"]["edges"]]


@pytest.mark.parametrize("who", ["anonymous", "stranger", "teller", "li"])
@pytest.mark.parametrize("purpose", [None, PURPOSE])
async def test_absent_and_denied_look_the_same(hub: Hub, who: str, purpose: Purpose | None) -> None:
    denied = hub.world.paper("company", "closed")
    *_, identifier = hub.world.places[denied.number]
    absent = identifier.replace(denied.serial, "9999999999")
    by_id = await hub.ask(who, LICENSE, purpose, id=hub.id_of(denied))
    found = await hub.ask(who, LOCATED, purpose, at=identifier)
    missed = await hub.ask(who, LOCATED, purpose, at=absent)
    assert code(by_id) == "LicenseNotFound"
    assert without_request(found) == without_request(missed) == without_request(by_id)


HELD, MADE = {"holdings": True}, {"issuance": True}


@pytest.mark.parametrize(
    ("who", "level", "key", "refused"),
    [
        ("zhang", 3, "fax", None),
        ("zhang", 1, "fax", "FieldNotUsable"),
        ("zhang", 3, "duty", "FieldNotUsable"),
        ("zhang", 3, "dossier", "FieldNotSearchable"),
        ("zhang", 3, "phone", "FieldNotSearchable"),
        ("zhang", 3, "issuer", "FieldNotSearchable"),
        ("zhang", 3, "picture", "FieldNotSearchable"),
        ("zhang", 3, "no_such", "FieldNotSearchable"),
        ("issuer", None, "fax", None),
        ("issuer", None, "account", "FieldNotSearchable"),
    ],
)
async def test_a_filter_uses_only_what_is_granted(
    hub: Hub, who: str, level: int | None, key: str, refused: str | None
) -> None:
    narrowing = {"entry": "permit", "fields": [{"key": key, "equals": "x"}]}
    under = MADE if who == "issuer" else HELD
    told = await hub.ask(who, LISTED, assurance=level, under=under, filter=narrowing)
    assert code(told) == refused


@pytest.mark.parametrize("key", ["identifier", "issued_on", "valid_from", "valid_until"])
async def test_no_filter_is_silently_dropped_or_silently_empty(hub: Hub, key: str) -> None:
    narrowing = {"entry": "permit", "fields": [{"key": key, "equals": "1999-01-01"}]}
    told = await hub.ask("issuer", LISTED, under={"issuance": True}, filter=narrowing)
    assert code(told) == "FieldNotSearchable"


async def test_a_face_field_filters_one_entry_only(hub: Hub) -> None:
    number = hub.world.paper("plain").serial
    told = await hub.ask("zhang", LISTED, under={"holdings": True}, filter={"number": number})
    assert code(told) == "FilterNeedsEntry"
    narrowing = {"number": number, "entry": "permit"}
    told = await hub.ask("zhang", LISTED, under={"holdings": True}, filter=narrowing)
    assert ids(told) == [hub.id_of(hub.world.paper("plain"))]


async def test_a_list_under_a_grant_takes_no_filter(hub: Hub) -> None:
    scope = {"grant": hub.grant_id(running(hub))}
    told = await hub.ask("friend", LISTED, under=scope, filter={"status": "IN_FORCE"})
    assert code(told) == "ScopeNotFilterable"
    assert ids(await hub.ask("friend", LISTED, under=scope))


def running(hub: Hub) -> Given:
    """Return a grant to a person that runs, of a license that a bank has a grant of too."""
    to_bank = {it.paper.number for it in hub.world.grants if it.organization == BANK}
    return next(
        it
        for it in hub.world.grants
        if it.person == "friend"
        and it.paper.entry in {"permit", "quiet", "private"}
        and it.paper.number in to_bank
        and it.valid_from is None
        and it.valid_until > MOMENT
        and not (it.withdrawn or it.max_uses)
    )


def someone_elses(hub: Hub, paper: Paper) -> Given:
    """Return a grant of the same license to an organization."""
    return next(it for it in hub.world.grants if it.paper is paper and it.organization == BANK)


async def test_a_grant_of_somebody_else_is_no_scope(hub: Hub) -> None:
    own = running(hub)
    scope = {"grant": hub.grant_id(someone_elses(hub, own.paper))}
    assert ids(await hub.ask("friend", LISTED, under=scope)) == []


@pytest.mark.parametrize("query", ["holdings", "issuance", "records"])
@pytest.mark.parametrize("size", [1, 3, 7])
async def test_pages_are_complete_in_both_directions(hub: Hub, query: str, size: int) -> None:
    who = "issuer" if query == "issuance" else "zhang"
    document = RECORDS if query == "records" else LISTED
    said: dict[str, Any] = {} if query == "records" else {"under": {query: True}}
    whole = ids(await hub.ask(who, document, first=100, **said))
    assert len(whole) == len(set(whole)) > 10
    forward: list[str] = []
    page: dict[str, Any] = {"hasNextPage": True, "endCursor": None}
    while page["hasNextPage"]:
        told = await hub.ask(who, document, first=size, after=page["endCursor"], **said)
        page, forward = told["data"]["licenses"]["pageInfo"], forward + ids(told)
    assert forward == whole
    backward: list[str] = []
    page = {"hasPreviousPage": True, "startCursor": None}
    while page["hasPreviousPage"]:
        told = await hub.ask(who, document, last=size, before=page["startCursor"], **said)
        page, backward = told["data"]["licenses"]["pageInfo"], ids(told) + backward
    assert backward == whole


@pytest.mark.parametrize(
    ("who", "under", "narrowing"),
    [
        ("holder_in_office", {"issuance": True}, None),
        ("issuer", {"holdings": True}, None),
        ("issuer", {"issuance": True}, {"status": "IN_FORCE"}),
        ("issuer", {"issuance": True}, {"entry": "permit"}),
    ],
)
async def test_a_cursor_fits_one_caller_and_one_list(
    hub: Hub, who: str, under: dict[str, Any], narrowing: dict[str, Any] | None
) -> None:
    first = await hub.ask("issuer", LISTED, under={"issuance": True}, first=1)
    cursor = first["data"]["licenses"]["edges"][0]["cursor"]
    told = await hub.ask(who, LISTED, under=under, filter=narrowing, after=cursor, first=1)
    assert code(told) == "CursorOutdated"


async def test_a_forged_cursor_is_refused(hub: Hub) -> None:
    for cursor in ("", "x", "A" * 60, "é"):
        told = await hub.ask("zhang", LISTED, under={"holdings": True}, after=cursor, first=1)
        assert code(told) == "CursorOutdated"


async def test_explaining_as_another_tells_nothing_of_licenses_held_by_others(hub: Hub) -> None:
    """A comparison made as a bank would tell whether the bank has a grant of somebody's."""
    paper = next(
        it.paper
        for it in hub.world.grants
        if it.organization == BANK and it.paper.kind == "plain" and "phone" not in it.fields
    )
    identifier = hub.world.places[paper.number][2]
    absent = identifier.replace(paper.serial, "9999999999")
    explain = """query ($inner: String!, $by: String!) {
        explain(query: $inner, as: {organization: $by}) { entry } }"""
    told = []
    for at in (identifier, absent):
        inner = f"""{{ compareLicense(identifier: "{at}", purpose: {{cause: "x"}},
            values: [{{key: "term", value: "x"}}]) {{ code }} }}"""
        told.append(await hub.ask("agent", explain, inner=inner, by=BANK))
    assert without_request(told[0]) == without_request(told[1])
    assert code(told[0]) == "OnlyReadsExplained"
