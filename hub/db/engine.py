"""Open the two ways to the database: the Writer's engine and the Reader's pool.

The login user may have many rights; each connection gives them up at once for those of its role.
"""

from typing import TypeAlias

import asyncpg
import orjson
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from hub.db.lines import Line, Lines

WRITER = "hub_writer"
READER = "hub_reader"

ReaderPool: TypeAlias = Lines
ReaderConnection: TypeAlias = Line


def writer_engine(url: str, connections: int = 10) -> AsyncEngine:
    """Open the engine on psycopg through which commands and jobs change things."""
    return create_async_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": f"-c role={WRITER} -c timezone=UTC -c jit=off"},
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
    )


async def pool(url: str, role: str, connections: int = 10, **settings: str) -> ReaderPool:
    """Open the Reader's connections on asyncpg, or those through which use is recorded."""

    async def connect() -> ReaderConnection:
        connection = await asyncpg.connect(
            url,
            max_cacheable_statement_size=0,  # a wallet of all kinds of licenses is a long statement
            server_settings={"role": role, "timezone": "UTC", "jit": "off"} | settings,
        )
        await _speak_json(connection)
        return connection

    lines = Lines(connect, connections)
    async with lines.acquire():  # so that a database that cannot be reached is told of at once
        return lines


async def reader_pool(url: str, connections: int = 10) -> ReaderPool:
    """Open the pool through which license data is read; its long statements are planned once."""
    return await pool(url, READER, connections, plan_cache_mode="force_generic_plan")


async def searcher_pool(url: str, connections: int = 4) -> ReaderPool:
    """Open the pool for the register, where a rare word and a common one want two plans."""
    return await pool(url, READER, connections, plan_cache_mode="force_custom_plan")


async def _speak_json(connection: ReaderConnection) -> None:
    for name in ("json", "jsonb"):
        await connection.set_type_codec(
            name, schema="pg_catalog", encoder=_to_json, decoder=orjson.loads
        )


def _to_json(value: object) -> str:
    return orjson.dumps(value).decode()
