"""What is held of the catalog: what stands in force, its law, the policy of dropped fields."""

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from hub.catalog import commands
from hub.catalog.exemptions import exemptions
from hub.catalog.queries import (
    CatalogSnapshot,
    find_entries,
    load_catalog,
    policy_difference,
    visible_revision,
    visible_revisions,
)
from hub.catalog.refusals import RevisionNotFound
from hub.catalog.revisions import RevisionState
from hub.catalog.wishes import (
    AcceptEntry,
    DeclareExemption,
    DraftEntry,
    NameEntry,
    ReviseEntry,
    SubmitEntry,
)
from hub.db.engine import ReaderConnection, ReaderPool
from hub.policy.entry import Entry, Exemption
from hub.policy.terms import Disclosure, Ground, SharingState
from tests.entries import LAW, OWNER, TODAY, TOMORROW, bent, entry, field
from tests.province import By, Province

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("law")]

FOOD = entry(field("scope"))
WIDER = bent(FOOD, "scope", disclosure=Disclosure.FULL)
CODE = FOOD.code


@pytest.fixture
async def connection(reader: ReaderPool) -> AsyncIterator[ReaderConnection]:
    async with reader.acquire() as acquired:
        yield acquired


async def enact(by: By, body: Entry, basis: str = "food-safety-law") -> None:
    """Bring what an entry says in force."""
    if body == FOOD:
        revision = await commands.draft_entry(by("editor"), DraftEntry(body))
    else:
        revision = await commands.revise_entry(by("editor"), ReviseEntry(body))
    await accept(by, revision.number, revision.digest, basis)


async def accept(by: By, number: int, digest: str, basis: str | None = None) -> None:
    await commands.submit_entry(by("editor"), SubmitEntry(CODE, number))
    await commands.accept_entry(by("reviewer"), AcceptEntry(CODE, number, digest, basis))


async def test_knows_no_entry_that_was_never_in_force(by: By, connection: ReaderConnection) -> None:
    await commands.draft_entry(by("editor"), DraftEntry(FOOD))
    catalog = await load_catalog(connection)
    assert catalog.shelves == ()
    assert catalog.law == LAW


async def test_finds_an_entry_by_id_code_and_type_code(
    by: By, connection: ReaderConnection
) -> None:
    await enact(by, FOOD)
    catalog = await load_catalog(connection)
    (shelf,) = catalog.shelves
    assert (shelf.code, shelf.number, shelf.in_force) == (CODE, 1, FOOD)
    assert shelf.sharing is SharingState.CLOSED
    assert catalog.by_id[shelf.id] is catalog.by_code[CODE] is catalog.by_type_code[FOOD.type_code]


async def test_tells_sharing_and_owner(
    by: By, province: Province, connection: ReaderConnection
) -> None:
    await enact(by, FOOD)
    await commands.publish_entry(by("publisher"), NameEntry(CODE))
    (shelf,) = (await load_catalog(connection)).shelves
    assert (shelf.sharing, shelf.owner_id) == (SharingState.OPEN, province.ids[OWNER])


async def test_keeps_the_shape_and_takes_the_policy_of_today(
    by: By, connection: ReaderConnection
) -> None:
    await enact(by, FOOD)
    await enact(by, WIDER)
    latest = entry(field("note"))
    await enact(by, latest)
    catalog = await load_catalog(connection)
    (shelf,) = catalog.shelves
    policies = catalog.policies(shelf.id)
    assert shelf.in_force == latest
    assert list(shelf.revisions) == [1, 2, 3]
    assert policies["scope"].disclosure is Disclosure.FULL
    assert set(policies) == {"scope", "note", *entry().by_key}
    assert shelf.shape(1) == {key: policies[key] for key in FOOD.by_key}
    assert set(shelf.shape(3)) == set(latest.by_key)


async def test_a_retired_entry_keeps_its_policy(by: By, connection: ReaderConnection) -> None:
    await enact(by, FOOD)
    await commands.retire_entry(by("reviewer"), NameEntry(CODE))
    catalog = await load_catalog(connection)
    (shelf,) = catalog.shelves
    assert shelf.in_force is None
    assert shelf.policy == FOOD
    assert find_entries(catalog) == ()


