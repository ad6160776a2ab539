"""Each day differences are found and mended, and one that persists stays on record (对账)."""

from collections.abc import Callable

import pytest

from hub import clock
from hub.exchange import reconciling
from hub.exchange.peers import serving
from hub.exchange.reconciling import Difference, reconcile
from hub.exchange.terms import DifferenceKind
from hub.exchange.wire import UnsoundError
from tests.hub.exchange.exchanging import DAY, exchange_of, reconciled, register, restate, tell
from tests.hub.exchange.platform import Json, Platform, listening
from tests.make import Hub
from tests.papers import MOMENT

DIFFERENCES = "SELECT kind, found_on, seen_on, mended_on FROM exchange_difference ORDER BY kind"


async def due(hub: Hub) -> None:
    """Let reconciliation be due."""
    await hub.change("UPDATE peer SET reconciled_on = NULL")


async def filled(hub: Hub, platform: Platform) -> dict[str, Json]:
    """Let a platform be told of everything, and return a copy of what it has."""
    await register(hub, platform)
    await due(hub)
    async with exchange_of(hub) as exchange:
        await tell(hub, exchange)
        await due(hub)
        assert await tell(hub, exchange, MOMENT) == 0
    return dict(platform.has)


async def found(hub: Hub, day: int = 0) -> list[Difference]:
    """Reconcile once by hand, and return what differs."""
    async with exchange_of(hub) as exchange:
        with clock.held_at(MOMENT + day * DAY):
            async with hub.doors.writer.begin() as db:
                (peer,) = await serving(db, MOMENT)
            return await reconcile(exchange, peer)


async def test_a_new_peer_is_told_of_all_that_is_shared(hub: Hub) -> None:
    with listening() as platform:
        has = await filled(hub, platform)
    assert {state["entry"] for state in has.values()} == {"permit"}
    assert len(has) > 10
    assert await hub.rows("SELECT FROM exchange_difference") == []


async def test_what_the_clock_alone_ends_is_told(hub: Hub) -> None:
    paper = next(it for it in hub.world.papers if (it.entry, it.kind) == ("permit", "last_day"))
    name = hub.id_of(paper)
    with listening() as platform:
        await filled(hub, platform)
        assert platform.has[name]["fields"]["status"] == "IN_FORCE"
        async with exchange_of(hub) as exchange:
            for days, shown in ((1, True), (30, True), (31, False), (32, False)):
                await due(hub)
                await tell(hub, exchange, MOMENT + days * DAY)
                assert (name in platform.has) is shown
                assert not shown or platform.has[name]["fields"]["status"] == "EXPIRED"
            await due(hub)
            assert await tell(hub, exchange, MOMENT + 32 * DAY) == 0


async def test_more_than_goes_at_once_goes_in_turns(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "FILLED_AT_ONCE", 10)
    with listening() as platform:
        await register(hub, platform)
        await due(hub)
        async with exchange_of(hub) as exchange:
            assert await tell(hub, exchange) == 10
            assert platform.asked.count("exchange.days") == 0
            while await tell(hub, exchange):
                pass
        assert platform.asked.count("exchange.days") == 1
    rows = await hub.rows(
        "SELECT count(*) FROM license l JOIN catalog_entry e ON e.id = entry_id"
        " WHERE e.sharing = 'OPEN'"
    )
    assert rows == await hub.rows("SELECT count(*) FROM told_license")


def lost(platform: Platform, name: str) -> None:
    del platform.has[name]


def altered(platform: Platform, name: str) -> None:
    platform.has[name] = platform.has[name] | {"fields": {"status": "IN_FORCE"}}


def outdated(platform: Platform, name: str) -> None:
    platform.has[name] = platform.has[name] | {"day": "2026-01-01", "sequence": 1}


PLANTED = {
    lost: DifferenceKind.MISSING,
    altered: DifferenceKind.STALE,
    outdated: DifferenceKind.STALE,
}


@pytest.mark.parametrize(("plant", "kind"), PLANTED.items())
async def test_a_planted_difference_is_found_and_mended(
    hub: Hub, plant: Callable[[Platform, str], None], kind: DifferenceKind
) -> None:
    with listening() as platform:
        has = await filled(hub, platform)
        name = sorted(has)[3]
        plant(platform, name)
        assert await found(hub) == [Difference(name, "permit", kind)]
        await reconciled(hub)
        async with exchange_of(hub) as exchange:
            assert await tell(hub, exchange) == 1
        assert await found(hub, 1) == []
        assert platform.has.keys() == has.keys()
        fields = {key: state["fields"] for key, state in platform.has.items()}
        assert fields == {key: state["fields"] for key, state in has.items()}
    ((told, on, seen, mended),) = await hub.rows(DIFFERENCES)
    today = MOMENT.date()
    assert (told, on, seen, mended) == (kind.value, today, today, today + DAY)


