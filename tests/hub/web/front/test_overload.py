"""At three times what can be done, nearly as much is done as at best, and the rest is told (O2)."""

import asyncio
import time
from collections import Counter

from hub.settings import Settings
from hub.web.front.protocol import HubProtocol
from tests.hub.web.front.serving import (
    PLACES,
    WORK_SECONDS,
    application,
    request,
    said,
    serving,
)

PEAK = PLACES / WORK_SECONDS
TIMES = 3
SECONDS = 2.0
PATIENCE = 0.5
"""How long a client waits; what comes later is of no use to it."""
WORK = request("/work", method="GET")


async def test_goodput_holds_under_three_times_the_load() -> None:
    told = await overload(Settings(requests_at_once=2 * PLACES))
    assert set(told) <= {"200", "503 with Retry-After"}
    assert told["200"] > 0.8 * PEAK * SECONDS
    assert told["503 with Retry-After"] > PEAK * SECONDS


async def test_without_a_bound_it_does_not() -> None:
    told = await overload(Settings(requests_at_once=1_000_000))
    assert told["200"] < 0.8 * PEAK * SECONDS
    assert told["too late"] > PEAK * SECONDS


async def overload(settings: Settings) -> Counter[str]:
    """Send requests at a fixed pace, whatever becomes of them, and count what became of them."""
    async with serving(application(settings), HubProtocol, connections=5000) as port:
        began = time.monotonic()
        sent = []
        for number in range(int(PEAK * TIMES * SECONDS)):
            await asyncio.sleep(began + number / (PEAK * TIMES) - time.monotonic())
            sent.append(asyncio.create_task(_outcome(port)))
        return Counter(await asyncio.gather(*sent))


async def _outcome(port: int) -> str:
    try:
        answer = await said(port, WORK, patience=PATIENCE)
    except TimeoutError:
        return "too late"
    status = answer.split(b" ", 2)[1].decode()
    return f"{status} with Retry-After" if b"retry-after" in answer.lower() else status
