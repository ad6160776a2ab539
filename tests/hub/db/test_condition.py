"""What is wrong with a database is found, and how to mend it stands beside."""

import time

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from hub.db.condition import examine
from hub.db.engine import writer_engine


async def troubles(engine: AsyncEngine) -> dict[str, str]:
    return {found.about: found.mend for found in await examine(engine) if not found.well}


async def test_a_migrated_database_is_well(writer: AsyncEngine) -> None:
    assert await troubles(writer) == {}
    assert len(await examine(writer)) == 4


async def test_a_missing_migration_is_found(database: str, writer: AsyncEngine) -> None:
    with psycopg.connect(database) as owner:
        owner.execute("UPDATE alembic_version SET version_num = 'older'")
    assert await troubles(writer) == {"migrations": "run: hub migrate"}


async def test_a_clock_that_is_off_is_found(
    writer: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 1.5)
    assert list(await troubles(writer)) == ["clock"]


async def test_an_unreachable_database_is_found() -> None:
    nowhere = writer_engine("postgresql://hub@/hub?host=/nowhere")
    assert list(await troubles(nowhere)) == ["database"]
    await nowhere.dispose()
