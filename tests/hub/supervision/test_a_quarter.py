"""A province over a quarter: every planted fault is found, and nothing without a cause."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from hub.clock import SHANGHAI
from hub.supervision import marks
from hub.supervision.findings.grounds import BY_CODE
from tests.hub.supervision.quarter import Key, Quarter
from tests.hub.supervision.town import Town, open_town, supervising

DEPARTMENTS, SEED = 17, 20260302


@pytest.fixture
async def town(database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    """A province of departments; what was delivered is counted at once."""
    monkeypatch.setattr(marks, "LATE", timedelta())
    async with open_town(database, DEPARTMENTS) as opened:
        yield opened


async def found(town: Town) -> dict[Key, tuple[date, bool]]:
    """Return of each finding on which day it was opened, and whether it stands."""
    rows = await town.rows(
        "SELECT f.ground, o.code, CASE f.ground WHEN 'ORDER_NOT_OBEYED' THEN '' ELSE f.subject END,"
        " f.opened_at, f.closed_at FROM finding f JOIN organization o ON o.id = f.organization_id"
    )
    told = {
        (ground, code, subject): (opened.astimezone(SHANGHAI).date(), closed is None)
        for ground, code, subject, opened, closed in rows
    }
    assert len(told) == len(rows), "no cause is found twice"
    return told


def test_the_plan_has_a_fault_on_every_ground(town: Town) -> None:
    quarter = Quarter(town, SEED)
    later = {"REQUEST_UNANSWERED"}  # planned as it is asked
    assert {ground for ground, _, _ in quarter.planted} | later == BY_CODE.keys()


async def test_every_planted_fault_is_found_and_nothing_else(town: Town) -> None:
    quarter = Quarter(town, SEED)
    await quarter.pass_by(supervising(town).values())
    told, days = await found(town), quarter.days
    assert told.keys() == quarter.planted.keys()
    for key, planted in quarter.planted.items():
        opened, stands = told[key]
        assert days[planted.since] <= opened <= days[planted.until], key
        assert stands is planted.stands, key
    assert [noticed for _, noticed in (await town.orders()).values()] == [True]


async def test_with_a_job_that_does_not_run_somebody_is_accused_without_cause(town: Town) -> None:
    quarter, jobs = Quarter(town, SEED), supervising(town)
    del jobs["note_corrections"]
    await quarter.pass_by(jobs.values(), until=48)
    assert (await found(town)).keys() - quarter.planted.keys() != set()
