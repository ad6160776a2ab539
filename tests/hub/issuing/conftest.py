"""A database in which licenses are made, by processes of its own that may die."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from hub.crypto.keyring import Keyring, create_keyring, store_keyring
from hub.seals.authority import Authority
from tests.hub.issuing.bureau import Bureau, found, open_bureau
from tests.hub.issuing.office import Office, open_office

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.hub.issuing.killed_sealing"])


class Place:
    """A database, its keys, and processes that work on it."""

    def __init__(self, url: str, folder: Path) -> None:
        """Keep the keys where every process finds them."""
        self.url, self.path = url, folder / "keyring.json"
        self.keyring: Keyring = create_keyring()
        store_keyring(self.keyring, self.path)
        self.authority: Authority

    async def run(self, work: Callable[..., None], *arguments: object, **said: bool) -> int | None:
        """Let a process of its own work, and return how it ended."""
        process = processes.Process(
            target=work, args=(self.url, self.path, *arguments), kwargs=said
        )
        process.start()
        await asyncio.to_thread(process.join)
        return process.exitcode


@pytest.fixture
async def place(database: str, tmp_path: Path) -> Place:
    """A database in which licenses are made."""
    made = Place(database, tmp_path)
    made.authority = await found(database, made.keyring)
    return made


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
