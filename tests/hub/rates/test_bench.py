"""Heavy work is done few at once, a few wait, and the rest is told to come back."""

import asyncio
import time

import pytest

from hub.rates.bench import WAITING, Bench
from hub.rates.refusals import Busy


async def test_no_more_than_the_places_work_and_few_wait() -> None:
    bench, most, now_there = Bench(places=2), 0, 0

    async def work() -> None:
        nonlocal most, now_there
        async with bench.place():
            now_there += 1
            most = max(most, now_there)
            await asyncio.sleep(0.01)
            now_there -= 1

    told = await asyncio.gather(*[work() for _ in range(20)], return_exceptions=True)
    busy = [one for one in told if isinstance(one, Busy)]
    assert most == 2
    assert len(busy) == 20 - 2 * (1 + WAITING)
    await work()  # and afterwards there is room again


async def test_who_waits_too_long_is_told_to_come_back() -> None:
    bench = Bench(places=1, patience=0.02)
    async with bench.place():
        with pytest.raises(Busy):
            await bench.work(time.sleep, 0)
    await bench.work(time.sleep, 0)
