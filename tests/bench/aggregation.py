"""Measure aggregation against a plain binary COPY of the same rows into the same tables.

    python -m tests.bench.aggregation            a million rows, some minutes
    python -m tests.bench.aggregation 20000      the short form

Both sides run on one embedded server in one run, and are to end with the same number of rows in
every table, with every index and constraint of the product. The ratio is the figure; absolute times
mean nothing on a shared machine.
"""

import asyncio
import gc
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from itertools import cycle, islice
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from typing import Final

import msgspec
import orjson
import psycopg
from psycopg.sql import SQL, Identifier
from rich.console import Console
from rich.progress import Progress as Bar
from rich.table import Table
from sqlalchemy.ext.asyncio import async_sessionmaker

from hub.aggregation.formats.mapping import ColumnMapping
from hub.aggregation.intake import Progress
from hub.aggregation.pipeline import Delivery, aggregate_stream
from hub.audit.call import Call, Doors
from hub.audit.recorder import Recorder
from hub.catalog.model import CatalogEntry, CatalogRevision
from hub.catalog.revisions import RevisionState
from hub.crypto.keyring import create_keyring
from hub.db import migrations
from hub.db.embedded import EmbeddedServer, throwaway_server
from hub.db.engine import reader_pool, writer_engine
from hub.identity.callers import ActingFor, Caller
from hub.identity.model import Organization
from hub.identity.terms import Level, OrganizationKind, Role
from hub.licenses.keys import LicenseKeys
from hub.policy.revision import digest
from hub.policy.terms import SharingState
from hub.processes import PROCESSES
from tests.hub.aggregation.permits import CITY, OTHER, OWNER, holder, people, permit, record

ROWS: Final = 1_000_000
BLOCK: Final = 1_000
REFERENCE: Final = ("organization", "catalog_entry", "catalog_revision")
WRITTEN: Final = (
    "holder",
    "license",
    "license_version",
    "license_face",
    "license_holder",
    "license_locator",
    "public_record",
)
MOMENT: Final = datetime(2026, 5, 20, 1, 0, tzinfo=UTC)


def records(count: int) -> Iterator[bytes]:
    """Make up permits of some tens of thousands of holders, a block of lines at a time."""
    holders = cycle(islice(people(), 60_000))
    numbers = iter(range(1, count + 1))
    while block := list(islice(numbers, BLOCK)):
        made = (record(n, holders=[holder(next(holders), phone="13800000000")]) for n in block)
        yield b"\n".join([*map(orjson.dumps, made), b""])


async def sent(file: Path) -> AsyncIterator[bytes]:
    """Send a file in parts."""
    with file.open("rb") as opened:
        while part := await asyncio.to_thread(opened.read, 1 << 18):
            yield part


@asynccontextmanager
async def caller(url: str) -> AsyncIterator[Call]:
    """Make the organizations and the permit known, and let the city's bureau call."""
    engine = writer_engine(url, connections=2)
    async with await reader_pool(url, connections=2) as pool:
        doors = Doors(async_sessionmaker(engine), pool, Recorder(pool))
        async with doors.writer.begin() as db:
            ids = {}
            for code in (OWNER, CITY, OTHER):
                organization = _organization(code)
                db.add(organization)
                await db.flush()
                ids[code] = organization.id
            entry = _entry(ids[OWNER])
            db.add(entry)
            await db.flush()
            db.add(_revision(entry.id))
        official = ActingFor(ids[CITY], CITY)
        yield Call(doors, Caller(organization=official, roles=frozenset({Role.AGGREGATOR})))
    await engine.dispose()


def _organization(code: str) -> Organization:
    return Organization(
        code=code,
        name_zh=code,
        name_en=code,
        kind=OrganizationKind.DEPARTMENT,
        level=Level.PROVINCE,
        region="510000",
        region_as_of=date(2026, 1, 1),
    )


def _entry(owner_id: int) -> CatalogEntry:
    body = permit()
    return CatalogEntry(
        code=body.code, type_code=body.type_code, owner_id=owner_id, sharing=SharingState.OPEN
    )


