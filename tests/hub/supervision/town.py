"""A province to be supervised: departments that deliver, answer and designate as they are told."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from msgspec.structs import replace
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from hub.aggregation.commands import aggregate_licenses
from hub.aggregation.corrections import corrector
from hub.aggregation.wishes import AggregateLicenses
from hub.audit.call import Call, Doors
from hub.audit.recorder import Recorder
from hub.catalog.model import LegalBasisRow
from hub.clock import SHANGHAI, held_at, now
from hub.crypto.keyring import create_keyring
from hub.db.engine import READER, WRITER, pool, writer_engine
from hub.db.ids import new_id
from hub.identity.callers import ActingFor, Caller
from hub.identity.directory import Directory
from hub.identity.model import Account, Office, Organization
from hub.identity.queries import load_directory
from hub.identity.terms import Level, OrganizationKind, Role
from hub.licenses.keys import LicenseKeys
from hub.sample.numbers import credit_code
from hub.schedule import JOBS
from hub.supervision.bodies.model import Officer
from hub.supervision.orders import commands as orders
from hub.supervision.orders.commands import open_order
from hub.supervision.orders.wishes import AnswerOrder, OpenOrder
from tests.entries import OWNER
from tests.hub.aggregation.conftest import Province
from tests.hub.aggregation.permits import permit, record
from tests.workdays import CALENDAR

FOUNDED = date(2025, 1, 6)
LAPSING = "lapsing-law"
SUPERVISOR = credit_code("11", "MB990001")
CENTER = credit_code("11", "MB990002")
JOB_MODULES = ("hub.supervision.", "hub.aggregation.corrections")

_serials = count(1)

Job = Callable[[AsyncSession], Awaitable[object]]


def at(day: date, hour: int = 15) -> datetime:
    """Return an hour of a day in China."""
    return datetime.combine(day, time(hour), SHANGHAI)


def working_days(first: date, number: int) -> list[date]:
    """Return so many working days from one on."""
    found: list[date] = []
    while len(found) < number:
        found += [first] if CALENDAR.is_working_day(first) else []
        first += timedelta(days=1)
    return found


def code(number: int) -> str:
    """Return the credit code of the department of a number."""
    return credit_code("11", f"MB98{number:04}")


@dataclass(frozen=True)
class Town(Province):
    """A database with departments, and what each of them does."""

    issuers: list[str] = field(default_factory=list)
    epochs: dict[str, int] = field(default_factory=dict)
    """How often the rights of each account have changed."""

    def call(self, code: str = "", *roles: Role) -> Call:
        """Let an official of an organization call, now."""
        id_ = self.ids[code]
        caller = Caller(
            account_id=UUID(int=id_),
            assurance=2,
            organization=ActingFor(id_, code),
            roles=frozenset(roles or (Role.AGGREGATOR,)),
            issuer_organizations=(id_,),
            epoch=self.epochs[code],
        )
        return Call(self.doors, caller)

    async def send(self, issuer: str, *records: dict[str, Any]) -> int:
        """Let an issuer deliver records, and return how many were put aside."""
        wish = AggregateLicenses(list(records))
        done = await aggregate_licenses(self.call(issuer), self.keys, wish)
        return done.progress.quarantined

    async def put(self, statement: str, **values: object) -> None:
        """Change the tables as their owner."""
        async with self.doors.writer.begin() as db:
            await db.execute(text("SET LOCAL ROLE NONE"))
            await db.execute(text(statement), values)

    async def run(self, jobs: Iterable[Job]) -> None:
        """Run jobs, each in a transaction of its own, as the schedule does."""
        for job in jobs:
            async with self.doors.writer.begin() as db:
                await job(db)

    async def findings(self) -> dict[tuple[str, str, str], bool]:
        """Return by ground, organization and subject whether each finding ever made is open."""
        rows = await self.rows(
            "SELECT f.ground, o.code, f.subject, bool_or(f.closed_at IS NULL) FROM finding f"
            " JOIN organization o ON o.id = f.organization_id GROUP BY 1, 2, 3"
        )
        return {(ground, code, subject): open_ for ground, code, subject, open_ in rows}

    async def orders(self) -> dict[str, tuple[str, bool]]:
        """Return by number where each order stands, and whether it has a notice."""
        rows = await self.rows(
            "SELECT number, state, EXISTS (SELECT FROM public_notice WHERE order_id = o.id)"
            " FROM rectification_order o"
        )
        return {number: (state, noticed) for number, state, noticed in rows}

    async def refused(self) -> dict[str, int]:
        """Return how many requests of each department are told to have been refused."""
        rows = await self.rows(
            "SELECT o.code, f.count FROM figure_day f JOIN organization o"
            " ON o.id = f.organization_id WHERE f.measure = 'REFUSED'"
        )
        return {str(row[0]): int(row[1]) for row in rows}


def made(issuer: str, issued_on: date, **said: object) -> dict[str, Any]:
    """Make a good record of a license that an issuer issued on a day."""
    place = next(_serials)
    until = issued_on.replace(year=issued_on.year + 5).isoformat()
    dates = {"issued_on": issued_on.isoformat(), "valid_from": issued_on.isoformat()}
    usual = {"issuer": issuer, "number": f"JY510100{issued_on.year}{place:06}"}
    return record(place, **dates | usual | {"valid_until": until, "origin": "BORN_DIGITAL"} | said)


async def demand_paper(town: Town, of: str, reporter: int) -> None:
    """Report a demand for paper, by one of some people."""
    (entry,) = (await town.rows("SELECT id FROM catalog_entry WHERE code = 'food-operation'"))[0]
    await town.put(
        "INSERT INTO paper_demand (holder_key, id, organization_id, entry_id, license_id, told,"
        " reported_by, reported_at) VALUES (:holder, :id, :of, :entry, :holder, '索要复印件',"
        " :by, :at)",
        holder=uuid4(),
        id=new_id(),
        of=town.ids[of],
        entry=entry,
        by=UUID(int=10_000 + reporter),
        at=now(),
    )


async def request(town: Town, by: str, due: datetime) -> str:
    """Let a department ask the owner of the permit for access, to be answered by a moment."""
    id_ = new_id()
    await town.put(
        "INSERT INTO access_request (id, organization_id, entry_id, scenario_code, matters, asked,"
        " over_asked, purpose, legal_basis, valid_from, valid_until, state, requested_by,"
        " requested_at, answer_due) SELECT :id, :by, id, 'scenario', '{}', '{status}', '{}',"
        " '核对', 'food-safety-law', :now, :until, 'SUBMITTED', :account, :now, :due"
        " FROM catalog_entry WHERE code = 'food-operation'",
        id=id_,
        by=town.ids[by],
        now=now(),
        until=now() + timedelta(days=365),
        account=UUID(int=town.ids[by]),
        due=due,
    )
    return str(id_)


async def answer(town: Town, request_id: str) -> None:
    """Let the owner answer a request."""
    await town.put(
        "UPDATE access_request SET state = 'REFUSED', answered_at = :now"
        " WHERE id = CAST(:id AS uuid)",
        now=now(),
        id=request_id,
    )


async def order(town: Town, of: str, working_days: int) -> str:
    """Order a department to rectify whatever stands against it; return the order's number."""
    rows = await town.rows(
        "SELECT id FROM finding WHERE organization_id = :of AND closed_at IS NULL", of=town.ids[of]
    )
    if not rows:
        return ""
    wish = OpenOrder(
        findings=tuple(row[0] for row in rows), told="请整改", working_days=working_days
    )
    call = town.call(SUPERVISOR, Role.OVERSEER)
    made = await open_order(call, await directory(town), wish)
    ((number,),) = await town.rows("SELECT number FROM rectification_order WHERE id = :id", id=made)
    return str(number)


