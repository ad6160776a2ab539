"""Fill the hub's tables with licenses of any number, made by the very code that aggregates them.

Each license is checked, taken into a book and written by the product's own functions, so what the
hub reads is what it would read of aggregated licenses: sealed cells open, masked forms lie beside
them, chains hold. Beyond a quarter of a million they are multiplied (see `multiplied`). Left out is
what only a live hub needs: the locks between writers, the look for licenses known before (there are
none), and the upkeep of indexes, which are built afterwards.
"""

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import asyncpg
import orjson
import psycopg
from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier
from rich.progress import Progress as Bar

from hub.aggregation.references import known_entry
from hub.aggregation.rules.context import Context
from hub.aggregation.rules.rows import validate
from hub.catalog.queries import CatalogSnapshot, load_catalog
from hub.clock import now
from hub.crypto.keyring import load_keyring
from hub.db.binary import moment_cell
from hub.db.ids import id_floor
from hub.identity.directory import Directory
from hub.identity.queries import load_directory
from hub.licenses.book import Book
from hub.licenses.commands import PART
from hub.licenses.drafts import LicenseDraft
from hub.licenses.holders import holder_keys
from hub.licenses.keys import LicenseKeys
from hub.licenses.rows import Rows, copy_tables
from hub.sample.files import current_entries
from hub.sample.province import licenses
from tests.bench.reads.multiplied import multiply
from tests.bench.reads.province import SEED
from tests.bench.reads.store import Store

WALLET: Final = 20
PERSONAL: Final = (
    "identity-card",
    "driving-license",
    "household-register",
    "social-security-card",
    "safety-officer-certificate",
    "special-operations-certificate",
    "construction-operator-certificate",
    "disability-certificate",
    "physician-license",
    "nurse-license",
)
"""Of each of these every person holds two, which makes a wallet of twenty."""
COMPANY: Final = "business-license"
COMPANIES_OF_TEN: Final = 4
"""So many of ten licenses are a company's, in the public register."""
FIRST: Final = 100_001
"""Serials below are the sample province's own."""
SAME_HOLDER: Final = 1_900_000
"""The sample's holders come again after so many serials."""
BLOCK: Final = 2_000
MADE: Final = 250_000
"""Where more are wanted, so many are made one by one and then multiplied."""
FILLED: Final = (
    "license",
    "license_version",
    "license_face",
    "license_holder",
    "license_locator",
    "public_record",
)


class Block(NamedTuple):
    """A run of licenses of one entry."""

    entry: str
    first: int
    size: int


def persons(rows: int) -> int:
    """Return how many people hold wallets where there are so many licenses."""
    return rows * (10 - COMPANIES_OF_TEN) // 10 // WALLET


def companies(rows: int) -> int:
    """Return how many companies there are."""
    return rows - persons(rows) * WALLET


def blocks(rows: int) -> Iterator[Block]:
    """Cut what is to be made into runs, department by department as licenses are delivered."""
    wholes = [(COMPANY, FIRST, companies(rows))]
    for again in range(WALLET // len(PERSONAL)):
        first = FIRST + again * SAME_HOLDER
        wholes += [(entry, first, persons(rows)) for entry in PERSONAL]
    for entry, first, count in wholes:
        for start in range(0, count, BLOCK):
            yield Block(entry, first + start, min(BLOCK, count - start))


class SizeUnevenError(ValueError):
    """More licenses than are made one by one must be a multiple of those."""


def fill(store: Store, workers: int) -> None:
    """Write the licenses, on so many processes, and build the indexes afterwards.

    Raises: SizeUnevenError.
    """
    made = min(store.rows, MADE)
    copies, over = divmod(store.rows, made)
    if over:
        raise SizeUnevenError(store.rows)
    with store.connect() as connection:
        since = id_floor(now().timestamp())
        indexes = list(take_away_indexes(connection))
        wanted = list(blocks(made))
        with ProcessPoolExecutor(workers) as pool, Bar() as bar:
            task = bar.add_task("licenses", total=made)
            given = [(store.url, store.keyring_file, block) for block in wanted]
            for written in pool.map(_write, given):
                bar.advance(task, written)
        multiply(connection, copies - 1, since)
        for statement in indexes:
            connection.execute(statement)
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")


def take_away_indexes(connection: "psycopg.Connection[Any]") -> Iterator[bytes]:
    """Drop the indexes and keys of the tables to fill, and yield what makes them again."""
    keys = connection.execute(_KEYS, [list(FILLED)]).fetchall()
    plain = connection.execute(_INDEXES, [list(FILLED)]).fetchall()
    for table, name, definition in keys:
        connection.execute(
            SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(Identifier(table), Identifier(name))
        )
        yield f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}'.encode()
    for name, definition in plain:
        connection.execute(SQL("DROP INDEX {}").format(Identifier(name)))
        yield definition.encode()


_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype IN ('p', 'u') AND conrelid::regclass::text = ANY (%s)
"""
_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY (%s) AND NOT EXISTS (
    SELECT FROM pg_constraint WHERE conname = indexname
)
"""


def _write(given: tuple[str, Path, Block]) -> int:
    url, keyring_file, block = given
    asyncio.run(write_block(url, _keys(keyring_file), block))
    return block.size


@cache
def _keys(file: Path) -> LicenseKeys:
    return LicenseKeys(load_keyring(file))


async def write_block(url: str, keys: LicenseKeys, block: Block) -> None:
    """Write one run of licenses."""
    context = await _context(url, current_entries()[block.entry].owner)
    drafts = _drafts(block, context)
    async with await AsyncConnection.connect(url) as connection:
        await connection.execute("SET synchronous_commit = off")
        await connection.execute("SET session_replication_role = replica")
        while part := list(islice(drafts, PART)):
            await _copy(connection, keys, part)


def _drafts(block: Block, context: Context) -> Iterator[LicenseDraft]:
    entry = current_entries()[block.entry]
    for record in licenses(entry, SEED, block.size, first=block.first):
        sent = orjson.loads(orjson.dumps(record))
        draft = validate(sent, context)
        if isinstance(draft, LicenseDraft):
            yield draft


async def _copy(
    connection: AsyncConnection, keys: LicenseKeys, drafts: Sequence[LicenseDraft]
) -> None:
    book = Book(keys, {}, ())
    for draft in drafts:
        book.take(draft)
    holders = await holder_keys(connection, keys.holders, book.holders())
    rows = Rows(keys.envelopes.seal, holders, moment_cell(now()), {})
    await copy_tables(connection, rows.make(book.steps))
    await rows.settle(connection)
    await connection.commit()


_held: dict[str, tuple[Directory, CatalogSnapshot]] = {}


async def _context(url: str, provider: str) -> Context:
    """Return what a department's licenses are checked against, read once a process."""
    if url not in _held:
        connection = await asyncpg.connect(url)
        for name in ("json", "jsonb"):
            await connection.set_type_codec(
                name, schema="pg_catalog", encoder=str, decoder=orjson.loads
            )
        _held[url] = await load_directory(connection), await load_catalog(connection)
        await connection.close()
    directory, catalog = _held[url]
    entries = {shelf.code: known_entry(shelf) for shelf in catalog.shelves}
    return Context(directory, entries, directory.by_code[provider])
