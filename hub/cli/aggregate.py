"""Aggregate a file from a shell, for an organization, with its progress shown."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from sqlalchemy.ext.asyncio import async_sessionmaker

from hub.aggregation.formats.mapping import ColumnMapping, read_mapping
from hub.aggregation.intake import Progress as Taken
from hub.aggregation.pipeline import Delivery, aggregate_stream
from hub.aggregation.queries import report
from hub.audit.call import Call, Doors
from hub.audit.recorder import Recorder
from hub.crypto.keyring import load_keyring
from hub.db.engine import reader_pool, writer_engine
from hub.errors import Kind, Refusal
from hub.identity.callers import ActingFor, Caller
from hub.identity.queries import load_directory
from hub.identity.terms import Role
from hub.licenses.keys import LicenseKeys
from hub.registers.client import registers_of
from hub.settings import Settings, read_settings

PART: Final = 1 << 18
HEAD: Final = 1 << 20
"""How much of a file tells it from another, together with its size."""


class OrganizationNotKnown(Refusal):
    """No organization has the code."""

    kind = Kind.NOT_FOUND
    zh = "没有统一社会信用代码为 {code} 的机构"
    en = "No organization is known by the code {code}"


def aggregate(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="NDJSON, CSV or XLSX")],
    organization: Annotated[str, typer.Option("--as", help="credit code of the provider")],
    mapping: Annotated[Path | None, typer.Option(exists=True, help="YAML mapping file")] = None,
    faults: Annotated[Path | None, typer.Option(help="where to write the faults, as CSV")] = None,
) -> None:
    """Aggregate a file of licenses (归集); one that broke off goes on where it was."""
    named = read_mapping(mapping.read_bytes()) if mapping else _plain_mapping(file)
    done = asyncio.run(_aggregate(read_settings(), file, organization, named, faults))
    Console().print(_table(done))


async def _aggregate(
    settings: Settings, file: Path, code: str, mapping: ColumnMapping, faults: Path | None
) -> Taken:
    keys = LicenseKeys(load_keyring(settings.keyring_file))
    async with aclosing(registers_of(settings)) as registers, _call(settings, code) as call:
        delivery = Delivery(source=file.name, key=_key_of(file, mapping), mapping=mapping)
        with _shown() as shown:
            task = shown.add_task(file.name, total=_size(file), rows="")
            body = _parts(file, shown, task)
            done = await aggregate_stream(
                call, keys, delivery, body, lambda at: _tell(shown, at), registers=registers
            )
        if faults:
            with faults.open("w", encoding="utf-8-sig", newline="") as written:
                async for line in report(call, done.id):
                    written.write(line)
        return done


@asynccontextmanager
async def _call(settings: Settings, code: str) -> AsyncIterator[Call]:
    """Open the doors and act for an organization, as whoever runs this server may."""
    engine = writer_engine(settings.writing_url, connections=2)
    try:
        async with await reader_pool(settings.reading_url, connections=2) as pool:
            async with pool.acquire() as connection:
                found = (await load_directory(connection)).by_code.get(code)
            if found is None:
                raise OrganizationNotKnown(code=code)
            caller = Caller(
                name="shell",
                organization=ActingFor(found.id, found.code),
                roles=frozenset({Role.AGGREGATOR}),
            )
            yield Call(Doors(async_sessionmaker(engine), pool, Recorder(pool)), caller)
    finally:
        await engine.dispose()


def _plain_mapping(file: Path) -> ColumnMapping:
    form = file.suffix.removeprefix(".").lower()
    plain = {"format": "ndjson" if form in {"json", "jsonl"} else form}
    try:
        return msgspec.convert(plain, ColumnMapping)
    except msgspec.ValidationError:
        raise typer.BadParameter("name the format in a mapping file") from None


def _size(file: Path) -> int:
    return file.stat().st_size


def _key_of(file: Path, mapping: ColumnMapping) -> str:
    with file.open("rb") as opened:
        head = opened.read(HEAD)
    return sha256(head + _size(file).to_bytes(8) + mapping.digest.encode()).hexdigest()


async def _parts(file: Path, shown: Progress, task: TaskID) -> AsyncIterator[bytes]:
    with file.open("rb") as opened:
        while part := await asyncio.to_thread(opened.read, PART):
            yield part
            shown.advance(task, len(part))


def _shown() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[rows]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


def _tell(shown: Progress, at: Taken) -> None:
    task = shown.tasks[0]
    rate = at.line / task.elapsed if task.elapsed else 0
    shown.update(task.id, rows=f"{at.line:,} rows, {rate:,.0f}/s, {at.quarantined:,} faults")


def _table(done: Taken) -> Table:
    table = Table("", "rows", title=str(done.id))
    for name in ("accepted", "superseded", "events", "unchanged", "quarantined"):
        table.add_row(name, f"{getattr(done, name):,}")
    for grade, count in sorted(done.grades.items()):
        table.add_row(grade, f"{count:,}")
    return table
