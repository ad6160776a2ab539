"""With no human call, advancing the clock opens every finding, and closes what is mended."""

from collections.abc import AsyncIterator, Iterable
from datetime import date, timedelta
from typing import NamedTuple

import pytest

from hub.clock import held_at
from hub.supervision import marks
from hub.supervision.figures.rules import FEWEST
from hub.supervision.findings.grounds import BY_CODE
from hub.supervision.findings.jobs import FINDERS
from tests.entries import OWNER
from tests.hub.supervision.others import PLATFORM, agree, connect, deal_with, differ, object_to
from tests.hub.supervision.town import (
    CENTER,
    LAPSING,
    Job,
    Town,
    answer,
    answer_order,
    at,
    demand_paper,
    made,
    open_town,
    order,
    refuse,
    request,
    revise,
    supervising,
    working_days,
)
from tests.workdays import CALENDAR

FIRST = date(2026, 3, 2)
FOOD = "food-operation"
RUNS = (9, 11, 23, 26, 33, 40)
"""The working days in whose evening the jobs run."""

JOBS = (
    "note_corrections",
    "count_intake",
    "count_use",
    "pass_deadlines",
    "draft_notices",
    *(one.__name__ for one in FINDERS),
)


class Outcome(NamedTuple):
    """What came of some weeks."""

    found: dict[tuple[str, str, str], bool]
    """Whether each finding stands in the end."""
    orders: dict[str, tuple[str, bool]]
    """Where each order stands in the end, and whether a notice of it was drafted."""
    refused: dict[str, int]
    """How many requests of each department were refused."""


class Cast(NamedTuple):
    """The departments, by what they do."""

    less: str
    late: str
    old: str
    wrong: str
    faulty: str
    mending: str
    paper: str
    rumor: str
    nobody: str
    no_officer: str
    punctual: str
    good: str


class Asked(NamedTuple):
    """Requests for access: never answered, answered late, answered in time."""

    never: str
    late: str
    good: str


