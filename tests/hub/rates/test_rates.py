"""Callers spend by themselves; anonymous ones by where they are, and all of them together."""

from uuid import UUID

import pytest

from hub.identity.callers import ANONYMOUS, ActingFor, Caller
from hub.rates.addresses import UNKNOWN, address, address_of, party
from hub.rates.limits import Limits, limits_of
from hub.rates.rates import Rates
from hub.rates.refusals import CostTooHigh
from hub.settings import SettingInvalid, Settings, read_settings
from tests.hub.rates.workers import AMOUNT, WINDOW, given, limits


def person(number: int) -> Caller:
    return Caller(account_id=UUID(int=number))


async def test_each_caller_has_a_limit_of_its_own() -> None:
    rates = Rates(limits())
    official = Caller(account_id=UUID(int=1), organization=ActingFor(5, "A"))
    assert [await given(rates, AMOUNT + 5, one) for one in (person(1), person(2), official)] == [
        AMOUNT
    ] * 3


async def test_addresses_are_held_apart_and_all_together_to_a_ceiling() -> None:
    rates = Rates(limits(amount=100, everyone=250))
    counts = []
    for place in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
        address.set(place)
        counts.append(await given(rates, 200))
    assert counts == [100, 100, 50]


async def test_areas_have_ceilings_of_their_own() -> None:
    rates = Rates(limits(amount=100, everyone=100))
    address.set("192.0.2.1")
    assert await given(rates, 200) == 100
    await rates.take_open(1, "oauth")


async def test_one_request_is_bounded_by_what_a_share_could_ever_give() -> None:
    rates = Rates(limits(), workers=4)
    with pytest.raises(CostTooHigh) as refused:
        await rates.take(person(1), AMOUNT // 4 + 1)
    assert refused.value.facts == {"cost": AMOUNT // 4 + 1, "maximum": AMOUNT // 4}


async def test_what_is_left_is_told_with_what_comes_back() -> None:
    level = await Rates(limits()).take(person(1), 20)
    assert level == (AMOUNT - 20, AMOUNT, AMOUNT / WINDOW)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("unix", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_an_address_stands_for_a_party(text: str, known: str) -> None:
    assert party(text) == known


@pytest.mark.parametrize(
    ("proxies", "forwarded", "known"),
    [
        (0, ["203.0.113.9"], "10.0.0.1"),
        (1, ["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
        (2, ["198.51.100.1, 203.0.113.9"], "198.51.100.1"),
        (2, ["1.1.1.1", "198.51.100.1, 203.0.113.9"], "198.51.100.1"),
        (2, ["203.0.113.9"], "10.0.0.1"),
        (1, ["<script>"], UNKNOWN),
    ],
)
def test_only_proxies_of_ours_are_believed(proxies: int, forwarded: list[str], known: str) -> None:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    assert address_of({"client": ("10.0.0.1", 1), "headers": headers}, proxies) == known


def test_the_limits_are_settings() -> None:
    settings = read_settings({"HUB_RATE_CLIENT": "7/hour", "HUB_REQUEST_COST": "3"})
    found: Limits = limits_of(settings)
    assert (found.client.amount, found.client.seconds, found.request) == (7, 3600, 3)
    assert found.address.strict
    assert not found.client.strict
    with pytest.raises(SettingInvalid):
        read_settings({"HUB_RATE_CLIENT": "many"})
    assert limits_of(Settings()).of(ANONYMOUS) == limits_of(Settings()).holder