async def test_what_a_peer_should_not_have_is_removed(hub: Hub) -> None:
    hidden = next(it for it in hub.world.papers if it.entry == "closed")
    with listening() as platform:
        has = await filled(hub, platform)
        name = hub.id_of(hidden)
        planted = {"license": name, "entry": "closed", "day": "2026-05-01", "fields": {"a": 1}}
        platform.has[name] = planted
        assert await found(hub) == [Difference(name, "closed", DifferenceKind.UNKNOWN)]
        await reconciled(hub)
        async with exchange_of(hub) as exchange:
            await tell(hub, exchange)
        assert platform.has == has


async def test_what_cannot_be_mended_persists_on_record(hub: Hub) -> None:
    with listening() as platform:
        await filled(hub, platform)
        strange = {"license": "of-another-province", "entry": "permit", "day": "2026-05-01"}
        platform.has["of-another-province"] = strange | {"fields": {}}
        for day in range(3):
            assert len(await found(hub, day)) == 1
    ((kind, first, last, mended),) = await hub.rows(DIFFERENCES)
    assert (kind, last - first, mended) == ("UNKNOWN", 2 * DAY, None)


async def test_what_is_on_its_way_is_no_difference(hub: Hub) -> None:
    with listening() as platform:
        has = await filled(hub, platform)
        lost(platform, min(has))
        await restate(hub, [it for it in hub.world.papers if it.entry == "permit"])
        assert await found(hub) == []


async def test_it_is_done_once_a_day(hub: Hub) -> None:
    with listening() as platform:
        await filled(hub, platform)
        asked = platform.asked.count("exchange.days")
        async with exchange_of(hub) as exchange:
            for hours in (1, 2, 3):
                await tell(hub, exchange, MOMENT + hours * DAY / 24)
            assert platform.asked.count("exchange.days") == asked
            await tell(hub, exchange, MOMENT + DAY)
        assert platform.asked.count("exchange.days") == asked + 1


ANSWERS: tuple[Json, ...] = (
    {},
    {"days": "none"},
    {"days": [{"entry": "a\0b", "day": "2026-05-01", "count": 1, "digest": ""}]},
    {"days": [{"entry": "x" * 300, "day": "2026-05-01", "count": 1, "digest": ""}]},
    {"days": [{"entry": "permit", "day": "2026-13-01", "count": 1, "digest": ""}]},
)


@pytest.mark.parametrize("answer", ANSWERS)
async def test_who_cannot_be_compared_with_is_told_of_changes_all_the_same(
    hub: Hub, answer: Json
) -> None:
    with listening() as platform:
        platform.says = {"exchange.days": answer}
        await register(hub, platform)
        await due(hub)
        async with exchange_of(hub) as exchange:
            assert await tell(hub, exchange) > 0
            await tell(hub, exchange)
        assert platform.asked.count("exchange.days") == 1
    assert await hub.rows("SELECT FROM exchange_difference") == []


async def test_names_that_are_none_and_pages_without_end_are_no_answer(hub: Hub) -> None:
    with listening() as platform:
        await filled(hub, platform)
        lost(platform, min(platform.has))
        for name in ("a\0b", "张三", "x" * 201, ""):
            platform.says = {"exchange.day": {"licenses": [{"license": name, "digest": ""}]}}
            with pytest.raises(UnsoundError):
                await found(hub)
        platform.says = {"exchange.day": {"licenses": [{"license": "again", "digest": ""}]}}
        with pytest.raises(UnsoundError, match="PAGES_UNORDERED"):
            await found(hub)


async def test_without_comparing_days_nothing_is_found(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage: the hub takes for granted that the peer has what it was told."""
    with listening() as platform:
        has = await filled(hub, platform)
        lost(platform, min(has))

        async def as_told(*_: object) -> dict[reconciling.Day, tuple[int, str]]:
            async with hub.doors.writer.begin() as db:
                (peer,) = await serving(db, MOMENT)
                return await reconciling._own_days(db, peer)  # noqa: SLF001 - sabotage

        monkeypatch.setattr(reconciling, "_their_days", as_told)
        with pytest.raises(AssertionError):
            assert len(await found(hub)) == 1
