"""Give the tests of limits a Redis of their own."""

from collections.abc import Iterator

import pytest

from tests.hub.rates.redis_server import RedisServer, redis_server


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """A server that runs."""
    with redis_server() as running:
        yield running
