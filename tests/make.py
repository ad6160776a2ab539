"""Build the small province in a database, and open the hub upon a copy of it."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid5

import msgspec
import orjson
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from hub.aggregation.formats.mapping import ColumnMapping
from hub.aggregation.pipeline import Delivery, aggregate_stream
from hub.audit.call import Call, Doors
from hub.audit.recorder import Recorder
from hub.authorizations.grants.commands import grant_use, withdraw_grant
from hub.authorizations.grants.model import UseGrant
from hub.authorizations.grants.wishes import GrantUse, WithdrawGrant
from hub.authorizations.wishes import LicenseKey
from hub.catalog.model import CatalogEntry, LegalBasisRow
from hub.catalog.queries import load_catalog
from hub.crypto.envelope import Envelopes
from hub.crypto.keyring import Keyring, Use, create_keyring
from hub.crypto.opaque import Opaque
from hub.db.engine import READER, WRITER, pool, writer_engine
from hub.identity.callers import ActingFor, Caller
from hub.identity.held import Callers
from hub.identity.model import Account, Office, Organization, Representation
from hub.identity.terms import RepresentationKind, Role
from hub.issuing.desk import Desk
from hub.issuing.workshop import Workshop
from hub.licenses.holders import holder_keys
from hub.licenses.keys import LicenseKeys
from hub.licenses.model import License
from hub.policy.entry import Entry
from hub.policy.facts import Purpose
from hub.policy.law import MEASURES
from hub.policy.terms import SharingState
from hub.reading.read import Reading
from schema.context import Context, Parts
from schema.ids import GlobalIds, Named
from schema.root import HubSchema
from schema.serve import GraphqlRequest, answer
from tests.actors import (
    BANK,
    CAST,
    CHILD,
    CITY,
    COMPANY,
    HEIR,
    NEVER,
    ORGANIZATIONS,
    ROLES,
    TRUSTED,
    token_of,
)
from tests.entries import LAW, OWNER
from tests.entrusted import Entrusted, entrusted
from tests.papers import ENTRIES, FIRST, MOMENT, SHARING, Given, Paper, event_of, grants, papers
from tests.revisions import revise, revision
from tests.rows import Known, known_in, put_everything
from tests.scenarios import MORE_LAW
from tests.viewed import SCHEMA

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
PURPOSE = Purpose(cause="核对示例资料", scenario="loan", matter="opening")
ACCOUNTS = UUID(int=519999)


@dataclass
class World:
    """What was put into a database, as plain data, and the keys it lies under."""

    keyring: Keyring = field(default_factory=create_keyring)
    papers: list[Paper] = field(default_factory=list)
    grants: list[Given] = field(default_factory=list)
    entrusted: Entrusted = field(default_factory=Entrusted)
    ids: dict[str, int] = field(default_factory=dict)
    holders: dict[str, UUID] = field(default_factory=dict)
    places: dict[int, tuple[UUID, UUID, str]] = field(default_factory=dict)
    """Holder key, id and identifier of each license by its number."""

    def paper(self, kind: str, entry: str = "permit", revision: int | None = None) -> Paper:
        """Return the license of a kind, of the newest revision unless another is named."""
        found = [it for it in self.papers if (it.entry, it.kind) == (entry, kind)]
        return next(it for it in reversed(found) if revision in (None, it.revision))

    def code_of(self, organization: int) -> str:
        """Return the code of an organization."""
        return next(code for code, id_ in self.ids.items() if id_ == organization)


def account_id(who: str) -> UUID:
    """Return the account of an actor."""
    return uuid5(ACCOUNTS, who)


@dataclass
class Hub:
    """One process upon a database, and calls by anybody."""

    doors: Doors
    world: World
    reading: Reading
    schema: HubSchema = SCHEMA
    calls: dict[Any, Call] = field(default_factory=dict)
    """Calls kept by a test that reads a great deal."""

    @property
    def parts(self) -> Parts:
        """Return what the process holds for all requests."""
        keyring, opaque = self.world.keyring, self.reading.opaque
        desk = Desk(self.doors, self.reading, Workshop(LicenseKeys(keyring), "http://hub"))
        return Parts(self.reading, GlobalIds(opaque), keyring, desk)

    async def call(self, who: str, *, assurance: int | None = None, **said: Any) -> Call:  # noqa: ANN401 - the rest of a call
        """Let somebody call, signed in with a token."""
        said = {"moment": MOMENT} | said
        if who == "anonymous":
            return Call(self.doors, **said)
        token = token_of(who, assurance)
        load = partial(self._load, token)
        return Call(self.doors, await load(), token=token, renew=load, **said)

    async def _load(self, token: Any) -> Caller:  # noqa: ANN401 - a verified token
        async with self.doors.reader.acquire() as connection:
            return await self.reading.callers.load(connection, token)

    async def body(self, call: Call, query: str, **variables: object) -> bytes:
        """Return the bytes with which a query is answered."""
        context = Context(call, self.parts)
        request = GraphqlRequest(query, variables)
        return (await answer(self.schema, context, request)).body

    async def ask(
        self,
        who: str,
        query: str,
        purpose: Purpose | None = None,
        *,
        assurance: int | None = None,
        **variables: object,
    ) -> dict[str, Any]:
        """Return the answer that somebody gets to a query."""
        call = await self.call(who, assurance=assurance, purpose=purpose)
        found: dict[str, Any] = orjson.loads(await self.body(call, query, **variables))
        return found

    def id_of(self, paper: Paper) -> str:
        """Return the global id of a license."""
        holder_key, license_id, _ = self.world.places[paper.number]
        return self.parts.ids.of(Named.LICENSE, holder_key, license_id)

    def grant_id(self, given: Given) -> str:
        """Return the global id of a grant."""
        return self.parts.ids.of(Named.GRANT, self.world.holders[given.by], UUID(given.id))

    async def rows(self, statement: str, **values: object) -> list[tuple[Any, ...]]:
        """Look at the tables as they are, as their owner."""
        async with self.doors.writer() as db:
            await db.execute(text("SET LOCAL ROLE NONE"))
            return [tuple(row) for row in await db.execute(text(statement), values)]

    async def change(self, statement: str, **values: object) -> None:
        """Change the tables behind the hub's back, as their owner."""
        async with self.doors.writer.begin() as db:
            await db.execute(text("SET LOCAL ROLE NONE"))
            await db.execute(text(statement), values)


