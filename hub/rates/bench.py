"""A place to do heavy work: few at once, few waiting, and the rest told to come back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final, ParamSpec, TypeVar

from hub.rates.refusals import Busy

WAITING: Final = 4
"""How many may wait for each place."""
WAIT_SECONDS: Final = 10.0
RETRY_SECONDS: Final = 5

P = ParamSpec("P")
R = TypeVar("R")


class Bench:
    """Bounds what is large or long in one process: packages, workbooks, files that are checked."""

    def __init__(self, places: int = 2, patience: float = WAIT_SECONDS) -> None:
        """Take how much may be done at once, and how long one waits for a place."""
        self._free = asyncio.Semaphore(places)
        self._most, self._patience = places * (1 + WAITING), patience
        self._there = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Work in a place of one's own, once one is free.

        Raises: Busy.
        """
        if self._there >= self._most:
            raise Busy(seconds=RETRY_SECONDS)
        self._there += 1
        try:
            await self._wait()
            try:
                yield
            finally:
                self._free.release()
        finally:
            self._there -= 1

    async def work(self, task: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
        """Do something beside the event loop, in a place.

        Raises: Busy.
        """
        async with self.place():
            return await asyncio.to_thread(task, *args, **named)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await self._free.acquire()
        except TimeoutError:
            raise Busy(seconds=RETRY_SECONDS) from None
