"""What all processes have spent together, kept in Redis, which may be lost at any time."""

import asyncio
import re
import time
from contextlib import suppress
from hashlib import blake2b
from typing import Any, Final, NamedTuple, cast

from limits import RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import ConnectionPool
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from hub.log import logger
from hub.rates.limits import Limit

PATIENCE_SECONDS: Final = 0.25
"""How long an answer of Redis is waited for; the first who waits in vain spares all others."""
PAUSE_SECONDS: Final = 1.0
PREFIX: Final = "hub:rates"
FAILURES: Final = (RedisError, OSError, TimeoutError)
_RUN_ID: Final = re.compile(r"run_id:(\w+)")
_PROBE: Final = Limit("probe", 1_000_000, 60)


class SharedLost(Exception):  # noqa: N818 - nothing is wrong with the request
    """Redis did not answer, or not well."""


class RedisStartedAnew(RedisError):  # noqa: N818 - it says what happened
    """Redis is another than before."""


class Given(NamedTuple):
    """Whether a sum was given, and how much is left for everybody."""

    given: bool
    left: int


class Shared:
    """The common windows in Redis: used while it answers, left alone while it does not."""

    def __init__(self, url: str, secret: bytes, patience: float = PATIENCE_SECONDS) -> None:
        """Take where Redis is, and the secret under which keys are told there."""
        pool = ConnectionPool.from_url(
            url,
            socket_timeout=patience,
            socket_connect_timeout=patience,
            retry=Retry(NoBackoff(), 0),
            protocol=2,
            redis_connect_func=self._greet,
        )
        self._pool = pool
        options = cast("dict[str, Any]", {"connection_pool": pool})
        storage = RedisStorage(
            f"async+{url.replace('unix:', 'redis+unix:', 1)}",
            implementation="redispy",
            key_prefix=PREFIX,
            **options,
        )
        self._windows = SlidingWindowCounterRateLimiter(storage)
        self._secret, self._patience = secret, patience
        self._run_id: str | None = None
        self.up = False
        self.since = time.monotonic()
        """Since when it is up or down; what was counted before it came up may be lost."""
        self.losses = 0

    async def take(self, limit: Limit, key: object, cost: int) -> Given:
        """Take a sum for a key from what is common.

        Raises: SharedLost.
        """
        if not self.up:  # whoever waited behind the one that found out waits no longer
            raise SharedLost
        return await self._take(limit, key, cost)

    async def _take(self, limit: Limit, key: object, cost: int) -> Given:
        item = RateLimitItemPerSecond(limit.amount, limit.seconds, limit.name)
        name = self._name(key)
        try:
            async with asyncio.timeout(self._patience):
                given = await self._windows.hit(item, name, cost=cost)
                left = (await self._windows.get_window_stats(item, name)).remaining
        except FAILURES as error:
            self._lose(error)
            raise SharedLost from error
        return Given(given, int(left))

    async def watch(self) -> None:
        """Find out, again and again, whether Redis answers."""
        while True:
            await self.look()
            await asyncio.sleep(PAUSE_SECONDS)

    async def look(self) -> None:
        """Find out whether Redis answers and counts."""
        with suppress(SharedLost):
            await self._take(_PROBE, "probe", 1)
            if not self.up:
                self.up, self.since = True, time.monotonic()
                logger().info("redis_found")

    async def close(self) -> None:
        """Let go of the connections."""
        await self._pool.aclose()

    async def _greet(self, connection: AbstractConnection) -> None:
        """Know each connection to lead to the same Redis; one that started anew has forgotten all.

        Raises: RedisError.
        """
        await connection.on_connect()
        await connection.send_command("INFO", "server")
        run_id = _RUN_ID.search(str(await connection.read_response()))
        known, self._run_id = self._run_id, run_id and run_id[1]
        if known not in {None, self._run_id}:
            raise RedisStartedAnew

    def _lose(self, error: Exception | None) -> None:
        if self.up:
            self.up, self.since = False, time.monotonic()
            self.losses += 1
            logger().warning("redis_lost", failure=type(error).__name__ if error else None)

    def _name(self, key: object) -> str:
        """Return what a key is called there: nobody learns an address or an account from it."""
        return blake2b(repr(key).encode(), key=self._secret, digest_size=16).hexdigest()
