"""Issue licenses from one spreadsheet, and sign with nothing but SM2, in one run.

    python -m tests.bench.seals            10,000 rows, some minutes
    python -m tests.bench.seals 300        the short form

Every hundredth row or so is faulty. Nothing is reported unless each row is found as a license in
force, sealed and with both of its documents, or in the report of faulty rows, and none in both.
Absolute times mean nothing on a shared machine; the ratio is the figure.
"""

import asyncio
import csv
import resource
import sys
import time
from collections.abc import Iterator
from io import BytesIO, StringIO
from itertools import cycle
from typing import Any, Final

import msgspec
from openpyxl import load_workbook
from rich.console import Console
from rich.progress import Progress as Bar
from rich.table import Table

from hub.aggregation.queries import report
from hub.crypto.keyring import create_keyring
from hub.crypto.sm2 import LibcryptoSigner, generate
from hub.db.embedded import throwaway_server
from hub.issuing.sheets.commands import template_entry
from hub.issuing.sheets.pipeline import Sheet, issue_sheet
from hub.issuing.sheets.progress import SheetProgress
from hub.issuing.sheets.template import FIRST_ROW, template_of
from tests.bench.aggregation import database
from tests.hub.aggregation.permits import people
from tests.hub.issuing.office import ENTRY, Office, open_office, permit_row

ROWS: Final = 10_000
EVERY: Final = 97
SIGNING_SECONDS: Final = 2.0
MEBIBYTE: Final = 1024
FAULTS: Final[tuple[dict[str, Any], ...]] = (
    {"number": "X"},
    {"face__premises": None},
    {"holders__0__code": "519999199001010018"},
    {"valid_until": "2020-01-01"},
    {"case_number": None},
)
MADE: Final = """
SELECT m.line, cardinality(v.seals) + (
    SELECT count(*) FROM license_document d
    WHERE d.license_id = l.id AND d.sequence = v.sequence)
FROM making m
JOIN license l ON l.id = m.license_id AND l.status = 'IN_FORCE' AND m.state = 'DONE'
JOIN license_version v ON v.license_id = l.id AND v.digest = m.digest
"""
SEALS_OF_ONE: Final = 3
"""Over the link of the version, in the PDF and in the OFD."""


class RowsLostError(RuntimeError):
    """Some row is neither a license nor reported, or is both; there is nothing to measure."""


class Measured(msgspec.Struct, frozen=True):
    """What one run came to."""

    rows: int
    licenses: int
    faults: int
    took: float
    signatures_a_second: float
    peak: float
    """Mebibytes of memory at most."""

    @property
    def ratio(self) -> float:
        """Return the rate of seals beside that of bare signing."""
        return self.licenses * SEALS_OF_ONE / self.took / self.signatures_a_second


def rows(count: int) -> Iterator[dict[str, Any]]:
    """Make up rows, faults among them."""
    faults = cycle(FAULTS)
    for number, code in zip(range(1, count + 1), cycle(people()), strict=False):
        said: dict[str, Any] = {} if number % EVERY else next(faults)
        yield permit_row(number, **{"holders__0__code": code} | said)


async def filled(office: Office, count: int) -> bytes:
    """Fill the template of the permit in."""
    found = await template_entry(office.call(), office.desk(), ENTRY)
    workbook = load_workbook(BytesIO(template_of(found.body, found.columns, 2)))
    sheet = workbook.worksheets[0]
    places = {str(cell.value): place for place, cell in enumerate(sheet[2], 1)}
    for line, row in enumerate(rows(count), FIRST_ROW):
        for key, value in row.items():
            sheet.cell(line, places[key], value)
    written = BytesIO()
    workbook.save(written)
    return written.getvalue()


async def issue(office: Office, body: bytes, count: int) -> tuple[SheetProgress, float]:
    """Issue the spreadsheet with its progress shown; return how far it came, and in what time."""
    sheet, done = Sheet(entry=ENTRY, key="bench", body=body), None
    with Bar(console=Console(stderr=True)) as bar:
        task = bar.add_task("issue", total=count)
        started = time.perf_counter()
        async for at in issue_sheet(office.call(), office.desk(), sheet):
            done = at
            bar.update(task, completed=at.accepted + at.quarantined)
        took = time.perf_counter() - started
    if done is None:
        raise RowsLostError
    return done, took


async def demand_every_row(office: Office, done: SheetProgress, count: int) -> None:
    """Let a run pass in which each row is a sealed license or reported, and counted as that.

    Raises: RowsLostError.
    """
    made = dict(await office.rows(MADE))
    told = "".join([line async for line in report(office.call(), done.id)])
    faulty = {int(row["line"]) for row in csv.DictReader(StringIO(told))}
    planted = set(range(FIRST_ROW + EVERY - 1, FIRST_ROW + count, EVERY))
    expected = set(range(FIRST_ROW, FIRST_ROW + count))
    whole = (
        faulty == planted
        and made.keys() == expected - planted
        and set(made.values()) == {SEALS_OF_ONE}
        and (done.accepted, done.quarantined) == (len(made), len(faulty))
    )
    if not whole:
        raise RowsLostError(done)


def sign_alone() -> float:
    """Return how many signatures a second are made with nothing else going on."""
    signer, digest = LibcryptoSigner(generate()), bytes(32)
    count, started = 0, time.perf_counter()
    while (took := time.perf_counter() - started) < SIGNING_SECONDS:
        signer.sign(digest)
        count += 1
    return count / took


async def measure(url: str, count: int) -> Measured:
    """Measure both in one run.

    Raises: RowsLostError.
    """
    async with open_office(url, create_keyring()) as office:
        body = await filled(office, count)
        done, took = await issue(office, body, count)
        await demand_every_row(office, done, count)
    alone = await asyncio.to_thread(sign_alone)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBIBYTE
    return Measured(count, done.accepted, done.quarantined, took, alone, peak)


def run(count: int = ROWS) -> Measured:
    """Measure on a server of its own, and print what came of it."""
    with throwaway_server() as server:
        measured = asyncio.run(measure(database(server, "seals"), count))
    _print(measured)
    return measured


def _print(measured: Measured) -> None:
    title = f"{measured.rows:,} rows, {measured.licenses:,} licenses, {measured.faults:,} faults"
    table = Table("", "a second", "of bare signing", title=title)
    seals = measured.licenses * SEALS_OF_ONE / measured.took
    table.add_row("SM2 signatures alone", f"{measured.signatures_a_second:,.0f}", "1.000")
    table.add_row("seals used in issuing", f"{seals:,.0f}", f"{measured.ratio:.3f}")
    table.add_row("licenses issued", f"{measured.licenses / measured.took:,.1f}", "")
    Console().print(table)
    Console().print(f"{measured.took:,.0f} s, at most {measured.peak:,.0f} MiB")


if __name__ == "__main__":
    run(*map(int, sys.argv[1:2]))
