"""A quarter of a province: most departments behave well, some do not, as a seed has it."""

import math
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from hub.clock import held_at
from tests.entries import OWNER
from tests.hub.supervision.others import (
    PLATFORM,
    TERM,
    agree,
    connect,
    deal_with,
    differ,
    object_to,
)
from tests.hub.supervision.town import (
    CENTER,
    LAPSING,
    Job,
    Town,
    answer,
    at,
    demand_paper,
    made,
    order,
    request,
    revise,
    working_days,
)
from tests.workdays import CALENDAR

FIRST, WORKING_DAYS = date(2026, 3, 2), 62
FOOD = "food-operation"

Key = tuple[str, str, str]
"""A ground, an organization and a subject."""
Doing = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Planted:
    """A fault that must be found: between which working days, and whether it stands then."""

    since: int
    until: int
    stands: bool


@dataclass
class Quarter:
    """What everybody will do on which working day, and what of it are faults."""

    town: Town
    seed: int
    days: list[date] = field(default_factory=lambda: working_days(FIRST, WORKING_DAYS))
    planted: dict[Key, Planted] = field(default_factory=dict)
    doing: dict[int, list[Doing]] = field(default_factory=lambda: defaultdict(list))
    sending: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    """What is delivered of everybody's running business, by the owner's system."""

    def __post_init__(self) -> None:
        """Cast the departments, and plan what each does."""
        self.random = random.Random(self.seed)
        cast = self.random.sample(self.town.issuers, len(self.town.issuers))
        for issuer in cast:
            self.deliver(issuer, self.random.uniform(5, 9))
        usual = iter(cast)
        for fault in (self.reduced, self.stopped, self.late, self.outdated, self.wrong_identifier):
            fault(next(usual))
        for fault in (self.uncorrected, self.corrected_late, self.paper, self.nobody, self.left):
            fault(next(usual))
        for good in (self.little, self.less, self.stock, self.nearly_late, self.rumor):
            good(next(usual))
        for good in (self.corrected_in_time, self.corrected_identifier):
            good(next(usual))
        self.requests()
        self.law()
        self.objections(*self.random.sample(cast[10:], 3))
        self.platform()

    def plan(self, number: int, doing: Callable[..., Awaitable[object]], *said: Any) -> None:  # noqa: ANN401 - what it takes
        """Let something be done on a working day."""
        self.doing[number].append(partial(doing, self.town, *said))

    def plant(self, key: Key, since: int, until: int, end: int | None = None) -> None:
        """Note a fault that must be found between two days, and be gone after a third."""
        stands = end is None or end >= WORKING_DAYS
        self.planted[key] = Planted(since, until, stands)

    # What is delivered

    def deliver(self, issuer: str, rate: float, first: int = 0, last: int = WORKING_DAYS) -> None:
        """Let an issuer deliver by chance, each license within three working days of its issue."""
        for number in range(first, last):
            for _ in range(self.poisson(rate)):
                issued = self.days[max(0, number - self.random.choice((0, 0, 0, 1, 2, 3)))]
                self.sending[number].append(made(issuer, issued))

    def poisson(self, rate: float) -> int:
        """Return a number that comes by chance."""
        left, number = self.random.random(), 0
        while left > math.exp(-rate):
            left *= self.random.random()
            number += 1
        return number

    def thin(self, issuer: str, first: int, share: float) -> None:
        """Let less come from a day on."""
        for number in range(first, WORKING_DAYS):
            kept = [
                one
                for one in self.sending[number]
                if one["issuer"] != issuer or self.random.random() < share
            ]
            self.sending[number] = kept

    def reduced(self, issuer: str) -> None:
        """Deliver a tenth from some day on."""
        first = self.random.randint(42, 48)
        self.thin(issuer, first, 0.1)
        self.plant(("DATA_REDUCED", issuer, FOOD), first + 3, first + 11)

    def stopped(self, issuer: str) -> None:
        """Deliver nothing more from some day on."""
        first = self.random.randint(42, 48)
        self.thin(issuer, first, 0)
        self.plant(("DATA_REDUCED", issuer, FOOD), first + 3, first + 11)

    def late(self, issuer: str) -> None:
        """Deliver for a week what was issued two weeks before."""
        first = self.random.randint(12, 45)
        for number in range(first, first + 5):
            issued = self.days[number - self.random.randint(8, 12)]
            self.sending[number] += [made(issuer, issued) for _ in range(3)]
        self.plant(("DATA_DELAYED", issuer, FOOD), first, first + 5, first + 4 + 20)

    def outdated(self, issuer: str) -> None:
        """Issue under a revision that was retired."""
        first = self.random.randint(1, 55)
        self.sending[first] += [made(issuer, self.days[first], revision=1) for _ in range(4)]
        self.plant(("RETIRED_REVISION_USED", issuer, FOOD), first, first, first + 20)

    def little(self, issuer: str) -> None:
        """Deliver too little for anybody to tell that it became less; no fault."""
        self.thin(issuer, 0, 0.1)
        self.thin(issuer, 40, 0)

    def less(self, issuer: str) -> None:
        """Deliver somewhat less from some day on; no fault."""
        self.thin(issuer, 40, 0.7)

    def stock(self, issuer: str) -> None:
        """Bring in what was issued long ago; no fault."""
        old = [made(issuer, date(2019, 5, 6), origin="STOCK") for _ in range(60)]
        self.sending[self.random.randint(5, 50)] += old

    def nearly_late(self, issuer: str) -> None:
        """Deliver two licenses late in all, and others at the last moment; no fault."""
        self.sending[30] += [made(issuer, self.days[20]) for _ in range(2)]
        self.sending[40] += [made(issuer, self.days[35]) for _ in range(5)]

    # What is wrong in it

    def wrong_identifier(self, issuer: str) -> None:
        """Deliver a license with an identifier that is none, for good."""
        first = self.random.randint(1, 35)
        self.sending[first].append(made(issuer, self.days[first], identifier=f"SAMPLE-{first}"))
        self.plant(("IDENTIFIERS_WRONG", issuer, FOOD), first + 21, first + 22)

    def corrected_identifier(self, issuer: str) -> None:
        """Correct such an identifier by a new version; no fault."""
        wrong = made(issuer, self.days[10], identifier="SAMPLE-0")
        self.sending[10].append(wrong)
        right = {key: it for key, it in wrong.items() if key != "identifier"}
        self.sending[20].append(right | {"version": 2})

    def put_aside(self, issuer: str, again: int | None) -> int:
        """Deliver a bad row, and the right one so many days later; return when."""
        first = self.random.randint(1, 40)
        bad = made(issuer, self.days[first], number="X", serial=f"BAD{issuer[-4:]}")
        self.plan(first, send, issuer, bad)
        if again is not None:
            self.plan(first + again, send, issuer, bad | {"number": self.right(issuer, first)})
        return first

    def right(self, issuer: str, first: int) -> str:
        """Return a number that keeps to the rule."""
        return str(made(issuer, self.days[first])["number"])

    def uncorrected(self, issuer: str) -> None:
        """Never correct a row."""
        first = self.put_aside(issuer, None)
        self.plant(("FAULTY_DATA_UNCORRECTED", issuer, "quarantine"), first + 6, first + 7)

    def corrected_late(self, issuer: str) -> None:
        """Correct a row after its term."""
        first = self.put_aside(issuer, 12)
        self.plant(
            ("FAULTY_DATA_UNCORRECTED", issuer, "quarantine"), first + 6, first + 7, first + 13
        )

    def corrected_in_time(self, issuer: str) -> None:
        """Correct a row on the last day of its term; no fault."""
        self.put_aside(issuer, 5)

    # How holders and applicants are treated, and who is designated

    def paper(self, issuer: str) -> None:
        """Demand paper of two people."""
        first = self.random.randint(1, 30)
        second = first + self.random.randint(0, 15)
        self.plan(first, demand_paper, issuer, 1)
        self.plan(second, demand_paper, issuer, 2)
        self.plant(("PAPER_DEMANDED", issuer, FOOD), second, second, first + 20)

    def rumor(self, issuer: str) -> None:
        """Be accused by one person twice, and by another long after; no fault."""
        for number, reporter in ((5, 3), (9, 3), (45, 4)):
            self.plan(number, demand_paper, issuer, reporter)

    def nobody(self, issuer: str) -> None:
        """Have no body any more, be ordered to have one, and not obey."""
        first = self.random.randint(1, 20)
        self.plan(first, unname, issuer)
        self.plant(("NOBODY_DESIGNATED", issuer, "designation"), first, first)
        self.plan(first + 2, order, issuer, 5)
        self.plant(("ORDER_NOT_OBEYED", issuer, ""), first + 8, first + 9)

    def left(self, issuer: str) -> None:
        """Have an officer leave, and another one a month later."""
        first = self.random.randint(1, 30)
        self.plan(first, unappoint, issuer)
        self.plan(first + 20, appoint, issuer)
        self.plant(("NOBODY_DESIGNATED", issuer, "designation"), first, first, first + 20)

    def requests(self) -> None:
        """Answer most requests in time, one late, and one never."""
        for number in range(0, 50, 4):
            self.plan(number, self.ask, number, self.random.randint(1, 10))
        self.plan(7, self.ask, 7, 14)
        self.plan(9, self.ask, 9, None)

    async def ask(self, town: Town, number: int, after: int | None) -> None:
        """Ask for access, and plan when it is answered."""
        asker = self.random.choice(town.issuers)
        id_ = await request(town, asker, CALENDAR.term(at(self.days[number]), 10).end)
        if after is not None:
            self.plan(number + after, answer, id_)
        if after is None or after > 10:
            end = None if after is None else number + after
            self.plant(("REQUEST_UNANSWERED", OWNER, id_), number + 10, number + 11, end)

    def objections(self, never: str, late: str, good: str) -> None:
        """Deal with an objection never, with one late, and with one on its last day."""
        first = self.random.randint(5, 40)
        for issuer, after in ((never, None), (late, 8), (good, TERM)):
            self.plan(first, object_to, issuer, issuer)
            if after is not None:
                self.plan(first + after, deal_with, issuer)
        found = first + TERM, first + TERM + 1
        self.plant(("OBJECTION_UNANSWERED", never, FOOD), *found)
        self.plant(("OBJECTION_UNANSWERED", late, FOOD), *found, first + 8)

    def platform(self) -> None:
        """Differ with a platform for a day, and later for good."""
        first = self.random.randint(20, 40)
        self.plan(0, connect)
        self.plan(5, differ, "mended")
        self.plan(6, agree, "mended")
        self.plan(first, differ, "standing")
        self.plant(("PEER_DIFFERS", CENTER, PLATFORM), first + 3, first + 5)

    def law(self) -> None:
        """Let a provision lapse that two entries cite; one of them is revised."""
        first = self.random.randint(1, 20)
        self.plan(first, lapse, self.days[first])
        self.plan(first + 10, revise, "entry-3", "food-safety-law")
        self.plant(("ENTRY_ON_LAPSED_LAW", OWNER, "entry-2"), first + 20, first + 23)
        self.plant(("ENTRY_NOT_REVIEWED", OWNER, "entry-4"), 4, 4)

    async def pass_by(self, jobs: Iterable[Job], until: int = WORKING_DAYS) -> None:
        """Let the working days pass, the jobs running in each evening."""
        for number, day in enumerate(self.days[:until]):
            with held_at(at(day)):
                for doing in self.doing[number]:
                    await doing()
                if self.sending[number]:
                    assert await self.town.send(OWNER, *self.sending[number]) == 0
            with held_at(at(day, 23)):
                await self.town.run(jobs)


async def send(town: Town, issuer: str, record: dict[str, Any]) -> None:
    """Let an issuer deliver a row itself."""
    await town.send(issuer, record)


async def unname(town: Town, issuer: str) -> None:
    """Let a department have no designated body."""
    unnamed = "UPDATE organization SET designated_body = NULL WHERE id = :id"
    await town.put(unnamed, id=town.ids[issuer])


async def unappoint(town: Town, issuer: str) -> None:
    """Let the officers of a department leave."""
    left = "UPDATE officer SET until = since + interval '1 day' WHERE organization_id = :id"
    await town.put(left, id=town.ids[issuer])


async def appoint(town: Town, issuer: str) -> None:
    """Let the officers of a department return."""
    back = "UPDATE officer SET until = NULL WHERE organization_id = :id"
    await town.put(back, id=town.ids[issuer])


async def lapse(town: Town, day: date) -> None:
    """Let the provision lapse after a day."""
    await town.put(
        "UPDATE legal_basis SET in_force_until = :day WHERE code = :law", day=day, law=LAPSING
    )
