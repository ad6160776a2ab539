"""Hold open connections of asyncpg and hand them out one after another.

The driver's own pool makes a task of every release and wraps every connection, which costs as much
as a short query; here nothing changes the state of a session, so nothing needs to be reset.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from types import TracebackType
from typing import Any, Self, TypeAlias

import asyncpg

from hub.db.together import Together

Line: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


class Lines:
    """Up to `size` connections, opened as they are needed; who finds none free waits in turn."""

    def __init__(self, connect: Callable[[], Awaitable[Line]], size: int) -> None:
        """Take what opens a connection."""
        self._connect = connect
        self._free: list[Line] = []
        self._unopened = size
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._closed = False
        self._together = Together(self)

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Line]:
        """Yield a connection that is nobody else's until it is given back."""
        line = await self._take()
        try:
            yield line
        finally:
            self._give_back(line)

    async def fetch(self, statement: str, *values: object) -> list[asyncpg.Record]:
        """Return the rows of a statement."""
        line = await self._take()
        try:
            records: list[asyncpg.Record] = await line.fetch(statement, *values)
            return records
        finally:
            self._give_back(line)

    async def row(self, statement: str, values: Sequence[object]) -> asyncpg.Record:
        """Return the row of a statement that always yields one, run with others of the moment."""
        return await self._together.row(statement, values)

    async def fetchval(self, statement: str, *values: object) -> Any:  # noqa: ANN401 - whatever is selected
        """Return the first value of a statement's first row."""
        async with self.acquire() as line:
            return await line.fetchval(statement, *values)

    async def execute(self, statement: str, *values: object) -> str:
        """Run a statement that returns nothing."""
        async with self.acquire() as line:
            told: str = await line.execute(statement, *values)
            return told

    async def close(self) -> None:
        """Close what is free; what is still held ends as it is given back."""
        self._closed = True
        while self._free:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await self._free.pop().close()

    async def __aenter__(self) -> Self:
        """Start."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        await self.close()

    async def _take(self) -> Line:
        while True:
            while self._free:
                line = self._free.pop()
                if not line.is_closed():
                    return line
                self._unopened += 1
            if self._unopened > 0:
                return await self._open()
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                self._wake()  # whoever is next must not wait for one who has left
                raise

    async def _open(self) -> Line:
        self._unopened -= 1
        try:
            return await self._connect()
        except BaseException:
            self._unopened += 1
            self._wake()
            raise

    def _give_back(self, line: Line) -> None:
        if self._closed:
            line.terminate()
        elif line.is_closed():
            self._unopened += 1
        else:
            self._free.append(line)
        self._wake()

    def _wake(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
