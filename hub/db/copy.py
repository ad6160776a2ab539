"""Copy rows into tables in bulk; a row is one line of PostgreSQL's text format, cells in order."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier

NULL = r"\N"
BLOCK = 500
"""How many lines are sent at once."""

_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


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


def text_cell(text: str) -> str:
    """Write a text."""
    return text if text.isalnum() else text.translate(_ESCAPES)


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


def texts_cell(texts: Iterable[str]) -> str:
    """Write an array of texts, each quoted."""
    joined = "\x00".join(texts)
    if '"' in joined or "\\" in joined:
        joined = joined.replace("\\", r"\\").replace('"', r"\"")
    if not joined:
        return "{}"
    return '{"' + joined.translate(_ESCAPES).replace("\x00", '","') + '"}'