async def refuse(town: Town, by: str) -> None:
    """Record that a request of a department was refused."""
    await town.put(
        "INSERT INTO usage_event (id, at, request_id, operation, outcome, organization_id,"
        " assurance, licenses, holders, holder_counts, patterns, authorizations) VALUES"
        " (:id, :now, 'r', 'license', 'LicenseNotFound', :by, 2, '{}', '{}', '{}', '{}', '{}')",
        id=new_id(),
        now=now(),
        by=town.ids[by],
    )


async def answer_order(town: Town, number: str) -> None:
    """Let a department answer an order, by its administrator."""
    found = "SELECT id, organization_id FROM rectification_order WHERE number = :number"
    for id_, of in await town.rows(found, number=number):
        department = next(code for code, one in town.ids.items() if one == of)
        call = town.call(department, Role.SYSTEM_ADMIN)
        wish = AnswerOrder(order=id_, told="已整改")
        await orders.answer_order(call, await directory(town), wish)


async def directory(town: Town) -> Directory:
    """Return the organizations."""
    async with town.doors.reader.acquire() as connection:
        return await load_directory(connection)


async def revise(town: Town, code: str, basis: str) -> None:
    """Bring a new revision of an entry in force, which cites another provision."""
    await town.put(
        "UPDATE catalog_revision r SET state = 'RETIRED', retired_at = :now FROM catalog_entry e"
        " WHERE e.code = :code AND r.entry_id = e.id AND state = 'IN_FORCE'",
        code=code,
        now=now(),
    )
    await town.put(
        "INSERT INTO catalog_revision (entry_id, number, state, body, digest, drafted_at,"
        " in_force_at) SELECT entry_id, number + 1, 'IN_FORCE',"
        " jsonb_set(body, '{legal_basis}', to_jsonb(CAST(:basis AS text))), digest, :now, :now"
        " FROM catalog_revision r JOIN catalog_entry e ON e.id = r.entry_id AND e.code = :code"
        " ORDER BY number DESC LIMIT 1",
        code=code,
        basis=basis,
        now=now(),
    )


