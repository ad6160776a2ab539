"""No number that is told, and no difference of numbers that are told, is about few people."""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import combinations
from uuid import UUID

import pytest

from hub.identity.directory import OrganizationFacts
from hub.identity.refusals import RegionInvalid
from hub.identity.terms import Level, OrganizationKind
from hub.supervision.figures import rules
from hub.supervision.figures.refusals import FiguresPeriodInvalid
from hub.supervision.figures.rules import (
    FEWEST,
    NOTHING_HELD,
    Asked,
    Counted,
    Held,
    check_asked,
    release,
)
from hub.supervision.figures.terms import FiguresBy, FiguresStep, Measure

FIRST = date(2026, 3, 2)
DAYS = [FIRST + timedelta(days=number) for number in range(12)]
OFFICES = range(4)

Told = dict[tuple[int, date], int]
"""What was released of each office and day, by some moment."""


class Published:
    """Offices with few visitors, and what is published of them as time goes on."""

    def __init__(self, seed: int) -> None:
        """Let a dozen days pass, the jobs running several times in each."""
        self.random = random.Random(seed)
        self.told: list[Told] = [{}]
        """What everybody could read after each run."""
        self.blocks: list[frozenset[UUID]] = []
        """Whom each number that was ever added is about."""
        self.held = dict.fromkeys(OFFICES, NOTHING_HELD)
        self.waiting: dict[int, set[UUID]] = {office: set() for office in OFFICES}
        self.came, self.left = 0, 0
        for day in DAYS:
            for _ in range(3):
                self.told.append(dict(self.told[-1]))
                for office in OFFICES:
                    self.run(office, day)

    def run(self, office: int, day: date) -> None:
        """Count the visitors of one office since the last time."""
        visits = [
            UUID(int=self.random.randrange(40)) for _ in range(self.random.randrange(2 + office))
        ]
        if not visits:
            return
        self.came += len(visits)
        self.waiting[office].update(visits)
        one = Counted(office, Measure.USED, day, len(visits), frozenset(visits))
        released, self.held[office] = release(self.held[office], [one])
        for when, times in released.items():
            self.told[-1][office, when] = self.told[-1].get((office, when), 0) + times
            self.blocks.append(frozenset(self.waiting[office]))
            self.waiting[office] = set()
            self.left += times


def asked(told: Told, offices: frozenset[int], first: date, last: date) -> int:
    """Ask for one number: of some offices, from one day to another."""
    return sum(
        times for (one, day), times in told.items() if one in offices and first <= day <= last
    )


def questions() -> Iterator[tuple[frozenset[int], date, date]]:
    """Yield every question: each set of offices, each span of days."""
    sets = [frozenset(some) for size in OFFICES for some in combinations(OFFICES, size + 1)]
    spans = [(first, last) for first in DAYS for last in DAYS if first <= last]
    for offices in sets:
        for first, last in spans:
            yield offices, first, last


def attack(published: Published) -> set[int]:
    """Subtract: later answers less earlier ones, wider questions less narrower ones."""
    found: set[int] = set()
    for earlier, later in zip(published.told, published.told[1:], strict=False):
        for question in questions():
            found.add(asked(later, *question) - asked(earlier, *question))
    last = published.told[-1]
    for offices, first, until in questions():
        whole = asked(last, offices, first, until)
        found.add(whole)
        for inner in (
            (offices, first + timedelta(days=1), until),
            (offices, first, until - timedelta(days=1)),
            *((offices - {one}, first, until) for one in offices),
        ):
            found.add(whole - asked(last, *inner))
    return found - {0}


@pytest.mark.parametrize("seed", range(3))
def test_no_subtraction_finds_a_small_number(seed: int) -> None:
    published = Published(seed)
    assert min(attack(published)) >= FEWEST
    assert min(len(block) for block in published.blocks) >= FEWEST
    waiting = sum(one.times for one in published.held.values())
    assert published.left + waiting == published.came, "nothing is lost: it is told later"
    assert published.left > published.came / 2