@asynccontextmanager
async def open_hub(url: str, world: World, connections: int = 4) -> AsyncIterator[Hub]:
    """Open a hub on a database."""
    engine = writer_engine(url, connections)
    reader = await pool(url, READER, connections)
    recorder = Recorder(await pool(url, WRITER, 2))
    doors = Doors(async_sessionmaker(engine, expire_on_commit=False), reader, recorder)
    try:
        yield Hub(doors, world, fresh_reading(world))
    finally:
        await recorder.close()
        await reader.close()
        await engine.dispose()


def fresh_reading(world: World) -> Reading:
    """Make what another process would hold: nothing yet."""
    keyring = world.keyring
    return Reading(Envelopes(keyring.of(Use.DATA)), Opaque(keyring.of(Use.SIV)), Callers())


def build(url: str, world: World, salt: str = "") -> World:
    """Build the province in a migrated database."""
    with ThreadPoolExecutor(1) as beside:
        beside.submit(asyncio.run, _build(url, world, salt)).result()
    return world


async def _build(url: str, world: World, salt: str) -> None:
    world.papers = papers(salt)
    world.grants = grants(world.papers, BANK)
    world.entrusted = entrusted(world.papers)
    async with open_hub(url, world) as hub:
        await _found(hub)
        await _put_entries(hub, ENTRIES | {"permit": FIRST})
        await _deliver(hub, [it for it in world.papers if it.fields.keys() >= {"fax"}])
        await _add_revision(hub, ENTRIES["permit"])
        await _deliver(hub, [it for it in world.papers if "fax" not in it.fields])
        await _note_places(hub)
        await _give(hub)
        await _let_happen(hub)
        await _settle(hub)
        await _entrust(hub)


async def _found(hub: Hub) -> None:
    world = hub.world
    keys = LicenseKeys(world.keyring)
    named = [("001" if code == COMPANY else "111", code) for code in _codes()]
    async with hub.doors.writer.begin() as db:
        raw = (await (await db.connection()).get_raw_connection()).driver_connection
        found = await holder_keys(raw, keys.holders, named)  # type: ignore[arg-type] # psycopg's own
        world.holders = {code: found[kind, code] for kind, code in named}
        for code, (kind, level) in ORGANIZATIONS.items():
            region = "510100" if code == CITY else "510000"
            made = Organization(
                code=code, name_zh=f"机构{code}", name_en=code, kind=kind, level=level,
                region=region, region_as_of=date(2026, 1, 1),
            )  # fmt: skip
            db.add(made)
            await db.flush()
            world.ids[code] = made.id
        await _sign_up(db, world)
        for code in sorted((LAW | MORE_LAW).keys() - MEASURES.keys()):
            db.add(LegalBasisRow(**msgspec.structs.asdict((LAW | MORE_LAW)[code])))


def _codes() -> Iterable[str]:
    return sorted({code for it in CAST.values() for code in it.own} | {CHILD, COMPANY})


async def _sign_up(db: AsyncSession, world: World) -> None:
    for who, actor in CAST.items():
        id_ = account_id(who)
        own = world.holders.get(actor.code or "")
        client = world.ids.get(actor.client_of or "")
        db.add(
            Account(
                id=id_,
                issuer=TRUSTED,
                subject=who,
                name=who,
                holder_key=own,
                client_of=client,
                epoch=0,
            )
        )
        await db.flush()
        if actor.office:
            role = ROLES.get(actor.office, Role.USER)
            db.add(
                Office(
                    id=uuid5(id_, "office"),
                    account_id=id_,
                    organization_id=world.ids[actor.office],
                    role=role,
                    since=LONG_AGO,
                    until=None,
                )
            )
        if actor.stands_for:
            child = actor.stands_for == CHILD
            kind = RepresentationKind.GUARDIAN if child else RepresentationKind.AGENT
            db.add(
                Representation(
                    id=uuid5(id_, "for"),
                    account_id=id_,
                    holder_key=world.holders[actor.stands_for],
                    kind=kind,
                    since=LONG_AGO,
                    until=NEVER if child else None,
                )
            )


