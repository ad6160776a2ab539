"""Bring many rows to PostgreSQL by COPY in its binary form, which it takes with the least work.

A cell is its length and its bytes, a row the number of its cells and the cells in order.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from struct import Struct
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier

NULL: Final = b"\xff\xff\xff\xff"
BLOCK: Final = 1 << 20
"""How many bytes are sent at once."""

_HEAD, _END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
_FIRST_DAY = date(2000, 1, 1).toordinal()
_FIRST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
_INTEGERS, _BYTES, _UUIDS, _TEXTS = 23, 17, 2950, 25
"""The types of elements of arrays, by their numbers in every PostgreSQL."""

_length = Struct(">i").pack
_smallint = Struct(">ih").pack
_integer = Struct(">ii").pack
_bigint = Struct(">iq").pack
_array = Struct(">iiiii").pack


async def copy_rows(
    connection: AsyncConnection, table: str, columns: Sequence[str], rows: bytes
) -> None:
    """Copy rows into a table, in the transaction of the connection."""
    if not rows:
        return
    statement = SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        Identifier(table), SQL(", ").join(map(Identifier, columns))
    )
    async with connection.cursor() as cursor, cursor.copy(statement) as copy:
        await copy.write(_HEAD)
        for start in range(0, len(rows), BLOCK):
            await copy.write(rows[start : start + BLOCK])
        await copy.write(_END)


def row(*cells: bytes) -> bytes:
    """Write a row."""
    return b"".join((len(cells).to_bytes(2), *cells))


def bytes_cell(data: bytes | None) -> bytes:
    """Write bytes."""
    return NULL if data is None else _length(len(data)) + data


def text_cell(text: str) -> bytes:
    """Write a text."""
    data = text.encode()
    return _length(len(data)) + data


@lru_cache(maxsize=1 << 12)
def word_cell(word: str | None) -> bytes:
    """Write one of not so many texts."""
    return NULL if word is None else text_cell(word)


def json_cell(json: bytes) -> bytes:
    """Write JSON, in the one version that its binary form has."""
    return _length(len(json) + 1) + b"\x01" + json


def uuid_cell(one: UUID) -> bytes:
    """Write an id."""
    return b"\0\0\0\x10" + one.bytes


def smallint_cell(number: int) -> bytes:
    """Write a number of two bytes."""
    return _smallint(2, number)


def integer_cell(number: int) -> bytes:
    """Write a number of four bytes."""
    return _integer(4, number)


@lru_cache(maxsize=1 << 14)
def date_cell(day: date | None) -> bytes:
    """Write a day."""
    return NULL if day is None else _integer(4, day.toordinal() - _FIRST_DAY)


def moment_cell(moment: datetime) -> bytes:
    """Write a moment."""
    return _bigint(8, (moment - _FIRST_MOMENT) // timedelta(microseconds=1))


def uuids_cell(ids: Sequence[UUID]) -> bytes:
    """Write an array of ids."""
    return _array_cell(_UUIDS, list(map(uuid_cell, ids)))


def integers_cell(numbers: Sequence[int] | None) -> bytes:
    """Write an array of numbers of four bytes."""
    return NULL if numbers is None else _array_cell(_INTEGERS, list(map(integer_cell, numbers)))


def byteses_cell(each: Iterable[bytes]) -> bytes:
    """Write an array of bytes."""
    return _array_cell(_BYTES, list(map(bytes_cell, each)))


def texts_cell(texts: Iterable[str]) -> bytes:
    """Write an array of texts."""
    data = [text.encode() for text in texts]
    return _array_cell(_TEXTS, [_length(len(each)) + each for each in data])


def _array_cell(kind: int, cells: Sequence[bytes]) -> bytes:
    """Write an array of one dimension that holds no null; an empty one has no dimension."""
    if not cells:
        return bytes_cell(Struct(">iii").pack(0, 0, kind))
    return bytes_cell(b"".join((_array(1, 0, kind, len(cells), 1), *cells)))
