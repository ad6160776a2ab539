"""Make ids that grow with time, so that new rows land beside each other in every index."""

import os
import time
from uuid import UUID

_VERSION_7 = 0x7 << 76
_VARIANT = 0x2 << 62

FIRST_ID = UUID(int=0)
LAST_ID = UUID(int=(1 << 128) - 1)
"""Before and after every id that is ever made."""


def new_id() -> UUID:
    """Return a version 7 UUID (RFC 9562): 48 bits of milliseconds, then 74 random bits."""
    random = int.from_bytes(os.urandom(10))
    upper = time.time_ns() // 1_000_000 << 80 | _VERSION_7 | (random >> 68) << 64
    return UUID(int=upper | _VARIANT | random & (1 << 62) - 1)


def id_floor(seconds: float) -> UUID:
    """Return the least id that could have been made at a time, in seconds of the epoch."""
    return UUID(int=int(seconds * 1000) << 80 | _VERSION_7 | _VARIANT)
