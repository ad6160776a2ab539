"""Make ids that grow with time, so that new rows land beside each other in every index."""

import os
import time
from collections.abc import Callable
from typing import Final
from uuid import UUID

from asyncpg.pgproto import pgproto

_MADE: Final[Callable[[str | bytes], UUID]] = pgproto.UUID
"""Makes the driver's own kind of UUID, which is made, hashed and compared without Python."""

read_id: Final[Callable[[str], UUID]] = _MADE
"""Returns the id that a text is; ids are read by the hundred for one answer."""

_VERSION_7 = 0x7 << 76
_VARIANT = 0x2 << 62

MADE_IN_SQL: Final = """encode(set_byte(overlay(uuid_send(gen_random_uuid()) PLACING substring(
        int8send(trunc(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
        FROM 1 FOR 6), 6, 112 + trunc(random() * 16)::int), 'hex')::uuid"""
"""A new id as `new_id` makes them, where PostgreSQL makes rows of rows."""

FIRST_ID = UUID(int=0)
LAST_ID = UUID(int=(1 << 128) - 1)
"""Before and after every id that is ever made."""


def new_id() -> UUID:
    """Return a version 7 UUID (RFC 9562): 48 bits of milliseconds, then 74 random bits."""
    random = int.from_bytes(os.urandom(10))
    upper = time.time_ns() // 1_000_000 << 80 | _VERSION_7 | (random >> 68) << 64
    number = upper | _VARIANT | random & (1 << 62) - 1
    return _MADE(number.to_bytes(16))


def id_floor(seconds: float) -> UUID:
    """Return the least id that could have been made at a time, in seconds of the epoch."""
    return UUID(int=int(seconds * 1000) << 80 | _VERSION_7 | _VARIANT)
