"""The tests of the catalog act in a small province."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from hub.db.engine import ReaderPool
from tests.province import By, Province, declare_law, found_province


@pytest.fixture
async def province(writer: AsyncEngine, reader: ReaderPool) -> Province:
    """The organizations are known, the catalog is empty."""
    return await found_province(writer, reader)


@pytest.fixture
def by(province: Province) -> By:
    """Somebody of the cast calls."""
    return province.call


@pytest.fixture
async def law(by: By) -> None:
    """The data center declared the legal bases."""
    await declare_law(by)
