"""Several workers behind one port: one may die, all may be replaced, and no request is lost."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest

from hub.crypto.keyring import Keyring
from hub.db.embedded import EmbeddedServer
from hub.identity.demo import DemoIssuer
from hub.sample.files import load_personas
from hub.settings import Settings
from tests.schema.http.asking import identifier
from tests.serving import PATIENCE_SECONDS, SERVE, Serving, serving

NAME = "hub_workers"
WORKERS = 2
UNLIMITED = {f"HUB_RATE_{who}": "1000000000/minute" for who in ("HOLDER", "CLIENT", "ADDRESS")}
"""One holder asks without a pause here, which would be limited after a while."""
AT_ONCE = 4
MORE = 20
LICENSE = "query ($of: String!) { license(identifier: $of) { status } }"
FOLLOW = "subscription { usageRecorded { event } }"
RECORDED = "SELECT count(*) FROM usage_event WHERE account_id IS NOT NULL"
LOGGED = "SELECT count(*), count(DISTINCT id) FROM log_record WHERE kind = 'usage'"
KEPT_WAITING = """
SELECT count(*) FROM pg_locks WHERE relation = 'usage_event'::regclass AND NOT granted
    AND mode = 'RowExclusiveLock'
"""
WAITING = "SELECT count(*) FROM usage_event WHERE NOT unfolded"


@pytest.fixture(scope="module")
def url(server: EmbeddedServer, admin: psycopg.Connection, loaded: str) -> Iterator[str]:
    """A province that several workers share."""
    admin.execute(f"CREATE DATABASE {NAME} TEMPLATE {loaded}")
    yield server.url(NAME)
    admin.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture(scope="module")
def workers(
    url: str, admin: psycopg.Connection, keyring: Keyring, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serving]:
    """The workers: one is killed, then all are replaced, then they are stopped.

    Their login is a member of both roles, and owns nothing.
    """
    admin.execute("CREATE ROLE hub_serving LOGIN IN ROLE hub_writer, hub_reader")
    command = (*SERVE, "--workers", str(WORKERS))
    own = {"HUB_WRITING_CONNECTIONS": "3", "HUB_READING_CONNECTIONS": "3", **UNLIMITED}
    folder = tmp_path_factory.mktemp("workers")
    login = url.replace("postgres@", "hub_serving@")
    with serving(login, keyring, folder, command, own) as running:
        wait_for(lambda: len(running.workers()) == WORKERS)
        yield running
    admin.execute("DROP ROLE hub_serving")


@pytest.fixture(scope="module")
def token(url: str, keyring: Keyring) -> str:
    """The token of a holder."""
    issuer = DemoIssuer(Settings(database_url=url, demo=True), keyring)
    return issuer.mint(load_personas()["adult"])


def wait_for(happened: Callable[[], bool]) -> None:
    """Wait until something has happened."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < give_up
        time.sleep(0.1)


def count(url: str, query: str) -> tuple[int, ...]:
    """Return what a query counts, as the owner."""
    with psycopg.connect(url) as owner:
        return owner.execute(query.encode()).fetchone() or ()


class Asking:
    """Clients that ask without a pause; each request comes by a connection of its own."""

    def __init__(self, address: str, token: str) -> None:
        """Ask as a holder."""
        self.address = f"{address}/graphql"
        self.headers = {"Authorization": f"Bearer {token}", "Connection": "close"}
        self.answered = 0
        self.failed: list[str] = []
        self._over = False

    async def during(self, what: Callable[[], None]) -> None:
        """Ask while something is done, and a little before and after."""
        clients = [asyncio.create_task(self._ask()) for _ in range(AT_ONCE)]
        try:
            await asyncio.to_thread(self._wait_for_more)
            await asyncio.to_thread(what)
            await asyncio.to_thread(self._wait_for_more)
        finally:
            self._over = True
            await asyncio.gather(*clients)

    def _wait_for_more(self) -> None:
        wanted = self.answered + MORE
        wait_for(lambda: self.answered >= wanted)

    async def _ask(self) -> None:
        body = {"query": LICENSE, "variables": {"of": identifier("adult-identity")}}
        async with httpx.AsyncClient(timeout=30) as client:
            while not self._over:
                try:
                    told = await client.post(self.address, json=body, headers=self.headers)
                    assert told.json().get("data") == {"license": {"status": "IN_FORCE"}}, told.text
                    self.answered += 1
                except (httpx.HTTPError, AssertionError) as error:
                    self.failed.append(repr(error))


def test_a_killed_worker_is_replaced_and_takes_only_its_own_requests_along(
    workers: Serving, url: str, token: str
) -> None:
    asking, before = Asking(workers.address, token), workers.workers()

    def kill_one() -> None:
        os.kill(before[0], signal.SIGKILL)
        wait_for(lambda: before[0] not in workers.workers() and len(workers.workers()) == WORKERS)

    asyncio.run(asking.during(kill_one))
    assert len(asking.failed) <= AT_ONCE, "only what it was answering itself"
    assert count(url, RECORDED)[0] >= asking.answered


def test_all_workers_are_replaced_one_after_the_other_and_no_request_fails(
    workers: Serving, url: str, token: str
) -> None:
    asking, before = Asking(workers.address, token), workers.workers()

    def replace_all() -> None:
        workers.process.send_signal(signal.SIGHUP)
        wait_for(lambda: not set(before) & set(workers.workers()))

    asyncio.run(asking.during(replace_all))
    assert asking.failed == []
    wait_for(lambda: count(url, WAITING) == (0,))
    logged, distinct = count(url, LOGGED)
    assert logged == distinct >= asking.answered, "each was logged, once, whoever sequenced"


def test_a_stop_answers_and_records_what_is_under_way_and_ends_what_stays_open(
    workers: Serving, url: str, token: str
) -> None:
    (before,), own = count(url, RECORDED), workers.workers()
    graphql, signed = f"{workers.address}/graphql", {"Authorization": f"Bearer {token}"}
    following = signed | {"Accept": "text/event-stream"}
    with (
        psycopg.connect(url) as owner,
        httpx.stream("POST", graphql, json={"query": FOLLOW}, headers=following) as opened,
        ThreadPoolExecutor(1) as beside,
    ):
        assert next(opened.iter_raw()) == b":\n\n"
        owner.execute("LOCK TABLE usage_event IN SHARE MODE")  # no record is had, so none leaves
        body = {"query": LICENSE, "variables": {"of": identifier("adult-identity")}}
        asked = beside.submit(httpx.post, graphql, json=body, headers=signed, timeout=60)
        wait_for(lambda: count(url, KEPT_WAITING) != (0,))
        workers.process.send_signal(signal.SIGTERM)
        time.sleep(1.5)  # both workers have been told
        assert not asked.done()
        owner.rollback()
        assert asked.result().json()["data"] == {"license": {"status": "IN_FORCE"}}
        assert workers.process.wait(PATIENCE_SECONDS) == 0
    assert not [pid for pid in own if Path(f"/proc/{pid}").exists()]
    assert count(url, RECORDED) == (before + 1,)