def _revision(entry_id: int) -> CatalogRevision:
    body = permit()
    return CatalogRevision(
        entry_id=entry_id,
        number=1,
        state=RevisionState.IN_FORCE,
        body=msgspec.to_builtins(body),
        digest=digest(body),
        drafted_at=MOMENT,
    )


def spent() -> float:
    """Return the seconds of CPU of this process and of those that it has seen end."""
    return sum(sum(getrusage(who)[:2]) for who in (RUSAGE_SELF, RUSAGE_CHILDREN))


async def aggregate(url: str, file: Path, count: int) -> float:
    """Aggregate a file and return the seconds it took."""
    keys = LicenseKeys(create_keyring())
    delivery = Delivery(source="bench", key="bench", mapping=ColumnMapping(format="ndjson"))
    gc.freeze()
    async with caller(url) as call:
        with Bar(console=Console(stderr=True)) as bar:
            task = bar.add_task("aggregate", total=count)

            def tell(at: Progress) -> None:
                bar.update(task, completed=at.line)

            started = time.perf_counter()
            done = await aggregate_stream(call, keys, delivery, sent(file), tell)
            took = time.perf_counter() - started
    if done.accepted != count:
        raise RuntimeError(done)
    return took


def copy_out(url: str, folder: Path) -> None:
    """Write every table's rows into a file of its own, in PostgreSQL's binary form."""
    with psycopg.connect(url) as connection:
        for table in (*REFERENCE, *WRITTEN):
            statement = SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(Identifier(table))
            with (folder / table).open("wb") as file, connection.cursor().copy(statement) as copy:
                for part in copy:
                    file.write(part)


def copy_in(url: str, folder: Path) -> float:
    """Copy those rows into empty tables and return the seconds it took for what was written."""
    with psycopg.connect(url) as connection:
        for table in REFERENCE:
            _copy_table(connection, folder, table)
        started = time.perf_counter()
        for table in WRITTEN:
            _copy_table(connection, folder, table)
        connection.commit()
        return time.perf_counter() - started


def _copy_table(connection: psycopg.Connection, folder: Path, table: str) -> None:
    statement = SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(Identifier(table))
    with (folder / table).open("rb") as file, connection.cursor().copy(statement) as copy:
        while part := file.read(1 << 18):
            copy.write(part)


def counts(url: str) -> list[int]:
    """Count the rows of each table."""
    with psycopg.connect(url) as connection:
        found = [
            connection.execute(SQL("SELECT count(*) FROM {}").format(Identifier(table))).fetchone()
            for table in WRITTEN
        ]
    return [row[0] for row in found if row]


def database(server: EmbeddedServer, name: str) -> str:
    """Make a migrated database."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    migrations.migrate(server.url(name))
    return server.url(name)


def run(count: int = ROWS) -> float:
    """Measure both sides and return the ratio of aggregation to COPY."""
    with throwaway_server() as server, TemporaryDirectory() as folder:
        file = Path(folder) / "permits.ndjson"
        with file.open("wb") as opened:
            opened.writelines(records(count))
        ours, plain = database(server, "ours"), database(server, "plain")
        before = spent()
        took = asyncio.run(aggregate(ours, file, count))
        PROCESSES.close()
        ours_spent = spent() - before
        copy_out(ours, Path(folder))
        copied = copy_in(plain, Path(folder))
        if counts(ours) != counts(plain):
            raise RuntimeError(counts(plain))
    _print(count, took, copied, ours_spent)
    return copied / took


def _print(count: int, took: float, copied: float, spent_on_it: float) -> None:
    table = Table("", "rows/s", "of COPY", title=f"{count:,} licenses, {len(WRITTEN)} tables")
    table.add_row("binary COPY", f"{count / copied:,.0f}", "1.00")
    table.add_row("aggregate", f"{count / took:,.0f}", f"{copied / took:.2f}")
    Console().print(table)
    Console().print(f"{spent_on_it / count * 1e6:,.0f} µs of CPU a row in the hub's processes")


if __name__ == "__main__":
    run(*map(int, sys.argv[1:2]))
