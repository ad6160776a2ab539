"""Organizations that make licenses in a database of their own, and what must be so of each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import async_sessionmaker

from hub.audit.call import Call, Doors
from hub.audit.recorder import Recorder
from hub.catalog.model import LegalBasisRow
from hub.clock import now
from hub.crypto.envelope import Envelopes
from hub.crypto.keyring import Keyring, Use
from hub.crypto.opaque import Opaque
from hub.db.engine import READER, WRITER, pool, writer_engine
from hub.identity.callers import ActingFor, Caller
from hub.identity.held import Callers
from hub.identity.model import Account, Organization
from hub.identity.terms import Level, OrganizationKind, Role
from hub.issuing.desk import Desk
from hub.issuing.wishes import (
    ChangeLicense,
    HolderWish,
    IssueLicense,
    LicenseNamed,
    LifeEvent,
)
from hub.issuing.workshop import Workshop
from hub.licenses.drafts import Cause
from hub.licenses.keys import LicenseKeys
from hub.policy.entry import Entry
from hub.policy.facts import Purpose
from hub.reading.read import Reading
from hub.seals.authority import Authority, create_authority
from hub.seals.certificates import Holder
from hub.seals.commands import register_seal, trust_root
from tests.entries import LAW
from tests.hub.aggregation.conftest import Province
from tests.hub.aggregation.permits import (
    CITY,
    CITY_GOVERNMENT,
    OTHER,
    OWNER,
    PERSON,
    permit,
)

CENTER = "12519999MB99000993"
ENTRY = "food-operation"
FACE = {"premises": "成都市锦江区示例路1号", "scope": ["热食类", "冷食类"]}
CASE = Cause(matter="food-permit", case_number="CD-2026-0001")
WHY = Cause(reason="经营者申请", legal_basis="food-safety-law")
PURPOSE = Purpose(cause="food-permit", matter="food-permit", case_number="CD-2026-0001")
ORGANIZATIONS = {
    OWNER: (OrganizationKind.DEPARTMENT, None),
    CITY_GOVERNMENT: (OrganizationKind.GOVERNMENT, None),
    CITY: (OrganizationKind.DEPARTMENT, CITY_GOVERNMENT),
    OTHER: (OrganizationKind.DEPARTMENT, None),
    CENTER: (OrganizationKind.DATA_CENTER, None),
}
SEALED = (OWNER, CITY, CITY_GOVERNMENT, OTHER)

_numbers = count(1)


@dataclass(frozen=True)
class Bureau(Province):
    """The doors to a database in which licenses are made, by a process of its own."""

    desk: Desk = field(kw_only=True)

    def call(self, code: str = CITY, *roles: Role) -> Call:
        """Let an official of an organization call, now."""
        caller = Caller(
            account_id=UUID(int=self.ids[code]),
            assurance=3,
            organization=ActingFor(self.ids[code], code),
            roles=frozenset(roles or (Role.ISSUER,)),
            issuer_organizations=(self.ids[code],),
        )
        return Call(self.doors, caller, purpose=PURPOSE)

    async def give_seal(self, authority: Authority, code: str) -> str:
        """Register a seal of an organization, and return its number."""
        number = f"51{next(_numbers):012}"
        made = authority.make_seal(Holder(code, code), number, now() - timedelta(days=1))
        async with self.doors.writer.begin() as db:
            await register_seal(db, self.keys.envelopes, made)
        return number


@asynccontextmanager
async def open_bureau(
    url: str, keyring: Keyring, writing: int = 4, reading: int = 4
) -> AsyncIterator[Bureau]:
    """Open what a process of the hub holds, upon a database."""
    engine = writer_engine(url, writing)
    reader = await pool(url, READER, reading)
    recorder = Recorder(await pool(url, WRITER, 2))
    doors = Doors(async_sessionmaker(engine, expire_on_commit=False), reader, recorder)
    keys = LicenseKeys(keyring)
    read = Reading(Envelopes(keyring.of(Use.DATA)), Opaque(keyring.of(Use.SIV)), Callers())
    desk = Desk(doors, read, Workshop(keys, "http://hub"))
    try:
        yield Bureau(doors, await _ids(doors), keys, desk=desk)
    finally:
        await recorder.close()
        await reader.close()
        await engine.dispose()


async def _ids(doors: Doors) -> dict[str, int]:
    async with doors.writer() as db:
        rows = await db.execute(select(Organization.code, Organization.id))
        return {row.code: row.id for row in rows}


async def found(url: str, keyring: Keyring, *entries: Entry) -> Authority:
    """Found the organizations, each with a seal, and put entries in force."""
    authority = create_authority(now() - timedelta(days=2))
    async with open_bureau(url, keyring) as bureau:
        await _found(bureau)
        for entry in entries or (permit(),):
            await bureau.add_entry(entry)
        async with bureau.doors.writer.begin() as db:
            await trust_root(db, authority.certificate)
        for code in SEALED:
            await bureau.give_seal(authority, code)
    return authority


async def _found(bureau: Bureau) -> None:
    async with bureau.doors.writer.begin() as db:
        for code, (kind, parent) in ORGANIZATIONS.items():
            organization = Organization(
                code=code,
                name_zh=code,
                name_en=code,
                kind=kind,
                level=Level.CITY,
                region="510100",
                region_as_of=date(2026, 1, 1),
                parent_id=bureau.ids.get(parent or ""),
            )
            db.add(organization)
            await db.flush()
            bureau.ids[code] = organization.id
            account = UUID(int=organization.id)
            db.add(Account(id=account, issuer="test", subject=code, name=code, epoch=0))
        db.add(LegalBasisRow(**msgspec.structs.asdict(LAW["food-safety-law"])))


def wished(code: str = PERSON, **said: Any) -> IssueLicense:  # noqa: ANN401 - the rest of a wish
    """Return the wish for a license."""
    plain = IssueLicense(entry=ENTRY, holders=(held_by(code),), face=FACE, cause=CASE)
    return replace(plain, **said)


def held_by(code: str = PERSON) -> HolderWish:
    """Name a holder."""
    return HolderWish("111", code, "张三丰")


def changed(license_: LicenseNamed, premises: str = "成都市锦江区示例路2号") -> ChangeLicense:
    """Return the wish that premises change."""
    return ChangeLicense(license=license_, cause=CASE, face={"premises": premises})


def happens(license_: LicenseNamed) -> LifeEvent:
    """Return the wish that something happens to a license."""
    return LifeEvent(license=license_, cause=WHY)


async def only_license(bureau: Bureau) -> LicenseNamed:
    """Return the keys of the only license."""
    [row] = await bureau.rows("SELECT holder_key, id FROM license")
    return LicenseNamed(*row)


async def makings(bureau: Bureau) -> list[tuple[str, str]]:
    """Return event and state of everything that was being made, in its order."""
    rows = await bureau.rows("SELECT event, state FROM making ORDER BY id")
    return [(event, state) for event, state in rows]


async def grown_older(bureau: Bureau, by: str = "1 hour") -> None:
    """Let what is written down be as old as if nobody were at it any more."""
    async with bureau.doors.writer.begin() as db:
        statement = "UPDATE making SET requested_at = requested_at - CAST(:by AS text)::interval"
        await db.execute(text(statement), {"by": by})
