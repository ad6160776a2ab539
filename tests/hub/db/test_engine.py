"""Each door to the database has its own role and its own rights."""

import asyncpg
import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from hub.db.engine import ReaderPool


@pytest.fixture
def notes(database: str) -> None:
    with psycopg.connect(database) as owner:
        owner.execute("CREATE TABLE note (body jsonb)")


async def test_writer_works_as_its_role(writer: AsyncEngine) -> None:
    async with writer.connect() as connection:
        assert await connection.scalar(text("SELECT current_user")) == "hub_writer"
        assert await connection.scalar(text("SHOW timezone")) == "UTC"


@pytest.mark.usefixtures("notes")
async def test_reader_sees_what_the_writer_committed(
    writer: AsyncEngine, reader: ReaderPool
) -> None:
    async with writer.begin() as connection:
        await connection.execute(text("""INSERT INTO note VALUES ('{"name": "营业执照"}')"""))
    assert await reader.fetchval("SELECT body FROM note") == {"name": "营业执照"}
    assert await reader.fetchval("SELECT current_user") == "hub_reader"


@pytest.mark.usefixtures("notes")
async def test_reader_changes_nothing(reader: ReaderPool) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await reader.execute("INSERT INTO note VALUES ('{}')")


async def test_writer_makes_no_tables(writer: AsyncEngine) -> None:
    async with writer.connect() as connection:
        with pytest.raises(Exception, match="permission denied for schema public"):
            await connection.execute(text("CREATE TABLE own (n int)"))
