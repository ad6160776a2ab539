"""Listen for written notices, on one connection per process, and pass them to the feed."""

import asyncio
import time
from contextlib import suppress
from uuid import UUID

import asyncpg

from hub.db.engine import READER, ReaderConnection
from hub.db.ids import id_floor
from hub.log import logger
from hub.notices.feed import Feed, Written
from hub.notices.queries import SINCE
from hub.notices.telling import BETWEEN, CHANNEL

CHECK_SECONDS = 5.0
PAUSE_SECONDS = 1.0
SLACK_SECONDS = 60.0
"""How far back to look after the connection was lost: a notice gets its id before it commits."""


class Tailer:
    """Listens until cancelled, and catches up on what was written while it could not listen."""

    def __init__(self, url: str, feed: Feed) -> None:
        """Take the database and whom to pass notices to."""
        self._url = url
        self._feed = feed
        self._heard = time.time()
        self.listening = asyncio.Event()

    async def run(self) -> None:
        """Listen, and listen anew whenever the connection is lost."""
        while True:
            try:
                await self._listen()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                logger().warning("notices_not_heard", failure=type(error).__name__)
            self.listening.clear()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _listen(self) -> None:
        settings = {"role": READER, "application_name": "hub notices"}
        connection = await asyncpg.connect(self._url, server_settings=settings)
        try:
            lost = asyncio.Event()
            connection.add_termination_listener(lambda _connection: lost.set())
            await connection.add_listener(CHANNEL, self._hear)
            await self._catch_up(connection)
            self.listening.set()
            while not await _within(lost, CHECK_SECONDS):
                await connection.execute("SELECT", timeout=CHECK_SECONDS)
                self._heard = time.time()
        finally:
            with suppress(Exception):
                await connection.close(timeout=PAUSE_SECONDS)

    async def _catch_up(self, connection: ReaderConnection) -> None:
        since = id_floor(self._heard - SLACK_SECONDS)
        for row in await connection.fetch(SINCE, self._feed.holder_keys, since):
            self._feed.offer(Written(row["holder_key"], row["id"]), late=True)

    def _hear(self, _connection: object, _pid: int, _channel: str, payload: str) -> None:
        """Take what PostgreSQL says: the keys of notices that are committed now.

        Every process hears of every notice, and hardly any of them is followed here.
        """
        if not self._feed.follows:
            return
        for told in payload.split(BETWEEN):
            holder_key, _, notice_id = told.partition(" ")
            if self._feed.followed(holder_key):
                self._feed.offer(Written(UUID(holder_key), UUID(notice_id)))


async def _within(happened: asyncio.Event, seconds: float) -> bool:
    """Tell whether something happens within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            return await happened.wait()
    except TimeoutError:
        return False
