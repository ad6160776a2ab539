"""Read the log as everybody may: its checkpoint, its leaves, and proofs that name nobody."""

import asyncio
from collections.abc import Iterable
from typing import Final, NamedTuple

from hub.audit.call import Call
from hub.audit.transparency.documents import (
    LOG,
    Node,
    Write,
    continuation,
    leaf_at,
    nodes_needed,
    proof,
)
from hub.audit.transparency.leaves import Body
from hub.audit.transparency.refusals import LogRangeInvalid, NotYetLogged
from hub.db.engine import ReaderConnection

MOST_LEAVES: Final = 1_000

_STATE = "SELECT size, note FROM log_state"
_NODES = """
SELECT tree, level, place, hash FROM log_node
JOIN unnest($1::int[], $2::smallint[], $3::bigint[]) AS wanted (tree, level, place)
    USING (tree, level, place)
"""


class Signed(NamedTuple):
    """The log as it stands: its size, and the checkpoint that says so."""

    size: int
    note: str


async def checkpoint(call: Call) -> Signed:
    """Return the newest checkpoint.

    Raises: NotYetLogged.
    """
    async with call.read() as connection:
        return await stands(connection)


async def prove_continuation(call: Call, old: int, new: int) -> Body:
    """Prove that the log of one size begins with that of a smaller one (RFC 6962, 2.1.2).

    Raises: LogRangeInvalid, NotYetLogged.
    """
    async with call.read() as connection:
        size = (await stands(connection)).size
        if not 0 < old <= new <= size:
            raise LogRangeInvalid(size=size)
        return await written(connection, lambda nodes: continuation(old, new, nodes))


async def prove_leaf(call: Call, index: int, size: int) -> Body:
    """Prove that a leaf is in the log of a size (RFC 6962, 2.1.1).

    Raises: LogRangeInvalid, NotYetLogged.
    """
    async with call.read() as connection:
        now = (await stands(connection)).size
        if not 0 <= index < size <= now:
            raise LogRangeInvalid(size=now)
        return await written(
            connection,
            lambda nodes: {
                "index": index,
                "size": size,
                "leaf": leaf_at(index, nodes),
                "path": proof(index, size, nodes),
            },
        )


async def leaves(call: Call, start: int, count: int) -> Body:
    """Return hashes of leaves, so that anyone can keep a copy of the tree.

    Raises: LogRangeInvalid, NotYetLogged.
    """
    async with call.read() as connection:
        size = (await stands(connection)).size
        if not (0 <= start < size and 0 < count <= MOST_LEAVES):
            raise LogRangeInvalid(size=size)
        places = range(start, min(start + count, size))
        return await written(
            connection,
            lambda nodes: {"start": start, "leaves": [leaf_at(place, nodes) for place in places]},
        )


async def stands(connection: ReaderConnection) -> Signed:
    """Return where the log stands.

    Raises: NotYetLogged.
    """
    row = await connection.fetchrow(_STATE)
    if row is None or not row["note"]:
        raise NotYetLogged
    return Signed(row["size"], row["note"])


async def written(connection: ReaderConnection, write: Write) -> Body:
    """Fetch the nodes that a document needs, and write it; long ones beside other requests."""
    needed = await asyncio.to_thread(nodes_needed, write)
    nodes = await _fetched(connection, needed)
    return await asyncio.to_thread(write, nodes.__getitem__)


async def _fetched(connection: ReaderConnection, wanted: Iterable[Node]) -> dict[Node, bytes]:
    columns = [list(column) for column in zip(*wanted, strict=True)] or [[LOG], [0], [0]]
    rows = await connection.fetch(_NODES, *columns)
    return {Node(row["tree"], row["level"], row["place"]): row["hash"] for row in rows}
