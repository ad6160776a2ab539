"""A statement is prepared for the entries that a query can meet, and finds what it found before."""

from uuid import UUID

import psycopg
import pytest

from hub.policy.codes import Grade, grade_identifier, make_identifier, parse_identifier
from hub.reading.literals import by_entry
from hub.reading.plan import of_named_entry
from hub.reading.scope import ById, ByIdentifier, Query, Scope, Wanted
from tests.make import Hub

WANTED = Wanted(frozenset({"number"}))
MOVE = """
WITH moved AS (
    UPDATE license SET identifier = %(new)s WHERE holder_key = %(home)s AND id = %(id)s
) UPDATE license_locator SET identifier = %(new)s WHERE identifier = %(old)s
"""


async def found(hub: Hub, scope: Scope) -> list[UUID]:
    """Return what the issuing office finds."""
    call = await hub.call("issuer")
    return [row.record["id"] for row in (await hub.reading.read(call, Query(scope, WANTED))).rows]


def wrong(identifier: str) -> str:
    """Return an identifier with a wrong check character."""
    return identifier[:-1] + ("A" if identifier[-1] != "A" else "B")


async def test_a_valid_identifier_names_its_entry_and_no_other_text_does(hub: Hub) -> None:
    await hub.reading.current_catalog(await hub.call("issuer"))
    catalog = hub.reading.catalog
    for paper in hub.world.papers[:50]:
        home, id_, identifier = hub.world.places[paper.number]
        assert grade_identifier(identifier) is Grade.VALID
        assert of_named_entry(catalog, Query(ByIdentifier(identifier))).entry == paper.entry
        parts = parse_identifier(identifier)
        assert parts is not None
        strange = str(make_identifier("9" * 21, parts.issuer, parts.serial))
        for scope in (
            ByIdentifier(wrong(identifier)),
            ByIdentifier(strange),
            ByIdentifier("whatever"),
            ById(home, id_),
        ):
            assert of_named_entry(catalog, Query(scope)) == Query(scope)


async def test_every_license_is_found_by_its_identifier_as_by_its_id(hub: Hub) -> None:
    by_id = [await found(hub, ById(home, id_)) for home, id_, _ in hub.world.places.values()]
    named = [await found(hub, ByIdentifier(text)) for _, _, text in hub.world.places.values()]
    assert named == by_id
    assert sum(map(len, named)) > 10


async def test_a_license_under_a_faulty_identifier_is_found_by_it(
    hub: Hub, province_database: str
) -> None:
    issued = [one for one in hub.world.places.values() if await found(hub, ById(*one[:2]))]
    home, id_, text = issued[0]
    with psycopg.connect(province_database) as owner:
        owner.execute(MOVE, {"new": wrong(text), "old": text, "home": home, "id": id_})
    assert await found(hub, ByIdentifier(wrong(text))) == [id_]
    assert await found(hub, ByIdentifier(text)) == []


@pytest.mark.parametrize(
    ("texts", "written"),
    [
        ({}, "NULL"),
        ({1: "a"}, "CASE WHEN x IN (1) THEN a END"),
        ({1: "a", 2: "b", 3: "a"}, "CASE WHEN x IN (1, 3) THEN a WHEN x IN (2) THEN b END"),
    ],
)
def test_entries_of_one_text_share_it(texts: dict[int, str], written: str) -> None:
    assert by_entry("x", texts) == written