@pytest.mark.parametrize(
    "leaky",
    [
        lambda held, one: ({one.day: one.times}, held),
        lambda held, one: ({one.day: one.times} if one.times >= FEWEST else {}, held),
    ],
    ids=["tell all", "hide small days and lose them"],
)
def test_the_attack_finds_what_is_not_held_back(
    monkeypatch: pytest.MonkeyPatch, leaky: Callable[[Held, Counted], tuple[dict[date, int], Held]]
) -> None:
    monkeypatch.setitem(globals(), "release", lambda held, ones: leaky(held, ones[0]))
    published = Published(0)
    small = min(attack(published), default=FEWEST) < FEWEST
    assert small or published.left < published.came / 2


def test_the_same_person_many_times_is_one_person() -> None:
    many = [Counted(1, Measure.USED, FIRST, 500, frozenset({UUID(int=1)}))]
    told, held = release(NOTHING_HELD, many)
    assert (told, held.times) == ({}, 500)
    others = frozenset(UUID(int=number) for number in range(2, FEWEST + 1))
    told, held = release(held, [Counted(1, Measure.USED, DAYS[5], 9, others)])
    assert (told, held) == ({DAYS[5]: 509}, NOTHING_HELD)


def test_refusals_are_counted_whatever_they_asked_for() -> None:
    few = [Counted(1, Measure.REFUSED, FIRST, FEWEST - 1)]
    told, held = release(NOTHING_HELD, few)
    assert told == {}
    assert release(held, [Counted(1, Measure.REFUSED, FIRST, 1)])[0] == {FIRST: FEWEST}


def of(code: str, region: str, sector: str | None) -> OrganizationFacts:
    return OrganizationFacts(
        id=1, code=code, name_zh="", name_en="", kind=OrganizationKind.DEPARTMENT, parent_id=None,
        region=region, region_as_of=FIRST, level=Level.COUNTY, sector=sector, successor_id=None,
        active=True, designated_body=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("by", "key"),
    [
        (FiguresBy.WHOLE, ""),
        (FiguresBy.ORGANIZATION, "A"),
        (FiguresBy.COUNTY, "510104"),
        (FiguresBy.CITY, "510100"),
        (FiguresBy.SECTOR, "market"),
    ],
)
def test_figures_roll_up(by: FiguresBy, key: str) -> None:
    assert Asked(since=FIRST, until=FIRST, by=by).key(of("A", "510104", "market")) == key


@pytest.mark.parametrize(
    ("narrowed", "matches"),
    [
        ({}, True),
        ({"region": "510000"}, True),
        ({"region": "510100"}, True),
        ({"region": "510104"}, True),
        ({"region": "510300"}, False),
        ({"sector": "market"}, True),
        ({"sector": "health"}, False),
        ({"organization": "A", "region": "510100"}, True),
        ({"organization": "B"}, False),
    ],
)
def test_a_region_has_all_that_lies_within_it(narrowed: dict[str, str], matches: bool) -> None:  # noqa: FBT001 - a table
    asked = Asked(since=FIRST, until=FIRST, **narrowed)  # type: ignore[arg-type] # narrowed by text
    assert asked.matches(of("A", "510104", "market")) is matches


@pytest.mark.parametrize(
    ("since", "until", "step"),
    [
        (FIRST, FIRST - timedelta(days=1), FiguresStep.WHOLE),
        (date(1, 1, 1), FIRST, FiguresStep.WHOLE),
        (FIRST, FIRST + timedelta(days=93), FiguresStep.DAY),
        (FIRST, date(9999, 12, 31), FiguresStep.QUARTER),
    ],
)
def test_a_period_is_bounded(since: date, until: date, step: FiguresStep) -> None:
    with pytest.raises(FiguresPeriodInvalid):
        check_asked(Asked(since=since, until=until, step=step))


def test_a_region_is_one() -> None:
    check_asked(Asked(since=FIRST, until=FIRST, region="510100"))
    with pytest.raises(RegionInvalid):
        check_asked(Asked(since=FIRST, until=FIRST, region="51"))


assert rules.FEWEST == FEWEST