@asynccontextmanager
async def open_town(url: str, issuers: int) -> AsyncIterator[Town]:
    """Found a province in a migrated database."""
    engine = writer_engine(url, 3)
    reader = await pool(url, READER, 2)
    recorder = Recorder(await pool(url, WRITER, 1))
    doors = Doors(async_sessionmaker(engine, expire_on_commit=False), reader, recorder)
    town = Town(doors, {}, LicenseKeys(create_keyring()), [code(one) for one in range(issuers)])
    try:
        with held_at(at(FOUNDED)):
            await _found(town)
        yield town
    finally:
        await recorder.close()
        await reader.close()
        await engine.dispose()


async def _found(town: Town) -> None:
    async with town.doors.writer.begin() as db:
        kinds = dict.fromkeys((OWNER, *town.issuers), OrganizationKind.DEPARTMENT)
        kinds |= {SUPERVISOR: OrganizationKind.SUPERVISOR, CENTER: OrganizationKind.DATA_CENTER}
        for each, kind in kinds.items():
            await _found_one(db, town, each, kind)
        for number in range(9):
            reporter = UUID(int=10_000 + number)
            db.add(Account(id=reporter, issuer="test", subject=str(reporter), name="", epoch=0))
    await town.put(
        "INSERT INTO scenario (code, organization_id, zh, en, legal_basis, retention_days,"
        " by_field, registered_at) VALUES ('scenario', :of, '场景', 'x', 'law', 30, true, :now)",
        of=town.ids[town.issuers[0]],
        now=now(),
    )
    for name, until in ((LAPSING, None), ("food-safety-law", None)):
        async with town.doors.writer.begin() as db:
            db.add(
                LegalBasisRow(
                    code=name, zh=name, en=name, kind="LAW", in_force_from=date(2008, 1, 1),
                    in_force_until=until, sample=True,
                )
            )  # fmt: skip
    await town.add_entry(*(permit(issuers=(OWNER, *town.issuers)) for _ in range(2)))
    for number, basis in enumerate((LAPSING, LAPSING, "food-safety-law"), 2):
        named = {"code": f"entry-{number}", "type_code": f"11519999MB519000X300{number}"}
        await town.add_entry(replace(permit(), **named, legal_basis=basis))
    await town.put("UPDATE catalog_revision SET in_force_at = :now", now=now())
    await town.put(
        "UPDATE catalog_revision SET in_force_at = :then WHERE entry_id ="
        " (SELECT id FROM catalog_entry WHERE code = 'entry-4')",
        then=at(date(2023, 3, 6)),
    )
    await town.put("UPDATE catalog_revision SET retired_at = in_force_at WHERE state = 'RETIRED'")
    for subject, epoch in await town.rows("SELECT subject, epoch FROM account"):
        town.epochs[subject] = epoch
    # What the migrations count from is the true time of this test, which is after the ids.
    await town.put("UPDATE supervision_mark SET until = :first", first=UUID(int=0))


async def _found_one(db: AsyncSession, town: Town, code: str, kind: OrganizationKind) -> None:
    organization = Organization(
        code=code, name_zh=code, name_en=code, kind=kind, level=Level.PROVINCE, region="510000",
        region_as_of=FOUNDED, sector="market", designated_body="办公室",
    )  # fmt: skip
    db.add(organization)
    await db.flush()
    town.ids[code] = organization.id
    account = UUID(int=organization.id)
    db.add(Account(id=account, issuer="test", subject=code, name=code, epoch=0))
    await db.flush()
    office = {"account_id": account, "organization_id": organization.id, "since": now()}
    db.add(Office(id=new_id(), role=Role.AUDITOR, **office))
    db.add(Officer(id=new_id(), **office))


def supervising(town: Town) -> dict[str, Job]:
    """Return the jobs that supervision rests on, by name, as they stand in the schedule."""
    due = [one.run for one in JOBS if one.run.__module__.startswith(JOB_MODULES)]
    return {one.__name__: one for one in (corrector(town.keys.envelopes), *due)}
