"""A database in which licenses are made, by processes of its own that may die."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest

from hub.crypto.keyring import Keyring, create_keyring, store_keyring
from hub.db.embedded import EmbeddedServer
from hub.seals.authority import Authority
from tests.conftest import copy_of
from tests.hub.issuing.bureau import Bureau, found, open_bureau
from tests.hub.issuing.office import Office, open_office

FOUNDED = "hub_founded"

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.hub.issuing.killed_sealing"])


@dataclass(frozen=True)
class Place:
    """A database, its keys where every process finds them, and processes that work on it."""

    url: str
    path: Path
    keyring: Keyring
    authority: Authority

    async def run(self, work: Callable[..., None], *arguments: object, **said: bool) -> int | None:
        """Let a process of its own work, and return how it ended."""
        process = processes.Process(
            target=work, args=(self.url, self.path, *arguments), kwargs=said
        )
        process.start()
        await asyncio.to_thread(process.join)
        return process.exitcode


@pytest.fixture(scope="session")
def first_place(
    server: EmbeddedServer,
    admin: psycopg.Connection,
    template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Place:
    """The organizations with their seals, founded once in a database that is only ever copied."""
    admin.execute(f"CREATE DATABASE {FOUNDED} TEMPLATE {template}")
    url, keyring = server.url(FOUNDED), create_keyring()
    store_keyring(keyring, path := tmp_path_factory.mktemp("keys") / "keyring.json")
    with ThreadPoolExecutor(1) as beside:
        authority = beside.submit(asyncio.run, found(url, keyring)).result()
    return Place(url, path, keyring, authority)


@pytest.fixture
def place(server: EmbeddedServer, admin: psycopg.Connection, first_place: Place) -> Iterator[Place]:
    """A database in which licenses are made."""
    with copy_of(FOUNDED, server, admin) as url:
        yield replace(first_place, url=url)


@pytest.fixture
async def bureau(place: Place) -> AsyncIterator[Bureau]:
    """A process beside the one that dies: the one that goes on."""
    async with open_bureau(place.url, place.keyring) as opened:
        yield opened


@pytest.fixture
async def office(database: str) -> AsyncIterator[Office]:
    """The city's bureau issues permits, and has a seal."""
    async with open_office(database, create_keyring()) as opened:
        yield opened
