"""Whoever is not known may object so often, from one address, and no more."""

import msgspec
import pytest

from hub.rates.refusals import TooManyRequests
from hub.settings import Settings
from tests.schema.http.asking import ANYONE, Hub, identifier
from tests.schema.http.objections.objecting import license_of, raised


@pytest.fixture(scope="module")
def hub_settings() -> Settings:
    """A hub that takes three objections an hour from those who are not known."""
    usual = Settings(demo=True, writing_connections=4, reading_connections=4)
    return msgspec.structs.replace(usual, rate_objections="3/hour")


def test_tries_count_and_whoever_is_known_has_a_budget_of_their_own(hub: Hub) -> None:
    said = {"identifier": identifier("company-license")}
    absent = {"identifier": identifier("adult-identity")}
    assert "receipt" in raised(hub, None, ANYONE, **said)
    assert raised(hub, None, ANYONE, **absent)["code"] == "NothingToObject"
    assert "receipt" in raised(hub, None, ANYONE, **said)
    for named in (said, absent):
        told = raised(hub, None, ANYONE, **named)
        assert (told["code"], told["kind"]) == (TooManyRequests.__name__, "LIMITED")
    assert "receipt" in raised(hub, license_of(hub))
