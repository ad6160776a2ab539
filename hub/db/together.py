"""Run one statement for all who ask it at the same time: in one round trip, each with own values.

To write to PostgreSQL and to be woken by its answer costs a worker as much as the rest of a short
read. Whoever asks is answered by an execution of its own, in a snapshot of its own. One round trip
of a statement is under way; whoever comes meanwhile goes with the next, which is sent before what
came of the last is looked at.
"""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import asyncpg

if TYPE_CHECKING:
    from hub.db.lines import Lines

MOST: Final = 16
"""How many are run in one round trip."""

Asked = tuple[Sequence[object], "asyncio.Future[asyncpg.Record]"]


class Together:
    """Runs statements each of which always yields one row."""

    def __init__(self, lines: "Lines") -> None:
        """Take the connections."""
        self._lines = lines
        self._waiting: dict[str, list[Asked]] = {}
        self._under_way: dict[str, asyncio.Task[None]] = {}

    async def row(self, statement: str, values: Sequence[object]) -> asyncpg.Record:
        """Return the row of a statement."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[asyncpg.Record] = loop.create_future()
        waiting = self._waiting.get(statement)
        if waiting is None:
            self._waiting[statement] = [(values, done)]
            loop.call_soon(self._begin, statement)  # whoever asks in this turn of the loop joins
        else:
            waiting.append((values, done))
        return await done

    def _begin(self, statement: str) -> None:
        if statement in self._waiting and statement not in self._under_way:
            task = asyncio.get_running_loop().create_task(self._run(statement))
            self._under_way[statement] = task

    async def _run(self, statement: str) -> None:
        """Answer those who wait, group after group, until nobody does."""
        try:
            while statement in self._waiting:
                if group := self._next(statement):
                    await self._answer(statement, group)
        finally:
            del self._under_way[statement]

    def _next(self, statement: str) -> list[Asked]:
        waiting = [asked for asked in self._waiting.pop(statement) if not asked[1].done()]
        if len(waiting) > MOST:
            self._waiting[statement] = waiting[MOST:]
        return waiting[:MOST]

    async def _answer(self, statement: str, group: Sequence[Asked]) -> None:
        """Answer a group; if that fails, each by itself, so that only those fail who would."""
        try:
            rows = await self._rows(statement, [values for values, _ in group])
        except Exception as error:  # noqa: BLE001 - whatever it was, who waits must be told
            if len(group) > 1:
                for asked in group:
                    await self._answer(statement, [asked])
            elif not group[0][1].done():
                group[0][1].set_exception(error)
            return
        except BaseException:
            for _, done in group:
                done.cancel()
            raise
        for (_, done), row in zip(group, rows, strict=True):
            if not done.done():
                done.set_result(row)

    async def _rows(
        self, statement: str, wanted: Sequence[Sequence[object]]
    ) -> list[asyncpg.Record]:
        if len(wanted) == 1:
            return await self._lines.fetch(statement, *wanted[0])
        async with self._lines.acquire() as line:
            rows: list[asyncpg.Record] = await line.fetchmany(statement, wanted)
            return rows
