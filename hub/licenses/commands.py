"""Write licenses in bulk: lock, look up what is known, take the changes, copy the rows."""

from asyncio import gather, to_thread
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial

from psycopg import AsyncConnection
from psycopg.errors import UniqueViolation
from sqlalchemy.ext.asyncio import AsyncSession

from hub.errors import Refusal
from hub.licenses.book import Book, Step, Written
from hub.licenses.drafts import Change, Key, LicenseDraft
from hub.licenses.holders import holder_keys
from hub.licenses.keys import LicenseKeys
from hub.licenses.known import known_states, taken_identifiers
from hub.licenses.rows import Rows, copy_tables
from hub.licenses.rules import IdentifierTaken, VersionConflict
from hub.licenses.sealed import AllSealed

PART = 500
"""How many steps are made into rows at a time."""

Outcome = Written | Refusal

_LOCK = "SELECT pg_advisory_xact_lock(%s, hashtext(%s))"


async def raw_connection(db: AsyncSession) -> AsyncConnection:
    """Return the psycopg connection of a session, for COPY within its transaction."""
    raw = await (await db.connection()).get_raw_connection()
    connection = raw.driver_connection
    if not isinstance(connection, AsyncConnection):
        raise TypeError(type(connection))
    return connection


async def write_licenses(
    connection: AsyncConnection,
    keys: LicenseKeys,
    moment: datetime,
    changes: Sequence[Change],
    sealed: AllSealed | None = None,
) -> list[Outcome]:
    """Write versions (归集, 制发) and events (变更状态) of licenses in their order (art. 8, 9, 10).

    Returns one outcome for each change: what became of it, or why it was refused. What was written
    before is `UNCHANGED`, so the same changes may come any number of times. Where seals are given,
    a version is written only if its very digest was sealed.
    """
    if not changes:
        return []
    await lock(connection, _keys(changes))
    write = partial(_write, connection, keys, moment, sealed)
    try:
        async with connection.transaction():
            return await write(changes)
    except UniqueViolation:
        return [await _write_alone(connection, write, change) for change in changes]


async def foresee(
    connection: AsyncConnection, keys: LicenseKeys, changes: Sequence[Change]
) -> list[Step | Refusal]:
    """Return what writing each change would come to, or why it would be refused.

    Nothing is written; whoever seals a version needs its digest beforehand.
    """
    await lock(connection, _keys(changes))
    book = await _book(connection, keys, changes)
    return [_step(book, change) for change in changes]


def _step(book: Book, change: Change) -> Step | Refusal:
    outcome = _take(book, change)
    if outcome is Written.UNCHANGED and isinstance(change, LicenseDraft):
        return VersionConflict(version=change.content.version)
    return outcome if isinstance(outcome, Refusal) else book.steps[-1]


async def _write_alone(
    connection: AsyncConnection,
    write: Callable[[Sequence[Change]], Awaitable[list[Outcome]]],
    change: Change,
) -> Outcome:
    """Write one change after a race: another issuer may have taken an identifier meanwhile."""
    try:
        async with connection.transaction():
            return (await write([change]))[0]
    except UniqueViolation:
        return IdentifierTaken()


def _keys(changes: Iterable[Change]) -> Iterator[Key]:
    return (key for change in changes for key in change.keys)


async def lock(connection: AsyncConnection, keys: Iterable[Key]) -> None:
    """Let only one writer at a time work on the licenses that keys name."""
    await lock_licenses(connection, (key[:2] for key in keys))


async def lock_licenses(connection: AsyncConnection, places: Iterable[tuple[int, str]]) -> None:
    """Let only one writer at a time work on the licenses of an entry and an issuer's code."""
    for entry_id, issuer in sorted(set(places)):
        await connection.execute(_LOCK, [entry_id, issuer])


async def _book(
    connection: AsyncConnection,
    keys: LicenseKeys,
    changes: Sequence[Change],
    sealed: AllSealed | None = None,
) -> Book:
    known = await known_states(connection, changes)
    return Book(keys, known, await taken_identifiers(connection, changes), sealed)


async def _write(
    connection: AsyncConnection,
    keys: LicenseKeys,
    moment: datetime,
    sealed: AllSealed | None,
    changes: Sequence[Change],
) -> list[Outcome]:
    book = await _book(connection, keys, changes, sealed)
    outcomes = await to_thread(_take_all, book, changes)
    holders = await holder_keys(connection, keys.holders, book.holders())
    rows = Rows(keys.envelopes.seal, holders, moment, sealed or {})
    await _copy(connection, rows, book.steps)
    return outcomes


async def _copy(connection: AsyncConnection, rows: Rows, steps: Sequence[Step]) -> None:
    """Copy a part of the rows while the next is being made."""
    made = await to_thread(rows.make, steps[:PART])
    for start in range(PART, len(steps) + PART, PART):
        making = to_thread(rows.make, steps[start : start + PART])
        _, made = await gather(copy_tables(connection, made), making)
    await rows.settle(connection)


def _take_all(book: Book, changes: Iterable[Change]) -> list[Outcome]:
    return [_take(book, change) for change in changes]


def _take(book: Book, change: Change) -> Outcome:
    try:
        return book.take(change)
    except Refusal as refusal:
        return refusal
