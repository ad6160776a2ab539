"""The small province with scenarios, matters and an application in which licenses are shown."""

import pytest

from tests.delegating import lay_scenarios
from tests.make import Hub


@pytest.fixture
async def laid(hub: Hub) -> Hub:
    """A hub in which one may delegate and show licenses."""
    await lay_scenarios(hub)
    return hub
