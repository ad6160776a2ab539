"""An office for each test."""

from collections.abc import AsyncIterator

import pytest

from hub.crypto.keyring import create_keyring
from tests.hub.issuing.office import Office, open_office


@pytest.fixture
async def office(database: str) -> AsyncIterator[Office]:
    """The city's bureau issues permits, and has a seal."""
    async with open_office(database, create_keyring()) as opened:
        yield opened
