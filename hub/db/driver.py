"""Speak to PostgreSQL through the driver itself, where a statement runs for every event."""

from collections.abc import Mapping
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg.types.string import TextLoader
from sqlalchemy.ext.asyncio import AsyncSession


async def driver_of(db: AsyncSession) -> AsyncConnection:
    """Return the psycopg connection of a session, for COPY and the like in its transaction."""
    raw = await (await db.connection()).get_raw_connection()
    connection = raw.driver_connection
    if not isinstance(connection, AsyncConnection):
        raise TypeError(type(connection))
    return connection


async def rows_of(
    db: AsyncSession, statement: str, parameters: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Return rows, each id as text: quicker to compare and write than a UUID, and sorted alike."""
    async with (await driver_of(db)).cursor(row_factory=dict_row) as cursor:
        cursor.adapters.register_loader("uuid", TextLoader)
        await cursor.execute(statement.encode(), parameters)
        return await cursor.fetchall()
