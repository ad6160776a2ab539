"""Do long work in turns: between two of them whatever else waits goes on, however much comes (S1).

The work is a plain function that calls the libraries it needs; from wherever it, or what they call
back, says `give_way`, the loop runs. Threads would not do: they take turns too, but by a lock that
makes each request wait several times.
"""

import asyncio
from collections.abc import Callable
from time import perf_counter
from typing import Final, ParamSpec, TypeVar, cast

from greenlet import getcurrent, greenlet

TURN_SECONDS: Final = 0.0002
ROUNDS: Final = 4
"""How often the loop comes round between two turns: a request of others takes several."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Turns:
    """Lets one piece of work at a time go on, in turns, and the others wait for it."""

    def __init__(self) -> None:
        """Start with nothing to do."""
        self._one = asyncio.Lock()

    async def take(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Do some work, once what came before it is done.

        Raises: what the work raises.
        """
        async with self._one:
            working = _Working(work)
            done = working.turn(*args, **kwargs)
            while not working.dead:
                for _ in range(ROUNDS):
                    await asyncio.sleep(0)
                done = working.turn()
            return cast("_T", done)


class _Working(greenlet):
    """Some work under way, which may stop wherever it gives way."""

    def __init__(self, work: Callable[..., object]) -> None:
        """Take what is to be done, for whoever runs now."""
        self.asker = getcurrent()
        super().__init__(work, self.asker)
        self.until = 0.0

    def turn(self, *args: object, **kwargs: object) -> object:
        """Go on, until the turn or the work is over."""
        self.until = perf_counter() + TURN_SECONDS
        return self.switch(*args, **kwargs)


def give_way() -> None:
    """Let others go on if this work has had its turn; what is not done in turns goes on itself."""
    working = getcurrent()
    if isinstance(working, _Working) and perf_counter() >= working.until:
        working.asker.switch()
