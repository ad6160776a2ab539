"""Let nobody run out of objections between tests."""

import pytest

from tests.schema.http.asking import Hub


@pytest.fixture(autouse=True)
def _another_day(hub: Hub) -> None:
    with hub.database() as owner:
        owner.execute("DELETE FROM budget WHERE kind = 'objection'")
