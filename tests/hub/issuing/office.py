"""An office that issues permits by spreadsheet: its desk, its seal, and what it has made."""

import csv
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import StringIO
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import async_sessionmaker

from hub.audit.call import Call, Doors
from hub.audit.recorder import Recorder
from hub.crypto.envelope import Envelopes
from hub.crypto.keyring import Keyring, Use
from hub.crypto.opaque import Opaque
from hub.db.engine import reader_pool, writer_engine
from hub.identity.callers import ActingFor, Caller
from hub.identity.held import Callers
from hub.identity.terms import Role
from hub.issuing.desk import Desk
from hub.issuing.sheets.pipeline import Sheet, issue_sheet
from hub.issuing.sheets.progress import SheetProgress
from hub.issuing.workshop import Workshop
from hub.licenses.keys import LicenseKeys
from hub.reading.read import Reading
from hub.registers.client import NO_REGISTERS, Registers
from hub.seals.authority import create_authority
from hub.seals.certificates import Holder
from hub.seals.commands import register_seal
from tests.hub.aggregation.conftest import MOMENT, Province, founded
from tests.hub.aggregation.permits import CITY, PERSON

ENTRY = "food-operation"
Filled = Mapping[str, object]
"""What a row says, by the keys of its columns."""

WHOLE = """
SELECT count(DISTINCT m.id), count(DISTINCT l.id), count(DISTINCT m.line),
    count(DISTINCT d.license_id) FILTER (WHERE d.format = 'PDF'),
    count(DISTINCT d.license_id) FILTER (WHERE d.format = 'OFD')
FROM making m
JOIN license l ON l.id = m.license_id
JOIN license_version v ON v.license_id = l.id AND v.digest = m.digest
    AND cardinality(v.seals) = 1
LEFT JOIN license_document d ON d.license_id = l.id
"""


def permit_row(number: int = 1, /, **said: object) -> dict[str, object]:
    """Return a row that is well in every way, with what is changed of it."""
    row: dict[str, object] = {
        "holders.0.code_type": "111",
        "holders.0.code": PERSON,
        "holders.0.name": "张三丰",
        "face.premises": f"成都市锦江区示例路{number}号",
        "issued_on": "2026-03-01",
        "valid_until": "2031-02-28",
        "matter": "food-operation-license",
        "case_number": f"CD-{number:05d}",
    }
    return row | {key.replace("__", "."): value for key, value in said.items()}


def table(rows: Sequence[Filled], encoding: str = "utf-8") -> bytes:
    """Write rows as CSV under the keys of their columns."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    written = StringIO()
    writer = csv.DictWriter(written, columns)
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode(encoding)


@dataclass(frozen=True)
class Office:
    """The city's bureau, which issues."""

    province: Province
    keyring: Keyring

    def desk(self, registers: Registers = NO_REGISTERS) -> Desk:
        """Return a desk, as a process has one."""
        keys = LicenseKeys(self.keyring)
        opaque = Opaque(self.keyring.of(Use.SIV))
        reading = Reading(Envelopes(self.keyring.of(Use.DATA)), opaque, Callers())
        workshop = Workshop(keys, "http://hub")
        return Desk(self.province.doors, reading, workshop, registers)

    def call(self) -> Call:
        """Let a clerk call."""
        office = ActingFor(self.province.ids[CITY], CITY)
        return Call(
            self.province.doors,
            Caller(organization=office, roles=frozenset({Role.ISSUER}), assurance=2),
        )

    async def steps(
        self, body: bytes, key: str = "sheet", registers: Registers = NO_REGISTERS
    ) -> list[SheetProgress]:
        """Issue a spreadsheet, and return how far it had come at each step."""
        sheet = Sheet(entry=ENTRY, key=key, body=body)
        return [at async for at in issue_sheet(self.call(), self.desk(registers), sheet)]

    async def issue(
        self, body: bytes, key: str = "sheet", registers: Registers = NO_REGISTERS
    ) -> SheetProgress:
        """Issue a spreadsheet, and return how far it came."""
        return (await self.steps(body, key, registers))[-1]

    async def rows(self, statement: str, **values: object) -> list[tuple[Any, ...]]:
        """Look at the tables as their owner."""
        return await self.province.rows(statement, **values)

    async def seal(self) -> None:
        """Have a seal made and registered."""
        made = create_authority(MOMENT).make_seal(Holder("示例单位", CITY), "5100000001", MOMENT)
        async with self.province.doors.writer.begin() as db:
            await db.execute(text("SELECT 1"))
            await register_seal(db, Envelopes(self.keyring.data), made)


@asynccontextmanager
async def open_office(url: str, keyring: Keyring, *, new: bool = True) -> AsyncIterator[Office]:
    """Open an office over a database; a new one is founded, and given its seal."""
    engine = writer_engine(url, connections=4)
    async with await reader_pool(url, connections=4) as pool:
        doors = Doors(async_sessionmaker(engine, expire_on_commit=False), pool, Recorder(pool))
        office = Office(Province(doors, {}, LicenseKeys(keyring)), keyring)
        if new:
            await founded(office.province)
            await office.seal()
        else:
            known = await office.rows("SELECT code, id FROM organization")
            office.province.ids.update(known)
        yield office
    await engine.dispose()