@pytest.fixture
async def town(database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    """A province of twelve departments; what was delivered is counted at once."""
    monkeypatch.setattr(marks, "LATE", timedelta())
    async with open_town(database, len(Cast._fields)) as opened:
        yield opened


DAYS = working_days(FIRST, RUNS[-1] + 1)


async def begin(town: Town, cast: Cast) -> Asked:
    """Plant what is there from the first day on."""
    day = DAYS[0]
    await town.send(cast.wrong, made(cast.wrong, day, identifier="SAMPLE-1"))
    assert await town.send(cast.faulty, made(cast.faulty, day, number="X")) == 1
    assert await town.send(cast.mending, made(cast.mending, day, number="X", serial="MENDED")) == 1
    for reporter in (1, 2):
        await demand_paper(town, cast.paper, reporter)
        await demand_paper(town, cast.rumor, 3)
    unnamed = "UPDATE organization SET designated_body = NULL WHERE id = :id"
    await town.put(unnamed, id=town.ids[cast.nobody])
    left = "UPDATE officer SET until = :now WHERE organization_id = :id"
    await town.put(left, id=town.ids[cast.no_officer], now=at(day))
    lapse = "UPDATE legal_basis SET in_force_until = :day WHERE code = :law"
    await town.put(lapse, day=day, law=LAPSING)
    for _ in range(FEWEST):
        await refuse(town, cast.rumor)
    await connect(town)
    for name in ("never", "late", "good"):
        await differ(town, name)
    due = CALENDAR.term(at(day), 10).end
    return Asked(*[await request(town, cast.good, due) for _ in Asked._fields])


async def act(town: Town, cast: Cast, number: int, asked: Asked) -> None:
    """Let everybody do what they do on a working day after the first."""
    day = DAYS[number]
    if number in (0, 12, 22):
        await town.send(cast.less, *(made(cast.less, day) for _ in range(27)))
    if number in (0, 12, 22, 32):
        await town.send(cast.good, *(made(cast.good, day) for _ in range(27)))
    match number:
        case 1:
            for name, issuer in (("never", cast.wrong), ("late", cast.less), ("good", cast.good)):
                await object_to(town, issuer, name)
        case 3:
            await answer(town, asked.good)
            await deal_with(town, "good")
            await agree(town, "good")
        case 4:
            assert await town.send(cast.mending, made(cast.mending, DAYS[0], serial="MENDED")) == 0
        case 9:
            await town.send(cast.late, *(made(cast.late, DAYS[1]) for _ in range(3)))
            await town.send(cast.punctual, *(made(cast.punctual, DAYS[5]) for _ in range(3)))
            await town.send(cast.old, *(made(cast.old, day, revision=1) for _ in range(3)))
        case 12:
            await answer(town, asked.late)
            await deal_with(town, "late")
        case 25:
            await revise(town, "entry-3", "food-safety-law")


class Ordered(NamedTuple):
    """Orders: never answered, answered in time, and answered late."""

    never: str
    good: str
    late: str


async def some_weeks(town: Town, jobs: Iterable[Job]) -> tuple[Outcome, Outcome]:
    """Let some weeks pass, and return what came of it, and what had to."""
    cast = Cast(*town.issuers)
    with held_at(at(DAYS[0])):
        asked = await begin(town, cast)
    ordered = Ordered("", "", "")
    for number, day in enumerate(DAYS):
        with held_at(at(day)):
            await act(town, cast, number, asked)
            if number == 13:
                about = (cast.nobody, cast.no_officer, cast.faulty)
                ordered = Ordered(*[await order(town, one, 5) for one in about])
            if number in (16, 24):
                await answer_order(town, ordered.good if number == 16 else ordered.late)
        if number in RUNS:
            with held_at(at(day, 23)):
                await town.run(jobs)
    came = Outcome(await town.findings(), await town.orders(), await town.refused())
    return came, due(cast, asked, ordered)


def due(cast: Cast, asked: Asked, ordered: Ordered) -> Outcome:
    """Return what must come of it."""
    found = {
        ("DATA_REDUCED", cast.less, FOOD): True,
        ("DATA_DELAYED", cast.late, FOOD): False,
        ("RETIRED_REVISION_USED", cast.old, FOOD): False,
        ("IDENTIFIERS_WRONG", cast.wrong, FOOD): True,
        ("FAULTY_DATA_UNCORRECTED", cast.faulty, "quarantine"): True,
        ("PAPER_DEMANDED", cast.paper, FOOD): False,
        ("NOBODY_DESIGNATED", cast.nobody, "designation"): True,
        ("NOBODY_DESIGNATED", cast.no_officer, "designation"): True,
        ("ENTRY_ON_LAPSED_LAW", OWNER, "entry-2"): True,
        ("ENTRY_ON_LAPSED_LAW", OWNER, "entry-3"): False,
        ("ENTRY_NOT_REVIEWED", OWNER, "entry-4"): True,
        ("REQUEST_UNANSWERED", OWNER, asked.never): True,
        ("REQUEST_UNANSWERED", OWNER, asked.late): False,
        ("OBJECTION_UNANSWERED", cast.wrong, FOOD): True,
        ("OBJECTION_UNANSWERED", cast.less, FOOD): False,
        ("PEER_DIFFERS", CENTER, PLATFORM): True,
        ("ORDER_NOT_OBEYED", cast.nobody, ordered.never): True,
        ("ORDER_NOT_OBEYED", cast.faulty, ordered.late): False,
    }
    orders = {
        ordered.never: ("OVERDUE", True),
        ordered.good: ("ANSWERED", False),
        ordered.late: ("ANSWERED", True),
    }
    return Outcome(found, orders, {cast.rumor: FEWEST})


async def test_every_cause_is_found_by_jobs_alone(town: Town) -> None:
    came, planted = await some_weeks(town, supervising(town).values())
    assert came == planted
    assert {ground for ground, _, _ in came.found} == BY_CODE.keys()


@pytest.mark.parametrize("missing", JOBS)
async def test_without_any_one_job_it_is_not(town: Town, missing: str) -> None:
    jobs = supervising(town)
    del jobs[missing]
    came, planted = await some_weeks(town, jobs.values())
    assert came != planted


def test_these_are_all_the_jobs(town: Town) -> None:
    assert tuple(supervising(town)) == JOBS
