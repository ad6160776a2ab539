"""A partner for each module, onboarded as any other."""

import pytest

from tests.schema.http.asking import Hub
from tests.schema.http.partners.clients import System, onboard


@pytest.fixture(scope="module")
def system(hub: Hub) -> System:
    """The system of a partner that has come the whole way."""
    return onboard(hub)
