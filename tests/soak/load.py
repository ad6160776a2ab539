"""A mixed load: reads of every kind by several callers, refusals, bad documents, streams, pages."""

import asyncio
from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import Any, Final

import httpx

from hub.identity.demo import DemoIssuer
from hub.sample.files import load_personas
from tests.schema.http.asking import ANYONE, identifier

AT_ONCE: Final = 8
CALLERS: Final = ("adult", "guardian", "owner-one", "owner-two", "agent", "bank", "desk", ANYONE)
LANDMARKS: Final = ("company-license", "adult-identity", "marriage", "suspended", "expired")
BAD: Final = ("{", "{ nothing }", "query { license }", "{ license(identifier: 3) { id } }")

ONE: Final = """query ($of: String!) { license(identifier: $of) { id status
    fields { key value decision { code remedy } } } }"""
WALLET: Final = """{ licenses(under: {holdings: true}, first: 20) { edges { node { id status
    fields { key value } } } } }"""
FOUND: Final = """{ publicRecords(search: "示例", first: 20) { edges { node { id
    fields { key value } } } } }"""
VERIFIED: Final = "query ($of: String!) { verifyLicense(identifier: $of) { state } }"
USED: Final = "{ viewer { usage(first: 20) { records { event at } } } }"
REFUSED: Final = """mutation { withdrawGrant(input: {grant: "forged"}) {
    ... on Refusal { code } } }"""
FOLLOWED: Final = "subscription { usageRecorded { event } }"
PAGES: Final = ("/healthz", "/usage/export", "/log/checkpoint", "/nowhere")
KINDS: Final = 10


class Load:
    """Clients that ask for one thing after the other; some documents are never asked twice."""

    def __init__(self, address: str, issuer: DemoIssuer) -> None:
        """Sign everybody in."""
        people = load_personas()
        tokens = {who: issuer.mint(people[who]) for who in CALLERS if who != ANYONE}
        signed_in = [{"Authorization": f"Bearer {token}"} for token in tokens.values()]
        self._headers: list[dict[str, str]] = [*signed_in, {}]
        self._address = address
        self._numbers = count()
        self.statuses: Counter[int] = Counter()

    async def send(self, requests: int) -> None:
        """Send a number of requests."""
        turns = iter(range(requests))
        await self._all(lambda: next(turns, None) is not None)

    async def keep_sending(self, seconds: float) -> None:
        """Send requests for a while."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        await self._all(lambda: loop.time() < until)

    async def _all(self, more: Callable[[], bool]) -> None:
        async with (
            httpx.AsyncClient(base_url=self._address, timeout=60) as client,
            asyncio.TaskGroup() as clients,
        ):
            for _ in range(AT_ONCE):
                clients.create_task(self._one(client, more))

    async def _one(self, client: httpx.AsyncClient, more: Callable[[], bool]) -> None:
        while more():
            number = next(self._numbers)
            headers = self._headers[number // KINDS % len(self._headers)]
            self.statuses[await _ask(client, number, headers)] += 1


async def _ask(client: httpx.AsyncClient, number: int, headers: dict[str, str]) -> int:
    """Ask for what the number says; return the status."""
    kind, turn = number % KINDS, number // KINDS
    if kind == 0:
        return (await client.get(PAGES[turn % len(PAGES)], headers=headers)).status_code
    if kind == 1:
        return await _look_in(client, headers)
    query, variables = _document(kind, turn)
    body = {"query": query, "variables": variables}
    return (await client.post("/graphql", json=body, headers=headers)).status_code


def _document(kind: int, turn: int) -> tuple[str, dict[str, Any]]:
    of = {"of": identifier(LANDMARKS[turn % len(LANDMARKS)])}
    new = f"query New{turn} ($of: String!) {{ license(identifier: $of) {{ s{turn}: status }} }}"
    documents: list[tuple[str, dict[str, Any]]] = [
        (ONE, of),
        (WALLET, {}),
        (FOUND, {}),
        (VERIFIED, of),
        (USED, {}),
        (REFUSED, {}),
        (BAD[turn % len(BAD)] + f" # {turn}", {}),
        (new, of),
    ]
    return documents[kind - (KINDS - len(documents))]


async def _look_in(client: httpx.AsyncClient, headers: dict[str, str]) -> int:
    """Open a stream, and leave once it is open."""
    asked = {"json": {"query": FOLLOWED}, "headers": headers | {"Accept": "text/event-stream"}}
    async with client.stream("POST", "/graphql", **asked) as opened:  # type: ignore[arg-type]
        async for _ in opened.aiter_raw():
            break
        return opened.status_code


def slope(samples: list[tuple[float, float]]) -> float:
    """Return the least-squares slope of samples: by how much they grow in a unit of time."""
    middle = sum(at for at, _ in samples) / len(samples)
    mean = sum(value for _, value in samples) / len(samples)
    spread = sum((at - middle) ** 2 for at, _ in samples)
    return sum((at - middle) * (value - mean) for at, value in samples) / spread


def told_held(log: str) -> list[int]:
    """Return each count of objects that a worker has told in its log."""
    return [int(line.split()[1]) for line in log.splitlines() if line.startswith("held ")]