async def test_the_policy_revision_follows_policy_and_law(
    by: By, connection: ReaderConnection
) -> None:
    await enact(by, FOOD)
    first = await revision_named(connection)
    await commands.publish_entry(by("publisher"), NameEntry(CODE))
    assert await revision_named(connection) == first
    ending = replace(LAW["food-safety-law"], in_force_until=TOMORROW)
    await commands.declare_legal_basis(by("publisher"), ending)
    second = await revision_named(connection)
    await enact(by, WIDER)
    assert len({first, second, await revision_named(connection)}) == 3


async def revision_named(connection: ReaderConnection) -> str:
    return (await load_catalog(connection)).by_code[CODE].policy_revision


async def test_the_epoch_moves_with_every_change(by: By, connection: ReaderConnection) -> None:
    before = (await load_catalog(connection)).epoch
    await enact(by, FOOD)
    assert (await load_catalog(connection)).epoch > before


async def test_shows_what_is_not_in_force_among_the_revisions(
    by: By, connection: ReaderConnection
) -> None:
    await enact(by, FOOD)
    await commands.revise_entry(by("editor"), ReviseEntry(WIDER))
    draft = await commands.submit_entry(by("editor"), SubmitEntry(CODE, 2))
    first, second = await visible_revisions(by("editor"), CODE)
    assert (first.number, first.state) == (1, RevisionState.IN_FORCE)
    assert replace(second, changes=draft.changes) == draft
    catalog = await load_catalog(connection)
    assert policy_difference(catalog, second, TODAY) == draft.changes


@pytest.mark.parametrize(
    ("who", "numbers"),
    [
        ("editor", [1, 2]),
        ("issuer", [1, 2]),
        ("publisher", [1, 2]),
        ("other_editor", [1]),
        ("person", [1]),
        ("anonymous", [1]),
    ],
)
async def test_shows_a_draft_to_its_owner_and_the_data_center_alone(
    who: str, numbers: list[int], by: By
) -> None:
    await enact(by, FOOD)
    await commands.revise_entry(by("editor"), ReviseEntry(WIDER))
    assert [found.number for found in await visible_revisions(by(who), CODE)] == numbers
    if 2 not in numbers:
        with pytest.raises(RevisionNotFound):
            await visible_revision(by(who), CODE, 2)


@pytest.mark.parametrize(
    ("search", "found"),
    [("食品", True), ("operation FOOD", True), (CODE, True), ("药品", False), ("", True)],
)
async def test_searches_by_code_and_name(
    search: str, *, found: bool, by: By, connection: ReaderConnection
) -> None:
    await enact(by, FOOD)
    assert bool(find_entries(await load_catalog(connection), search=search)) is found


async def test_searches_by_issuer_and_sector(by: By, connection: ReaderConnection) -> None:
    await enact(by, FOOD)
    catalog = await load_catalog(connection)
    assert find_entries(catalog, issuer=OWNER, sector="market")
    assert not find_entries(catalog, issuer="11519999MB51900183")
    assert not find_entries(catalog, sector="health")


@pytest.mark.parametrize("basis", ["secrets-law", "short-law"])
async def test_lists_what_is_exempt_and_whether_it_lapsed(
    basis: str, by: By, connection: ReaderConnection
) -> None:
    await enact(by, FOOD)
    wish = DeclareExemption(CODE, Exemption(Ground.PRIVACY, basis), "scope")
    draft = await commands.declare_exemption(by("editor"), wish)
    assert exemptions(await load_catalog(connection), TODAY) == ()
    await accept(by, draft.number, draft.digest)
    catalog = await load_catalog(connection)
    (today,) = exemptions(catalog, TODAY)
    assert (today.code, today.key, today.exemption.ground) == (CODE, "scope", Ground.PRIVACY)
    assert today.legal_basis == LAW[basis]
    assert lapsed(catalog) == [basis == "short-law"]


def lapsed(catalog: CatalogSnapshot) -> list[bool]:
    return [line.lapsed for line in exemptions(catalog, TOMORROW)]
