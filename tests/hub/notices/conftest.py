"""Begin each test with holders who were told nothing yet."""

import pytest

from tests.make import Hub


@pytest.fixture
async def hub(hub: Hub) -> Hub:
    """A hub in which the grants of the small province are forgotten by their holders."""
    await hub.change("DELETE FROM notice")
    return hub
