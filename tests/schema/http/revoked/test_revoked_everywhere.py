"""What was revoked is refused by every worker for each request sent after the acknowledgement (R1).

Four processes upon one database answer readers that never pause, while rights of every kind are
given and revoked in a seeded order. With no failure in n revocations the chance of one is below 3/n
at 95 %, for each worker. `make revoked TIMES=200` runs the longer form.
"""

import asyncio
import os
from collections.abc import Iterator

import psycopg
import pytest

from hub.crypto.keyring import Keyring
from hub.db.embedded import EmbeddedServer
from tests.schema.http.revoked.bases import BASES
from tests.schema.http.revoked.hammering import Read, revoke_often
from tests.schema.http.revoked.serving import WORKERS, Running, four_workers

TIMES = int(os.environ.get("HUB_TEST_REVOCATIONS", "8"))
SABOTAGED = 2
SEED = 20261125
DATABASE = "hub_revoked"


@pytest.fixture(scope="module")
def running(
    server: EmbeddedServer,
    admin: psycopg.Connection,
    loaded: str,
    keyring: Keyring,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Running]:
    """Four workers upon a province of their own."""
    admin.execute(f"CREATE DATABASE {DATABASE} TEMPLATE {loaded}")
    with four_workers(server.url(DATABASE), keyring, tmp_path_factory.mktemp("workers")) as found:
        yield found
    admin.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def hammered(running: Running, times: int, seed: int) -> dict[str, list[list[Read]]]:
    """Revoke each kind so many times; return the reads sent after each acknowledgement."""

    async def hammer() -> dict[str, list[list[Read]]]:
        workers = running.workers()
        try:
            return await revoke_often(workers, times, seed)
        finally:
            await workers.close()

    return asyncio.run(hammer())


def refused_everywhere(found: dict[str, list[list[Read]]]) -> None:
    """Hold against what was read that every worker was asked after each revocation, and refused."""
    assert found.keys() == BASES.keys()
    for kind, revocations in found.items():
        for reads in revocations:
            assert {read.worker for read in reads} == set(range(WORKERS)), kind
            assert not any(read.granted for read in reads), kind


def test_what_was_revoked_is_refused_by_every_worker(running: Running) -> None:
    found = hammered(running, TIMES, SEED)
    refused_everywhere(found)
    assert {len(revocations) for revocations in found.values()} == {TIMES}


def test_a_second_of_memory_is_found_for_every_kind(running: Running) -> None:
    """The sabotage: each worker holds for a second what it decided; the first test must fail."""
    running.sabotage()
    for kind, revocations in hammered(running, SABOTAGED, SEED).items():
        with pytest.raises(AssertionError, match=kind):
            refused_everywhere({**{one: [] for one in BASES}, kind: revocations})
