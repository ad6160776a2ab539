"""Bring many rows to PostgreSQL at once, as COPY or as one JSON parameter.

For COPY a row is one line of PostgreSQL's text format, cells in order.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import orjson
from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier

NULL = r"\N"
BLOCK = 1 << 20
"""How many bytes are sent at once."""

_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


async def copy_text(
    connection: AsyncConnection, table: str, columns: Sequence[str], text: bytes
) -> None:
    """Copy whole lines into a table, in the transaction of the connection."""
    if not text:
        return
    statement = SQL("COPY {} ({}) FROM STDIN").format(
        Identifier(table), SQL(", ").join(map(Identifier, columns))
    )
    async with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for start in range(0, len(text), BLOCK):
            await copy.write(text[start : start + BLOCK])


async def copy_lines(
    connection: AsyncConnection, table: str, columns: Sequence[str], lines: Iterable[str]
) -> None:
    """Copy lines into a table, in the transaction of the connection."""
    await copy_text(connection, table, columns, text_of_lines(lines))


def text_of_lines(lines: Iterable[str]) -> bytes:
    """Return lines as they are sent."""
    return "".join([f"{line}\n" for line in lines]).encode()


def json_parameter(rows: object) -> str:
    """Write rows for `json_to_recordset`: many times as fast as arrays of the driver."""
    return orjson.dumps(rows).decode()


def text_cell(text: str) -> str:
    """Write a text."""
    return text.translate(_ESCAPES) if _SPECIAL.search(text) else text


def json_cell(json: bytes) -> str:
    """Write JSON, whose control characters are escaped already."""
    return json.decode().replace("\\", r"\\")


def bytes_cell(data: bytes | None) -> str:
    """Write bytes."""
    return NULL if data is None else rf"\\x{data.hex()}"


def date_cell(day: date | None) -> str:
    """Write a date."""
    return NULL if day is None else day.isoformat()


def uuids_cell(ids: Iterable[UUID]) -> str:
    """Write an array of ids."""
    return f"{{{','.join(each.hex for each in ids)}}}"


def integers_cell(numbers: Iterable[int] | None) -> str:
    """Write an array of whole numbers."""
    return NULL if numbers is None else f"{{{','.join(map(str, numbers))}}}"


def byteses_cell(each: Iterable[bytes]) -> str:
    """Write an array of bytes."""
    return "{" + ",".join(rf'"\\\\x{one.hex()}"' for one in each) + "}"


def texts_cell(texts: Iterable[str]) -> str:
    """Write an array of texts, each quoted."""
    joined = "\x00".join(texts)
    if '"' in joined or "\\" in joined:
        joined = joined.replace("\\", r"\\").replace('"', r"\"")
    return '{"' + text_cell(joined).replace("\x00", '","') + '"}' if joined else "{}"
