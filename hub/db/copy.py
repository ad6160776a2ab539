"""Bring many rows to PostgreSQL at once: as COPY, as one JSON parameter, or column by column.

For COPY a row is one line of PostgreSQL's text format, cells in order.
"""

from collections.abc import Iterable, Sequence

import orjson
from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier

NULL = r"\N"
BLOCK = 500
"""How many lines are sent at once."""


async def copy_lines(
    connection: AsyncConnection, table: str, columns: Sequence[str], lines: Sequence[str]
) -> None:
    """Copy lines into a table, in the transaction of the connection."""
    if not lines:
        return
    statement = SQL("COPY {} ({}) FROM STDIN").format(
        Identifier(table), SQL(", ").join(map(Identifier, columns))
    )
    async with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for start in range(0, len(lines), BLOCK):
            await copy.write("\n".join((*lines[start : start + BLOCK], "")))


def json_parameter(rows: object) -> str:
    """Write rows for `json_to_recordset`: many times as fast as arrays of the driver."""
    return orjson.dumps(rows).decode()


def array(values: Iterable[object]) -> str:
    """Write a column of numbers, ids or days for `unnest`: whatever needs no quotes."""
    return f"{{{','.join(map(str, values))}}}"


def bytes_cell(data: bytes | None) -> str:
    """Write bytes."""
    return NULL if data is None else rf"\\x{data.hex()}"
