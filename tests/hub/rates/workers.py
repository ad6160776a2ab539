"""Several workers that hold callers to the same limits, as so many processes would."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from hub.errors import Refusal
from hub.identity.callers import ANONYMOUS, Caller
from hub.rates.addresses import address
from hub.rates.limits import Limit, Limits
from hub.rates.rates import Rates
from hub.rates.refusals import TooManyRequests
from hub.rates.shared import Shared

WINDOW = 1
AMOUNT = 120
SECRET = b"\1" * 32
HOME = "192.0.2.1"


def limits(amount: int = AMOUNT, everyone: int = 10_000, window: int = WINDOW) -> Limits:
    """Return limits that a test soon reaches."""
    named = {name: Limit(name, amount, window) for name in ("holder", "office", "client")}
    open_to_all = {"address": amount, "everyone": everyone}
    open_to_all |= {"objections": amount, "all_objections": everyone}
    strict = {name: Limit(name, most, window, strict=True) for name, most in open_to_all.items()}
    return Limits(**named, **strict, request=amount)


@asynccontextmanager
async def workers(
    url: str | None, count: int, make: Callable[[Limits, int, Shared | None], Rates] = Rates
) -> AsyncIterator[list[Rates]]:
    """Run so many workers over a Redis, each with connections and a watch of its own."""
    address.set(HOME)
    shares = [None if url is None else Shared(url, SECRET) for _ in range(count)]
    watches = [asyncio.create_task(shared.watch()) for shared in shares if shared]
    try:
        yield [make(limits(), count, shared) for shared in shares]
    finally:
        for watch in watches:
            watch.cancel()
        await asyncio.gather(*watches, return_exceptions=True)
        for shared in shares:
            if shared is not None:
                await shared.close()


async def found(rates: list[Rates]) -> None:
    """Have every worker find Redis now, and not only when it next looks."""
    for one in rates:
        assert one.shared is not None
        await one.shared.look()
        assert one.shared.up


async def given(rates: Rates, times: int, caller: Caller = ANONYMOUS, cost: int = 1) -> int:
    """Ask so many times, and return how often it was given."""
    count = 0
    for _ in range(times):
        try:
            await rates.take(caller, cost)
            count += 1
        except TooManyRequests:
            pass
    return count


async def hammered(rates: list[Rates], seconds: float, moments: list[float]) -> None:
    """Ask every worker as fast as it goes, and note the moment of all that was given."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for one in rates:
            try:
                await one.take(ANONYMOUS, 1)
                moments.append(time.monotonic())
            except Refusal:
                await asyncio.sleep(0)
        await asyncio.sleep(0.001)


def most_in_a_window(moments: list[float], window: float = WINDOW) -> int:
    """Return the most that was given within any one window."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - window:
            first += 1
        most = max(most, last - first + 1)
    return most