async def _put_entries(hub: Hub, entries: dict[str, Entry]) -> None:
    async with hub.doors.writer.begin() as db:
        for code, body in entries.items():
            made = CatalogEntry(
                code=code,
                type_code=body.type_code,
                owner_id=hub.world.ids[OWNER],
                sharing=SharingState.OPEN,
            )
            db.add(made)
            await db.flush()
            db.add(revision(made.id, 1, body))


async def _add_revision(hub: Hub, body: Entry) -> None:
    async with hub.doors.writer.begin() as db:
        entry_id = await db.scalar(select(CatalogEntry.id).where(CatalogEntry.code == body.code))
        await revise(db, entry_id or 0, 2, body)


async def deliver(hub: Hub, records: list[dict[str, Any]], by: str, key: str) -> None:
    """Aggregate records as a department does; none of them may lie in quarantine."""
    known = await hub.call("issuer")
    caller = Caller(
        account_id=known.caller.account_id,
        epoch=known.caller.epoch,
        organization=ActingFor(hub.world.ids[by], by),
        roles=frozenset({Role.AGGREGATOR}),
    )
    delivery = Delivery(source="test", key=key, mapping=ColumnMapping(format="ndjson"))
    call = Call(hub.doors, caller, moment=MOMENT)
    keys = LicenseKeys(hub.world.keyring)
    body = b"\n".join(map(orjson.dumps, records))
    progress = await aggregate_stream(call, keys, delivery, _whole(body))
    if progress.quarantined:
        raise AssertionError(await hub.rows("SELECT line, code, field FROM quarantine"))


async def _whole(body: bytes) -> AsyncIterator[bytes]:
    yield body


async def _deliver(hub: Hub, made: list[Paper]) -> None:
    for issuer in sorted({it.issuer for it in made}):
        records = [it.record() for it in made if it.issuer == issuer]
        await deliver(hub, records, issuer, f"{issuer}-{made[0].number}")


async def _note_places(hub: Hub) -> None:
    async with hub.doors.writer() as db:
        for row in await db.scalars(select(License)):
            hub.world.places[int(row.serial)] = (row.holder_key, row.id, row.identifier)


async def _give(hub: Hub) -> None:
    async with hub.doors.reader.acquire() as connection:
        catalog = await load_catalog(connection)
    names = {actor.code: who for who, actor in CAST.items() if actor.code}
    for given in hub.world.grants:
        call = await hub.call(names[given.by], moment=given.given_at)
        holder_key, license_id, _ = hub.world.places[given.paper.number]
        wish = GrantUse(
            license=LicenseKey(holder_key, license_id),
            fields=given.fields,
            organization=given.organization,
            person=None if given.person is None else account_id(given.person),
            valid_from=given.valid_from,
            valid_until=given.valid_until,
            max_uses=given.max_uses,
            cause="示例",
        )
        made = await grant_use(call, catalog, wish)
        given.id = str(made.id)
        if given.withdrawn:
            await withdraw_grant(call, WithdrawGrant(made.holder_key, made.id))


async def _let_happen(hub: Hub) -> None:
    for issuer in (CITY, OWNER):
        concerned = [it for it in hub.world.papers if it.issuer == issuer]
        happened = [event_of(it) for it in concerned if it.event]
        sold = [it.record(2) for it in concerned if it.later]
        if happened or sold:
            await deliver(hub, happened + sold, issuer, f"later-{issuer}")
    await _note_places(hub)


async def _settle(hub: Hub) -> None:
    """Let sharing and succession stand where they stand in the end, and uses be used."""
    async with hub.doors.writer.begin() as db:
        for code, state in SHARING.items():
            changed = update(CatalogEntry).where(CatalogEntry.code == code)
            await db.execute(changed.values(sharing=state))
        ids = hub.world.ids
        succeeded = update(Organization).where(Organization.id == ids[OWNER])
        await db.execute(succeeded.values(successor_id=ids[HEIR]))
        for given in hub.world.grants:
            used = update(UseGrant).where(UseGrant.id == UUID(given.id))
            await db.execute(used.values(used=given.used))


async def known(db: AsyncSession, world: World) -> Known:
    """Return what plain data becomes in a database."""
    return await known_in(db, world.ids, world.holders, {who: account_id(who) for who in CAST})


async def _entrust(hub: Hub) -> None:
    async with hub.doors.writer.begin() as db:
        await put_everything(db, await known(db, hub.world), hub.world.entrusted)
