"""A gateway gets things by their keys, decided as by themselves, with one read for all licenses."""

from typing import Any

import pytest
from graphql import build_schema as build
from graphql import parse

from hub.reading.read import Reading
from schema.federation import MOST_REPRESENTATIONS, RepresentationInvalid
from tests.schema.http.asking import ANYONE, Hub, identifier

KEYS = '"status", "number", "holder_name", "holder_code", "issuer"'
SHOWN = f"id status fields(keys: [{KEYS}]) {{ key value outcome decision {{ code basis }} }}"
ENTITIES = f"""query ($of: [_Any!]!) {{ _entities(representations: $of) {{
    __typename ... on License {{ {SHOWN} }} ... on Organization {{ code nameZh }}
    ... on CatalogEntry {{ code revision }} }} }}"""
ONE = f"query ($of: String!) {{ license(identifier: $of) {{ {SHOWN} }} }}"
OWN, JOINT = "adult-identity", "joint-owners"
CENTER = "12519999MB99000993"
EVENT = "SELECT operation, licenses FROM usage_event WHERE request_id = %s"


def license_named(landmark: str) -> dict[str, str]:
    """Name a license by its identifier."""
    return {"__typename": "License", "identifier": identifier(landmark)}


def by_id(id_: str) -> dict[str, str]:
    """Name a license by a global id."""
    return {"__typename": "License", "id": id_}


def entities(hub: Hub, *of: dict[str, str], by: str = "adult", cause: str | None = None) -> Any:  # noqa: ANN401 - JSON
    """Ask for things by their keys."""
    return hub.ask(ENTITIES, by=by, cause=cause, of=list(of))["_entities"]


@pytest.mark.parametrize("by", ["adult", "owner-one", "bank", "safety-officer", ANYONE])
@pytest.mark.parametrize("landmark", [OWN, JOINT, "safety-officer-old-revision"])
def test_a_license_is_decided_as_by_itself(hub: Hub, by: str, landmark: str) -> None:
    alone = hub.post(ONE, by=by, cause="核对", of=identifier(landmark)).json()["data"]
    (entity,) = entities(hub, license_named(landmark), by=by, cause="核对")
    if entity is not None:
        assert entity.pop("__typename") == "License"
    assert entity == (alone or {}).get("license")


def test_many_are_one_read_and_one_event_in_their_order(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads, fetch = [], Reading._fetch  # noqa: SLF001 - what asks the database

    async def counted(self: Reading, *asked: Any) -> Any:  # noqa: ANN401 - passed on
        reads.append(asked)
        return await fetch(self, *asked)

    own = hub.license_id(OWN, "adult")
    others = hub.license_id(JOINT, "owner-one")
    monkeypatch.setattr(Reading, "_fetch", counted)
    of = [
        *(by_id(own), license_named(JOINT), license_named(OWN)),
        *({"__typename": "License", "identifier": f"absent-{one}"} for one in range(90)),
        *(by_id(others), by_id("forged"), by_id(own)),
    ]
    answer = hub.post(ENTITIES, by="adult", of=of).json()
    found = answer["data"]["_entities"]
    assert [place for place, one in enumerate(found) if one] == [0, 2, len(of) - 1]
    assert {one["id"] for one in found if one} == {own}
    assert len(reads) == 1
    with hub.database() as owner:
        told = owner.execute(EVENT, [answer["extensions"]["requestId"]]).fetchall()
    ((operation, licenses),) = told
    assert (operation, len(licenses)) == ("_entities", 2)  # the own, and the one that was tried


def test_organizations_and_entries_are_found_among_licenses(hub: Hub) -> None:
    organization = {"__typename": "Organization", "code": CENTER}
    entry = {"__typename": "CatalogEntry", "code": "identity-card"}
    nobody = {"__typename": "Organization", "id": "forged"}
    found = entities(hub, organization, license_named(OWN), entry, nobody)
    assert [one and one["__typename"] for one in found] == [
        *("Organization", "License", "CatalogEntry"),
        None,
    ]
    assert (found[0]["code"], found[2]["code"]) == (CENTER, "identity-card")


@pytest.mark.parametrize(
    "of",
    [
        [],
        [{"__typename": "Viewer", "id": "x"}],
        [{"__typename": "License"}],
        [{"__typename": "License", "id": 1}],
        [{"__typename": "License", "id": "x"}] * (MOST_REPRESENTATIONS + 1),
    ],
)
def test_what_names_nothing_that_could_be_is_refused(hub: Hub, of: list[Any]) -> None:
    assert hub.refusal(ENTITIES, by="adult", of=of)["code"] == RepresentationInvalid.__name__


def test_the_schema_is_told_with_its_keys_to_who_is_signed_in_alone(hub: Hub) -> None:
    asked = "{ _service { sdl } }"
    assert hub.ask(asked)["_service"] == {"sdl": None}
    sdl = hub.ask(asked, by="adult")["_service"]["sdl"]
    assert parse(sdl).definitions
    assert 'type License implements Node @key(fields: "id") @key(fields: "identifier")' in sdl
    assert "_entities" not in sdl
    directives = "scalar FieldSet directive @key(fields: FieldSet!) repeatable on OBJECT"
    linked = "directive @link(url: String, import: [String]) repeatable on SCHEMA"
    plain = sdl.replace("extend schema @link", "schema @link", 1).partition("\n")[2]
    assert build(f"{linked} {directives} {plain}").query_type is not None
