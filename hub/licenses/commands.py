"""Write licenses in bulk: lock, look up what is known, take the changes, copy the rows."""

from asyncio import gather, to_thread
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection
from psycopg.errors import UniqueViolation

from hub.db.binary import moment_cell
from hub.errors import Refusal
from hub.licenses.ahead import NOTHING_AHEAD, Ahead, Name
from hub.licenses.book import Book, Outcome, Step, Written
from hub.licenses.drafts import Change, Key, LicenseDraft
from hub.licenses.holders import hashed_holder_keys, hashes_of
from hub.licenses.keys import LicenseKeys
from hub.licenses.known import known_keys, known_states, taken_identifiers
from hub.licenses.rows import Rows, copy_tables
from hub.licenses.rules import IdentifierTaken, VersionConflict
from hub.licenses.sealed import AllSealed

PART = 500
"""How many steps are made into rows at a time."""

_LOCK = "SELECT pg_advisory_xact_lock(%s, hashtext(%s))"


class Parcel(NamedTuple):
    """Changes whose rows were made ahead, and how those at some places are had again."""

    ahead: Ahead
    again: Callable[[Iterable[int]], list[Change]]


async def write_licenses(
    connection: AsyncConnection,
    keys: LicenseKeys,
    moment: datetime,
    changes: Sequence[Change] | Parcel,
    sealed: AllSealed | None = None,
) -> list[Outcome]:
    """Write versions (归集, 制发) and events (变更状态) of licenses in their order (art. 8, 9, 10).

    Returns one outcome for each change: what became of it, or why it was refused. What was written
    before is `UNCHANGED`, so the same changes may come any number of times. Where seals are given,
    a version is written only if its very digest was sealed.
    """
    if not changes:
        return []
    writing = _Writing(connection, keys, moment, sealed)
    if not isinstance(changes, Parcel):
        await lock(connection, _keys(changes))
        return await writing.raced(writing.write(changes), lambda: list(changes))
    ahead, again = changes
    await lock(connection, ahead.keys)
    return await writing.raced(
        writing.write_parcel(changes), lambda: again(range(len(ahead.strands)))
    )


class _Writing(NamedTuple):
    """Writes changes with what all of them need."""

    connection: AsyncConnection
    keys: LicenseKeys
    moment: datetime
    sealed: AllSealed | None

    async def raced(
        self, writing: Coroutine[Any, Any, list[Outcome]], every: Callable[[], list[Change]]
    ) -> list[Outcome]:
        """Write all at once, or each alone after a race."""
        try:
            async with self.connection.transaction():
                return await writing
        except UniqueViolation:
            return [await self._write_alone(change) for change in await to_thread(every)]

    async def _write_alone(self, change: Change) -> Outcome:
        """Write one change: another issuer may have taken its identifier meanwhile."""
        try:
            async with self.connection.transaction():
                return (await self.write([change]))[0]
        except UniqueViolation:
            return IdentifierTaken()

    async def write_parcel(self, parcel: Parcel) -> list[Outcome]:
        """Write what was made ahead, and take anew those changes of which something is known."""
        ahead, outcomes = parcel.ahead, list(parcel.ahead.outcomes)
        names: set[Name] = {
            *await known_keys(self.connection, ahead.keys),
            *await taken_identifiers(self.connection, ahead.identifiers),
        }
        known = {ahead.names[name] for name in names}
        places = [place for place, strand in enumerate(ahead.strands) if strand in known]
        changes = await to_thread(parcel.again, places) if places else []
        written = await self.write(changes, ahead.without(known))
        for place, outcome in zip(places, written, strict=True):
            outcomes[place] = outcome
        return outcomes

    async def write(self, changes: Sequence[Change], ahead: Ahead = NOTHING_AHEAD) -> list[Outcome]:
        """Write changes, and rows made ahead; all holders get their keys in one go."""
        book = await _book(self.connection, self.keys, changes, self.sealed)
        outcomes = await to_thread(lambda: list(map(book.take_or_refuse, changes)))
        hashes = {**ahead.hashes, **hashes_of(self.keys.holders, book.holders())}
        holders = await hashed_holder_keys(self.connection, hashes)
        await copy_tables(self.connection, ahead.filled(holders, self.moment))
        seal, moment = self.keys.envelopes.seal, moment_cell(self.moment)
        await self._copy(Rows(seal, holders, moment, self.sealed or {}), book.steps)
        return outcomes

    async def _copy(self, rows: Rows, steps: Sequence[Step]) -> None:
        """Copy a part of the rows while the next is being made."""
        made = await to_thread(rows.make, steps[:PART])
        for start in range(PART, len(steps) + PART, PART):
            making = to_thread(rows.make, steps[start : start + PART])
            _, made = await gather(copy_tables(self.connection, made), making)
        await rows.settle(self.connection)


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
    outcome = book.take_or_refuse(change)
    if outcome is Written.UNCHANGED and isinstance(change, LicenseDraft):
        return VersionConflict(version=change.content.version)
    return outcome if isinstance(outcome, Refusal) else book.steps[-1]


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
    if not changes:
        return Book(keys, {}, (), sealed)
    known = await known_states(connection, changes)
    wanted = [each.content.identifier for each in changes if isinstance(each, LicenseDraft)]
    return Book(keys, known, await taken_identifiers(connection, wanted), sealed)
