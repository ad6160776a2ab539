"""A small province for aggregation: a permit, who issues it, who delivers it, and its records."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from hub.aggregation.formats.mapping import ColumnMapping
from hub.aggregation.intake import Progress
from hub.aggregation.pipeline import Delivery, aggregate_stream
from hub.audit.call import Call, Doors
from hub.audit.recorder import Recorder
from hub.catalog.model import CatalogEntry, CatalogRevision
from hub.catalog.revisions import RevisionState
from hub.crypto.keyring import create_keyring
from hub.db.engine import ReaderPool
from hub.identity.callers import ActingFor, Caller
from hub.identity.model import Account, Organization
from hub.identity.terms import Level, OrganizationKind, Role
from hub.licenses.keys import LicenseKeys
from hub.policy.entry import Entry
from hub.policy.revision import digest
from hub.policy.terms import SharingState
from tests.hub.aggregation.permits import (
    CITY,
    CITY_GOVERNMENT,
    OTHER,
    OWNER,
    SUCCEEDED,
    permit,
)

MOMENT = datetime(2026, 5, 20, 1, 0, tzinfo=UTC)
ORGANIZATIONS = {
    OWNER: (OrganizationKind.DEPARTMENT, Level.PROVINCE, None, None),
    CITY_GOVERNMENT: (OrganizationKind.GOVERNMENT, Level.CITY, None, None),
    CITY: (OrganizationKind.DEPARTMENT, Level.CITY, CITY_GOVERNMENT, None),
    SUCCEEDED: (OrganizationKind.DEPARTMENT, Level.CITY, None, CITY),
    OTHER: (OrganizationKind.DEPARTMENT, Level.PROVINCE, None, None),
}


TABLES = {
    "holder": "SELECT * FROM holder ORDER BY lookup_hash",
    "license": "SELECT * FROM license ORDER BY id",
    "license_version": "SELECT * FROM license_version ORDER BY license_id, sequence",
    "license_face": "SELECT * FROM license_face ORDER BY face_id",
    "license_holder": "SELECT * FROM license_holder ORDER BY license_id, ordinal",
    "license_locator": "SELECT * FROM license_locator ORDER BY identifier",
    "public_record": "SELECT * FROM public_record ORDER BY license_id",
}


@dataclass(frozen=True)
class Province:
    """The doors to a database with organizations and entries, and deliveries to it."""

    doors: Doors
    ids: dict[str, int]
    keys: LicenseKeys

    def call(self, code: str = CITY, *roles: Role) -> Call:
        """Let an official of an organization call."""
        return Call(
            self.doors,
            Caller(
                account_id=UUID(int=self.ids[code]),
                organization=ActingFor(self.ids[code], code),
                roles=frozenset(roles or (Role.AGGREGATOR,)),
            ),
            moment=MOMENT,
        )

    async def deliver(
        self,
        *records: dict[str, Any],
        by: str = CITY,
        key: str = "delivery",
        mapping: ColumnMapping | None = None,
        body: bytes | None = None,
    ) -> Progress:
        """Deliver records as a stream."""
        sent = b"\n".join(map(orjson.dumps, records)) if body is None else body
        delivery = Delivery(
            source="test", key=key, mapping=mapping or ColumnMapping(format="ndjson")
        )
        return await aggregate_stream(self.call(by), self.keys, delivery, parts(sent))

    async def rows(self, statement: str, **values: object) -> list[tuple[Any, ...]]:
        """Look at the tables as they are, as their owner."""
        async with self.doors.writer() as db:
            await db.execute(text("SET LOCAL ROLE NONE"))
            return [tuple(row) for row in await db.execute(text(statement), values)]

    async def faults(self) -> list[tuple[int, str, str]]:
        """Return line, code and field of what lies in quarantine."""
        return [
            tuple(row)
            for row in await self.rows(
                "SELECT line, code, field FROM quarantine ORDER BY expires_at, line"
            )
        ]

    async def licenses(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return everything that the tables of licenses hold."""
        return {table: await self.rows(statement) for table, statement in TABLES.items()}

    async def add_entry(self, *revisions: Entry, in_force: bool = True) -> int:
        """Put an entry into the catalog, its last revision in force."""
        async with self.doors.writer.begin() as db:
            entry = CatalogEntry(
                code=revisions[-1].code,
                type_code=revisions[-1].type_code,
                owner_id=self.ids[revisions[-1].owner],
                sharing=SharingState.OPEN,
            )
            db.add(entry)
            await db.flush()
            for number, revision in enumerate(revisions, 1):
                last = number == len(revisions) and in_force
                state = RevisionState.IN_FORCE if last else RevisionState.RETIRED
                db.add(_revision(entry.id, number, state, revision))
            return entry.id


def _revision(entry_id: int, number: int, state: RevisionState, body: Entry) -> CatalogRevision:
    return CatalogRevision(
        entry_id=entry_id,
        number=number,
        state=state,
        body=msgspec.to_builtins(body),
        digest=digest(body),
        drafted_at=MOMENT,
    )


async def parts(body: bytes, size: int = 65_536) -> AsyncIterator[bytes]:
    """Send a body in parts."""
    for start in range(0, len(body), size):
        yield body[start : start + size]


@pytest.fixture
async def province(writer: AsyncEngine, reader: ReaderPool) -> Province:
    """The organizations are known, and the permit is in force."""
    doors = Doors(async_sessionmaker(writer), reader, Recorder(reader))
    return await founded(Province(doors, {}, LicenseKeys(create_keyring())))


async def founded(made: Province) -> Province:
    """Make the organizations of a province known, and put the permit in force."""
    async with made.doors.writer.begin() as db:
        for code, (kind, level, parent, successor) in ORGANIZATIONS.items():
            organization = Organization(
                code=code,
                name_zh=code,
                name_en=code,
                kind=kind,
                level=level,
                region="510100",
                region_as_of=date(2026, 1, 1),
                parent_id=made.ids.get(parent or ""),
                successor_id=made.ids.get(successor or ""),
            )
            db.add(organization)
            await db.flush()
            made.ids[code] = organization.id
            account = UUID(int=organization.id)
            db.add(Account(id=account, issuer="test", subject=code, name=code, epoch=0))
    await made.add_entry(permit())
    return made
