"""The deadline of an order is counted anew when another notice of holidays comes (art. 28)."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import msgspec
import pytest

from hub.calendar.rules import read_notices
from hub.db.ids import new_id
from hub.supervision.orders.deadlines import count_orders_anew
from hub.workdays import Calendar
from tests.hub.supervision.town import SUPERVISOR, Town, at, open_town
from tests.workdays import CALENDAR, NOTICES

OPENED = date(2026, 6, 1)
"""A Monday: three working days later is a Thursday."""
THURSDAY = OPENED + timedelta(days=3)


@pytest.fixture
async def town(database: str) -> AsyncIterator[Town]:
    """A province of one department."""
    async with open_town(database, 1) as opened:
        yield opened


async def ordered(town: Town, state: str) -> None:
    """Let an order stand that is to be answered in three working days."""
    await town.put(
        "INSERT INTO rectification_order (id, number, organization_id, ordered_by, findings,"
        " state, opened_at, counted_from, working_days, due_at)"
        " VALUES (:id, :number, :of, :by, '{}', :state, :at, :at, 3, :due)",
        id=new_id(),
        number=state,
        state=state,
        of=town.ids[town.issuers[0]],
        by=town.ids[SUPERVISOR],
        at=at(OPENED),
        due=CALENDAR.term(at(OPENED), 3).end,
    )


async def due(town: Town) -> dict[str, date]:
    """Return the day with whose beginning each deadline has passed."""
    rows = await town.rows("SELECT number, due_at FROM rectification_order")
    return {number: moment.astimezone(at(OPENED).tzinfo).date() for number, moment in rows}


def with_another_day_off(day: date) -> Calendar:
    """Return the calendar with one more day off."""
    years = read_notices(NOTICES.read_bytes())
    return Calendar(
        msgspec.structs.replace(one, days_off=(*one.days_off, day)) if one.year == day.year else one
        for one in years
    )


async def test_deadlines_that_run_are_counted_anew_and_no_others(town: Town) -> None:
    for state in ("OPEN", "RETURNED", "ANSWERED"):
        await ordered(town, state)
    friday = THURSDAY + timedelta(days=1)
    assert await due(town) == dict.fromkeys(("OPEN", "RETURNED", "ANSWERED"), friday)
    async with town.doors.writer.begin() as db:
        assert await count_orders_anew(db, CALENDAR) == 0
        assert await count_orders_anew(db, with_another_day_off(THURSDAY)) == 2
    saturday = friday + timedelta(days=1)
    assert await due(town) == {"OPEN": saturday, "RETURNED": saturday, "ANSWERED": friday}
