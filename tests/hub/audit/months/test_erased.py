"""A month that is over goes whole, and every proof that the log gave before still holds."""

from datetime import date
from typing import Final

import psycopg

from hub.audit.transparency.commands import erase_records
from tests.hub.audit.asking import ONE, identifier
from tests.hub.audit.months.making import serve_for_years, settle
from tests.hub.audit.transparency.logged import check, history, log_all, wrong
from tests.make import Hub
from tests.papers import DAY, MOMENT

OVER: Final = date(2026, 6, 1)
"""The month of `MOMENT` is over by then."""

MOVE = """
UPDATE usage_event SET noticed = true,
    id = (left(id_floor(at)::text, 19) || right(id::text, 17))::uuid
"""
LEFT = "SELECT (SELECT count(*) FROM usage_event), (SELECT count(*) FROM holder_usage)"
MONTH = "SELECT to_regclass('usage_event_202605'), to_regclass('holder_usage_202605')"


async def use_in_may(hub: Hub, url: str) -> None:
    """Let a holder read on three days in May, as if it had been then."""
    serve_for_years(url, months=9)
    for day in (0, 1, 2):
        call = await hub.call("zhang", moment=MOMENT + day * DAY)
        await hub.body(call, ONE, of=identifier(hub, hub.world.paper("plain")))
        await hub.change(MOVE + "WHERE NOT unfolded")
        await log_all(hub, MOMENT + day * DAY)
    await log_all(hub, MOMENT + 5 * DAY)


async def test_a_month_goes_whole_and_leaves_tombstones(hub: Hub, province_database: str) -> None:
    await use_in_may(hub, province_database)
    settle(province_database)
    whole = await history(hub, days=3)
    check(whole)
    call = await hub.call("anonymous", moment=MOMENT + 40 * DAY)
    assert await erase_records(call, OVER) == 3
    assert await hub.rows(LEFT) == [(0, 0)]
    assert await hub.rows(MONTH) == [(None, None)]
    told = await history(hub, days=3)
    check(told)
    assert ["tombstone" in entry["record"] for entry in told["entries"]] == [True] * 3
    check(whole)
    told["entries"][0]["record"] = told["entries"][1]["record"]
    assert wrong(told)


async def test_a_month_that_is_not_wholly_in_the_log_is_not_dropped(
    hub: Hub, province_database: str
) -> None:
    await use_in_may(hub, province_database)
    await hub.change("DELETE FROM log_record WHERE place = (SELECT min(place) FROM log_record)")
    settle(province_database)
    call = await hub.call("anonymous", moment=MOMENT + 40 * DAY)
    assert await erase_records(call, OVER) == 2
    ((events, _),) = await hub.rows(LEFT)
    assert events == 1
    assert (await hub.rows(MONTH))[0][0] is not None


async def test_a_month_in_use_is_erased_row_by_row(hub: Hub, province_database: str) -> None:
    await use_in_may(hub, province_database)
    settle(province_database)
    call = await hub.call("anonymous", moment=MOMENT + 40 * DAY)
    with psycopg.connect(province_database) as reading:
        reading.execute("SELECT count(*) FROM usage_event")
        assert await erase_records(call, OVER) == 3
    assert (await hub.rows(MONTH))[0][0] is not None
    assert await hub.rows(LEFT) == [(0, 0)]
    check(await history(hub, days=3))


async def test_days_of_a_month_that_is_not_over_are_erased_as_before(
    hub: Hub, province_database: str
) -> None:
    await use_in_may(hub, province_database)
    settle(province_database)
    call = await hub.call("anonymous", moment=MOMENT + 40 * DAY)
    assert await erase_records(call, date(2026, 5, 22)) == 2
    assert await hub.rows(LEFT) == [(1, 1)]
