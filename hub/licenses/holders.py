"""Find the random key that stands for a holder, by the keyed hash of the holder's code."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID, uuid4

from psycopg import AsyncConnection

from hub.crypto.digests import HolderIndex, LookupHash
from hub.db.copy import json_parameter
from hub.errors import Kind, Refusal

Named = tuple[str, str]
"""A holder's code type and code."""

Hashes = Mapping[Named, Sequence[LookupHash]]
"""What each holder may be stored under, the current hash first."""


AWAITED: Final = b"\xff\xfeis awaited"
"""What no text holds: there is no such byte in UTF-8."""


class Awaited(UUID):
    """Stands in rows for the key of a holder, in as many bytes, until that key is known."""

    @property
    def bytes(self) -> bytes:
        """Return what stands there."""
        return awaited(self.int)


def awaited(number: int) -> bytes:
    """Return what stands in a row where something numbered is awaited."""
    return AWAITED + number.to_bytes(4)


_FIND = """
SELECT hash, holder_key FROM json_array_elements_text(%s::json) AS w (hash)
JOIN holder ON lookup_hash = decode(hash, 'hex')
"""
_ADD = """
INSERT INTO holder (lookup_hash, key_version, holder_key)
SELECT decode(hash, 'hex'), version, key
FROM json_to_recordset(%s::json) AS w (hash text, version smallint, key uuid)
ON CONFLICT DO NOTHING RETURNING encode(lookup_hash, 'hex'), holder_key
"""
_MOVE = "UPDATE holder SET lookup_hash = %s, key_version = %s WHERE lookup_hash = ANY(%s)"


class HolderUnknown(Refusal):
    """The code that is to be corrected belongs to nobody known."""

    kind = Kind.NOT_FOUND
    zh = "未找到使用原号码的持证主体"
    en = "No holder is known by the former code"


class HolderCodeTaken(Refusal):
    """The corrected code already belongs to another holder."""

    kind = Kind.CONFLICT
    zh = "更正后的号码已属于另一持证主体"
    en = "The corrected code already belongs to another holder"


async def find_holders(
    connection: AsyncConnection, index: HolderIndex, named: Iterable[Named]
) -> dict[Named, UUID]:
    """Return the key of each holder that is known, under whichever index key it is stored."""
    return await _find(connection, hashes_of(index, named))


def hashes_of(index: HolderIndex, named: Iterable[Named]) -> dict[Named, list[LookupHash]]:
    """Return what each holder may be stored under."""
    return {one: index.every(*one) for one in named}


async def holder_keys(
    connection: AsyncConnection, index: HolderIndex, named: Iterable[Named]
) -> dict[Named, UUID]:
    """Return the key of each holder, giving one to those who are new."""
    return await hashed_holder_keys(connection, hashes_of(index, named))


async def hashed_holder_keys(connection: AsyncConnection, hashes: Hashes) -> dict[Named, UUID]:
    """Return the key of each holder by what it may be stored under, giving one to the new."""
    known = await _find(connection, hashes)
    known |= await _add(connection, _without(hashes, known))
    if raced := _without(hashes, known):
        known |= await _find(connection, raced)
    return known


async def _find(connection: AsyncConnection, hashes: Hashes) -> dict[Named, UUID]:
    names = {found.digest.hex(): one for one, each in hashes.items() for found in each}
    rows = await (await connection.execute(_FIND, [json_parameter(list(names))])).fetchall()
    return {names[digest]: key for digest, key in rows}


async def _add(connection: AsyncConnection, hashes: Hashes) -> dict[Named, UUID]:
    """Give keys to new holders, in one order for all writers, so that none deadlock."""
    names = {current.digest.hex(): one for one, (current, *_) in hashes.items()}
    new = [
        {"hash": digest, "version": hashes[names[digest]][0].key_version, "key": uuid4()}
        for digest in sorted(names)
    ]
    rows = await (await connection.execute(_ADD, [json_parameter(new)])).fetchall() if new else []
    return {names[digest]: key for digest, key in rows}


def _without(hashes: Hashes, known: Mapping[Named, UUID]) -> Hashes:
    return {one: each for one, each in hashes.items() if one not in known}


async def correct_holder_code(
    connection: AsyncConnection, index: HolderIndex, former: Named, corrected: Named
) -> UUID:
    """Let a corrected code find the holder that the former one found; cells follow with versions.

    Raises: HolderUnknown, HolderCodeTaken.
    """
    known = await find_holders(connection, index, [former, corrected])
    if former not in known:
        raise HolderUnknown
    if known.get(corrected, known[former]) != known[former]:
        raise HolderCodeTaken
    if corrected not in known:
        found = index.current(*corrected)
        old = [each.digest for each in index.every(*former)]
        await connection.execute(_MOVE, [found.digest, found.key_version, old])
    return known[former]
