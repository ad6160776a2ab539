"""Redis is never the authority (O3): without it all goes on, and nothing is looser for anybody."""

import asyncio
import time
from uuid import UUID

import pytest

from hub.identity.callers import ANONYMOUS, ActingFor, Caller
from hub.rates import windows
from hub.rates.limits import Limits
from hub.rates.rates import Rates
from hub.rates.refusals import TooManyRequests
from hub.rates.shared import PATIENCE_SECONDS, Shared
from tests.hub.rates.redis_server import RedisServer
from tests.hub.rates.workers import (
    AMOUNT,
    WINDOW,
    found,
    given,
    hammered,
    limits,
    most_in_a_window,
    workers,
)

BOTH_WINDOWS = 2
"""A window that is counted by two numbers gives at most twice as much in any one window, however
the moments fall; what the tests show is that a failure adds nothing to that."""
LONG = 600
CLIENT = Caller(account_id=UUID(int=7), organization=ActingFor(3, "X"), client=True)


async def test_workers_count_together_while_redis_answers(redis: RedisServer) -> None:
    async with workers(redis.url, 3) as rates:
        await found(rates)
        counts = [await given(one, AMOUNT, CLIENT) for one in rates]
    assert sum(counts) == AMOUNT
    assert counts[0] == AMOUNT


async def test_without_redis_each_worker_gives_its_share() -> None:
    async with workers(None, 3) as rates:
        counts = [await given(one, AMOUNT) for one in rates]
    assert counts == [AMOUNT // 3] * 3


async def test_a_redis_that_never_was_there_costs_nobody_time() -> None:
    async with workers("redis://127.0.0.1:1/0", 2) as rates:
        began = time.perf_counter()
        counts = [await given(one, AMOUNT) for one in rates]
        assert time.perf_counter() - began < PATIENCE_SECONDS
    assert counts == [AMOUNT // 2] * 2


async def test_a_redis_that_hangs_is_waited_for_once(redis: RedisServer) -> None:
    async with workers(redis.url, 1) as rates:
        await found(rates)
        redis.freeze()
        began = time.perf_counter()
        await asyncio.gather(*[rates[0].take(CLIENT, 1) for _ in range(20)])
        assert time.perf_counter() - began < 4 * PATIENCE_SECONDS
        began = time.perf_counter()
        assert await given(rates[0], 50, CLIENT) == 50
        assert time.perf_counter() - began < PATIENCE_SECONDS


def unshared(limits: Limits, _workers: int, shared: Shared | None) -> Rates:
    """Fall back to the whole limit in every worker: what must not be."""
    return Rates(limits, 1, shared)


async def through_a_failure(redis: RedisServer, rates: list[Rates]) -> int:
    """Hammer while Redis is killed and comes back; return the most given in any window."""
    moments: list[float] = []
    await found(rates)
    hammering = asyncio.create_task(hammered(rates, 4 * WINDOW, moments))
    await asyncio.sleep(1.2 * WINDOW)
    redis.kill()
    await asyncio.sleep(WINDOW)
    await asyncio.to_thread(redis.start)
    await hammering
    assert moments[-1] - moments[0] > 2 * WINDOW  # it went on throughout
    return most_in_a_window(moments)


async def test_killing_it_under_load_loosens_nothing_for_anonymous_callers(
    redis: RedisServer,
) -> None:
    async with workers(redis.url, 4) as rates:
        assert await through_a_failure(redis, rates) <= BOTH_WINDOWS * AMOUNT


async def test_a_fallback_that_is_not_divided_is_caught(redis: RedisServer) -> None:
    async with workers(redis.url, 4, unshared) as rates:
        assert await through_a_failure(redis, rates) > BOTH_WINDOWS * AMOUNT


async def after_a_burst(redis: RedisServer, rates: list[Rates]) -> int:
    """Spend all at one worker, kill Redis, start it anew, and return what all gave together."""
    await found(rates)
    for one in rates:
        if one.shared is not None:
            one.shared.since -= LONG  # Redis alone has been believed for long
    began = time.monotonic()
    spent = await given(rates[0], AMOUNT)
    redis.kill()
    spent += sum([await given(one, AMOUNT) for one in rates[1:]])
    await asyncio.to_thread(redis.start)
    spent += sum([await given(one, AMOUNT) for one in rates])
    slack = AMOUNT * (time.monotonic() - began) / LONG  # what is given back meanwhile
    return int(spent - slack)


def slow(_limits: Limits, workers: int, shared: Shared | None) -> Rates:
    """Hold callers to a window in which little is given back while a test runs."""
    return Rates(limits(window=LONG), workers, shared)


async def test_what_others_have_given_before_the_failure_is_not_given_again(
    redis: RedisServer,
) -> None:
    async with workers(redis.url, 4, slow) as rates:
        assert await after_a_burst(redis, rates) <= AMOUNT


async def test_a_worker_that_trusts_itself_after_a_failure_is_caught(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows.Windows, "doubt", lambda _self, _now: None)
    async with workers(redis.url, 4, slow) as rates:
        assert await after_a_burst(redis, rates) > AMOUNT


async def test_who_is_refused_is_told_when_to_come_back(redis: RedisServer) -> None:
    async with workers(redis.url, 1) as rates:
        await given(rates[0], AMOUNT)
        with pytest.raises(TooManyRequests) as refused:
            await rates[0].take(ANONYMOUS, AMOUNT // 2)
    assert refused.value.facts["seconds"] == 1
