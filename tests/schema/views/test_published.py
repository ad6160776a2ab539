"""The schema follows what is published, and nobody waits for it who does not need it."""

import asyncio
from threading import Event

import pytest

from hub.catalog.queries import CatalogSnapshot
from hub.policy.terms import SharingState
from schema.audience import Audience
from schema.published import Schemas
from schema.root import HubSchema, build_schema
from tests.entries import entry, field
from tests.shelved import shelf, snapshot

OWN = build_schema()
OPEN = shelf(entry(field("scope")))
CLOSED = shelf(entry(field("scope")), sharing=SharingState.WITHDRAWN)
WIDER = shelf(entry(field("scope")), entry(field("scope"), field("catering_level")))
NAME = "FoodOperation"


def shows(schema: HubSchema, field_name: str = "scope") -> bool:
    """Tell whether a schema has the view, with a field."""
    type_ = schema.core.type_map.get(NAME)
    return type_ is not None and field_name in type_.fields  # type: ignore[attr-defined]  # an object type


async def test_the_former_schema_serves_until_the_new_one_is_built() -> None:
    schemas = Schemas(OWN)
    catalog = snapshot(1, OPEN)
    assert schemas.current(catalog) is OWN
    newest = await schemas.newest(catalog)
    assert shows(newest)
    assert not shows(OWN)
    assert schemas.current(catalog) is newest


async def test_another_epoch_with_the_same_views_builds_nothing() -> None:
    schemas = Schemas(OWN)
    first = await schemas.newest(snapshot(1, OPEN))
    assert await schemas.newest(snapshot(2, OPEN)) is first


async def test_publication_revision_and_withdrawal_in_a_row() -> None:
    schemas = Schemas(OWN)
    opened = await schemas.newest(snapshot(1, OPEN))
    wider = await schemas.newest(snapshot(2, WIDER))
    closed = await schemas.newest(snapshot(3, CLOSED))
    again = await schemas.newest(snapshot(4, WIDER))
    told = [(shows(one), shows(one, "cateringLevel")) for one in (opened, wider, closed, again)]
    assert told == [(True, False), (True, True), (False, False), (True, True)]


async def test_who_comes_late_with_a_former_catalog_brings_nothing_back() -> None:
    schemas = Schemas(OWN)
    wider = await schemas.newest(snapshot(2, WIDER))
    assert await schemas.newest(snapshot(1, CLOSED)) is wider


async def test_what_is_published_while_one_is_built_is_built_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    schemas, held, entered = Schemas(OWN), Event(), Event()
    edition_of = Schemas._edition_of  # noqa: SLF001 - to be held up

    def held_up(self: Schemas, catalog: CatalogSnapshot) -> object:
        entered.set()
        held.wait(10)
        return edition_of(self, catalog)

    monkeypatch.setattr(Schemas, "_edition_of", held_up)
    assert schemas.current(snapshot(1, OPEN)) is OWN
    await asyncio.to_thread(entered.wait, 10)
    later = snapshot(2, WIDER)
    assert schemas.current(later) is OWN
    held.set()
    assert shows(await schemas.newest(later), "cateringLevel")


async def test_a_schema_that_cannot_be_built_leaves_the_former(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    schemas = Schemas(OWN)
    first = await schemas.newest(snapshot(1, OPEN))
    monkeypatch.setattr("schema.published.views_of", None)
    assert await schemas.newest(snapshot(2, WIDER)) is first
    monkeypatch.undo()
    assert shows(await schemas.newest(snapshot(3, WIDER)), "cateringLevel")


async def test_the_schema_of_an_audience_follows_too() -> None:
    schemas = Schemas(OWN)
    assert schemas.current(snapshot(0), Audience.PARTNER).audience is Audience.PARTNER
    found = await schemas.newest(snapshot(1, OPEN), Audience.PARTNER)
    assert shows(found)
    assert found is not schemas.current(snapshot(1, OPEN))
