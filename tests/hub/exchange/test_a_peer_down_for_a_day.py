"""A peer is down for a day amid 10,000 events: all take effect once, in order per license."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from hub import clock
from hub.exchange import outbox, sending
from hub.exchange.outbox import fan_out
from hub.exchange.peers import Exchange
from hub.exchange.sending import exchange_once
from hub.schedule import Job, run_once
from tests.actors import CITY
from tests.hub.exchange.exchanging import DAY, exchange_of, register, states
from tests.hub.exchange.platform import Platform, listening
from tests.make import Hub, deliver
from tests.papers import MOMENT, Paper

LICENSES = 2_500
WHAT_HAPPENS = ("SUSPENDED", "RESUMED", "INSPECTED")
EVENTS = LICENSES * (1 + len(WHAT_HAPPENS))


def record(number: int) -> dict[str, Any]:
    """Return a license of which the register shows little, so that much of it is quickly made."""
    return Paper(number, "permit", "plain", revision=2).record()


def event(number: int, happened: str) -> dict[str, Any]:
    """Return that something happens to a license."""
    return {
        "entry": "permit",
        "issuer": CITY,
        "serial": f"{number:010}",
        "event": happened,
        "sequence": 1 + WHAT_HAPPENS.index(happened),
        "occurred_on": f"2026-05-{11 + WHAT_HAPPENS.index(happened)}",
        "reason": "示例",
    }


async def happened(hub: Hub, licenses: int) -> None:
    """Let licenses be made and everything happen to them, then take it out of the outbox."""
    numbers = range(100_000, 100_000 + licenses)
    await deliver(hub, [record(number) for number in numbers], CITY, "made")
    events = [event(number, what) for what in WHAT_HAPPENS for number in numbers]
    await deliver(hub, events, CITY, "happened")
    with clock.held_at(MOMENT):
        while await hub.rows("SELECT FROM exchange_change LIMIT 1"):
            await run_once(hub.doors.writer, Job(fan_out, 1))


async def served(exchange: Exchange, since: timedelta, until: timedelta) -> None:
    """Let the hub serve its peers every two hours of its own clock, and sooner at first."""
    at = since
    while at < until:
        with clock.held_at(MOMENT + at):
            await exchange_once(exchange)
        at += max(timedelta(seconds=20), min(at - since, timedelta(hours=2)))


async def a_day_down(hub: Hub, platform: Platform, licenses: int) -> None:
    """Take half of what happened, go down amid a message for a day, and be there again."""
    await happened(hub, licenses)
    async with exchange_of(hub) as exchange:
        platform.dies_after = 2 * licenses
        with clock.held_at(MOMENT):
            await exchange_once(exchange)
        platform.close()
        got = len(platform.got)
        assert 0 < len(platform.taken) < 4 * licenses
        await served(exchange, timedelta(minutes=1), DAY)
        assert len(platform.got) == got
        assert set(await states(hub)) == {"DELIVERED", "WAITING"}
        platform.open()
        await served(exchange, DAY + timedelta(minutes=20), 2 * DAY)


def assert_each_once_in_order(platform: Platform, licenses: int) -> None:
    """Hold what took effect against what happened."""
    ids = [event["id"] for event in platform.taken]
    assert len(ids) == len(set(ids)) == licenses * (1 + len(WHAT_HAPPENS))
    sequences = platform.of_license()
    assert len(sequences) == licenses
    assert {tuple(it) for it in sequences.values()} == {(1, 2, 3, 4)}


async def test_all_of_10_000_events_take_effect_once_and_in_order(hub: Hub) -> None:
    with listening() as platform:
        await register(hub, platform)
        await a_day_down(hub, platform, LICENSES)
        assert_each_once_in_order(platform, LICENSES)
    assert await states(hub) == {"DELIVERED": EVENTS}
    receipts = "SELECT count(DISTINCT receipt_id), count(*) FROM delivery JOIN exchange_receipt r"
    ((signed, received),) = await hub.rows(f"{receipts} ON r.id = receipt_id")
    assert received == EVENTS
    assert signed >= EVENTS / 100
    assert platform.unsigned == 0


async def test_two_processes_keep_the_order(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "AT_ONCE", 20)
    with listening() as platform:
        await register(hub, platform)
        await happened(hub, 200)
        async with exchange_of(hub) as one, exchange_of(hub) as other:
            with clock.held_at(MOMENT):
                tried = await asyncio.gather(exchange_once(one), exchange_once(other))
        assert all(tried)
        assert len(platform.got) == sum(tried) == 800
        assert_each_once_in_order(platform, 200)


def any_order(statement: str) -> str:
    """Let an event go although one before it still stands, and the newest first."""
    before = statement[statement.index(" AND place =") : statement.index("ORDER BY")]
    return statement.replace(before, "\n").replace("ORDER BY place", "ORDER BY place DESC")


async def test_without_the_rule_of_order_it_is_noticed(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "_HEADS", text(any_order(str(outbox._HEADS))))  # noqa: SLF001 - sabotage
    with listening() as platform:
        await register(hub, platform)
        await a_day_down(hub, platform, 300)
        with pytest.raises(AssertionError):
            assert_each_once_in_order(platform, 300)
