"""Return what a statement tells a caller of an authorization, or of another thing on record.

Such a statement answers with one JSON object a row, in a column of its own.
"""

from typing import TypeVar

import msgspec

from hub.audit.call import Call

Facts = TypeVar("Facts", bound=msgspec.Struct)


async def all_told(call: Call, kind: type[Facts], statement: str, *values: object) -> list[Facts]:
    """Return every row as facts, in the statement's order."""
    async with call.read() as connection:
        rows = await connection.fetch(statement, *values)
    return [msgspec.convert(row[0], kind) for row in rows]


async def one_told(call: Call, kind: type[Facts], statement: str, *values: object) -> Facts | None:
    """Return the only row as facts, or nothing where the caller is told of none."""
    told = await all_told(call, kind, statement, *values)
    return told[0] if told else None
