"""Measure what a hub that runs answers at best, and how much of that at three times as much (O2).

    python -m tests.bench.overload http://127.0.0.1:8000          twenty seconds each
    python -m tests.bench.overload http://127.0.0.1:8000 5        the short form

The peak is found by clients that ask again as soon as they are answered; then requests are sent at
three times that pace whatever becomes of them. What comes later than a client waits counts as lost.
"""

import asyncio
import sys
import time
from collections import Counter
from typing import Final
from urllib.parse import urlsplit

from rich.console import Console

CLIENTS: Final = 32
TIMES: Final = 3
PATIENCE_SECONDS: Final = 2.0
BODY: Final = b'{"query": "{ publicRecords(first: 20) { edges { node { identifier status } } } }"}'


async def main(address: str, seconds: float) -> None:
    """Print the peak, and what becomes of three times as much."""
    host, port = urlsplit(address).hostname or "127.0.0.1", urlsplit(address).port or 80
    at_best = await _peak(host, port, seconds)
    pace = at_best["200"] / seconds
    Console().print(f"peak: {pace:.0f} a second {dict(at_best)}")
    told = await _paced(host, port, pace * TIMES, seconds)
    kept = told["200"] / seconds / pace
    Console().print(f"at {TIMES} times as much: {kept:.0%} of the peak {dict(told)}")


async def _peak(host: str, port: int, seconds: float) -> Counter[str]:
    end, told = time.monotonic() + seconds, Counter[str]()

    async def client() -> None:
        while time.monotonic() < end:
            told[await _outcome(host, port)] += 1

    await asyncio.gather(*[client() for _ in range(CLIENTS)])
    return told


async def _paced(host: str, port: int, pace: float, seconds: float) -> Counter[str]:
    began, sent = time.monotonic(), []
    for number in range(int(pace * seconds)):
        await asyncio.sleep(began + number / pace - time.monotonic())
        sent.append(asyncio.create_task(_outcome(host, port)))
    return Counter(await asyncio.gather(*sent))


async def _outcome(host: str, port: int) -> str:
    """Send one request on a connection of its own, and return the status that came in time."""
    head = [
        b"POST /graphql HTTP/1.1",
        b"Host: hub",
        b"Connection: close",
        b"Content-Type: application/json",
        b"Content-Length: %d" % len(BODY),
    ]
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(b"\r\n".join([*head, b"", BODY]))
            answer = await reader.read()
            writer.close()
    except TimeoutError:
        return "too late"
    except OSError:
        return "no connection"
    return answer[9:12].decode() or "closed"


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 20.0))
