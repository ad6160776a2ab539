"""Find the random key that stands for a holder, by the keyed hash of the holder's code."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from psycopg import AsyncConnection

from hub.crypto.digests import HolderIndex
from hub.errors import Kind, Refusal

Named = tuple[str, str]
"""A holder's code type and code."""

_FIND = "SELECT lookup_hash, holder_key FROM holder WHERE lookup_hash = ANY(%s)"
_ADD = """
INSERT INTO holder (lookup_hash, key_version, holder_key)
SELECT * FROM unnest(%s::bytea[], %s::smallint[], %s::uuid[]) ON CONFLICT DO NOTHING
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
    hashes = {found.digest: one for one in set(named) for found in index.every(*one)}
    rows = await (await connection.execute(_FIND, [list(hashes)])).fetchall()
    return {hashes[bytes(digest)]: key for digest, key in rows}


async def holder_keys(
    connection: AsyncConnection, index: HolderIndex, named: Iterable[Named]
) -> dict[Named, UUID]:
    """Return the key of each holder, giving one to those who are new."""
    wanted = set(named)
    known = await find_holders(connection, index, wanted)
    if new := wanted - known.keys():
        hashes = sorted((index.current(*one) for one in new), key=lambda found: found.digest)
        columns = (
            [found.digest for found in hashes],  # in one order for all, so that none deadlock
            [found.key_version for found in hashes],
            [uuid4() for _ in hashes],
        )
        await connection.execute(_ADD, columns)
        known |= await find_holders(connection, index, new)
    return known


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
