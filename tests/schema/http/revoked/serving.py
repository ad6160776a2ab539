"""Four workers that answer, and what is sent to each of them."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg

from hub.crypto.keyring import Keyring, store_keyring
from hub.identity.demo import DemoIssuer
from hub.sample.files import load_personas
from hub.settings import Settings
from tests.journeys.served import PROJECT, free_port
from tests.schema.http.asking import REFUSAL

WORKERS = 4
PATIENCE_SECONDS = 90
MODULE = "tests.schema.http.revoked.worker"

Purpose = dict[str, str] | None


@dataclass(frozen=True)
class Workers:
    """Four processes upon one database, and the keys under which their callers sign in."""

    clients: list[httpx.AsyncClient]
    issuer: DemoIssuer
    url: str
    kept: dict[str, str]
    """What was set up once, by name."""
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, by: str) -> str:
        """Return the token of a persona, minted once."""
        if by not in self.tokens:
            self.tokens[by] = self.issuer.mint(load_personas()[by])
        return self.tokens[by]

    async def ask(
        self, worker: int, query: str, by: str | None, purpose: Purpose = None, **variables: object
    ) -> dict[str, Any]:
        """Ask one worker."""
        headers = {} if by is None else {"Authorization": f"Bearer {self.token(by)}"}
        if purpose is not None:
            headers["X-Hub-Purpose"] = json.dumps(purpose)
        body = {"query": query, "variables": variables}
        told = await self.clients[worker].post("/graphql", json=body, headers=headers)
        answer: dict[str, Any] = told.json()
        return answer

    async def do(
        self, worker: int, name: str, by: str, taking: str, shown: str, /, **stated: object
    ) -> dict[str, Any]:
        """Change something through one worker; nothing of it may be refused."""
        act = f"told: {name}(input: $input) {{ {shown} {REFUSAL} }}"
        query = f"mutation ($input: {taking}!) {{ {act} }}"
        answer = await self.ask(worker, query, by, input=stated)
        assert "errors" not in answer, answer
        told: dict[str, Any] = answer["data"]["told"]
        assert "messageEn" not in told, told
        return told

    def change(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Change what no request changes yet, as the owner of the database: commit, then return."""
        with psycopg.connect(self.url, autocommit=True) as owner:
            found = owner.execute(statement, values)
            return found.fetchall() if found.description else []

    async def close(self) -> None:
        """Close the connections of this event loop."""
        for client in self.clients:
            await client.aclose()


@dataclass(frozen=True)
class Running:
    """The processes as they were started."""

    addresses: list[str]
    pids: list[int]
    issuer: DemoIssuer
    url: str
    kept: dict[str, str] = field(default_factory=dict)

    def sabotage(self) -> None:
        """Let every worker hold what it decided for a second from now on."""
        for pid in self.pids:
            os.kill(pid, signal.SIGUSR1)

    def workers(self) -> Workers:
        """Return the workers, with connections for the event loop that is running."""
        clients = [httpx.AsyncClient(base_url=one, timeout=30) for one in self.addresses]
        return Workers(clients, self.issuer, self.url, self.kept)


@contextmanager
def four_workers(url: str, keyring: Keyring, folder: Path) -> Iterator[Running]:
    """Run four workers until the block ends."""
    store_keyring(keyring, folder / "keyring.json")
    ports = [free_port() for _ in range(WORKERS)]
    own = {"HUB_DATABASE_URL": url, "HUB_KEYRING": str(folder / "keyring.json"), "HUB_DEMO": "1"}
    own |= {"HUB_WRITING_CONNECTIONS": "3", "HUB_READING_CONNECTIONS": "3"}
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("HUB_")}
    command = [sys.executable, "-m", MODULE, *map(str, ports)]
    issuer = DemoIssuer(Settings(database_url=url, demo=True), keyring)
    with ExitStack() as stack:
        written = stack.enter_context((folder / "workers.log").open("wb"))
        parent = subprocess.Popen(
            command, env=inherited | own, stdout=subprocess.PIPE, stderr=written, cwd=PROJECT
        )
        stack.callback(parent.wait, 30)
        assert parent.stdout is not None
        stack.enter_context(parent.stdout)
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        for pid in pids:
            stack.callback(os.kill, pid, signal.SIGTERM)
        addresses = [f"http://127.0.0.1:{port}" for port in ports]
        asyncio.run(_until_ready(addresses))
        yield Running(addresses, pids, issuer, url)


async def _until_ready(addresses: list[str]) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    for address in addresses:
        async with httpx.AsyncClient(base_url=address, timeout=30) as client:
            while not await _ready(client):
                assert time.monotonic() < give_up, address
                await asyncio.sleep(0.1)


async def _ready(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/readyz")).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
