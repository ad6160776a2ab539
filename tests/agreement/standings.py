"""Seeded standings, alone and combined: mostly good for the case, now and then beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from random import Random
from typing import TypedDict

from hub.policy.case import Case
from hub.policy.entry import Field
from hub.policy.facts import (
    Consent,
    Delegation,
    Grant,
    Issued,
    Oversight,
    Own,
    Presentation,
    Public,
    Request,
    Standing,
    Waiver,
)
from hub.policy.terms import Form
from tests.agreement.cases import (
    CASE_NUMBER,
    DAY,
    KEYS,
    MATTER,
    NOW,
    OTHERWISE,
    SCENARIO,
    SECOND,
    SECTOR,
    TODAY,
    CaseDice,
)


class Window(TypedDict):
    """What every authorization says: which it is, since when, until when."""

    id: str
    given_at: datetime
    valid_from: datetime
    valid_until: datetime
    stopped: bool


@dataclass(frozen=True)
class Question:
    """A case, the standings that compete in it, and the cell asked for."""

    case: Case
    standings: tuple[Standing, ...]
    field: Field
    ordinal: int


@dataclass(frozen=True)
class StandingDice(CaseDice):
    """A seeded source of standings."""

    def window(self) -> Window:
        """Make the common part; few ids and days, so that ties go down to the id."""
        first, until = NOW - DAY, NOW + DAY
        return Window(
            id=f"{self.random.randrange(1000):03}",
            given_at=self.one([NOW - 3 * DAY, NOW - 2 * DAY]),
            valid_from=self.mostly(first, NOW, NOW + SECOND, share=0.85),
            valid_until=self.mostly(until, NOW, NOW + SECOND, share=0.85),
            stopped=self.chance(0.15),
        )

    def holder(self, case: Case) -> int:
        """Pick a holder of the license."""
        return self.random.randint(1, case.license.holders)

    def own(self, case: Case) -> Own:
        """Make a holder, or a guardian before, on or after the birthday."""
        birthday = self.one([TODAY - DAY, TODAY, TODAY + DAY])
        return Own(self.holder(case), self.mostly(None, birthday, share=0.7))

    def issued(self, _: Case) -> Issued:
        """Make an issuer."""
        return Issued()

    def public(self, _: Case) -> Public:
        """Make the public."""
        return Public()

    def oversight(self, _: Case) -> Oversight:
        """Make an oversight of a sector and a region, that may name fields."""
        return Oversight(
            id=f"{self.random.randrange(1000):03}",
            reference=self.mostly(CASE_NUMBER, OTHERWISE),
            sector=self.mostly(SECTOR, None, None, OTHERWISE, share=0.6),
            region=self.one(["", "510000", "510100", "510104", "511000", "520000"]),
            named=self.some(KEYS, 0.15),
        )

    def grant(self, case: Case) -> Grant:
        """Make a grant."""
        return Grant(
            **self.window(),
            ordinal=self.holder(case),
            fields=self.some(KEYS, 0.6),
            to_organization=self.chance(0.5),
            uses_left=self.mostly(None, 0, 1, 5, share=0.6),
        )

    def delegation(self, case: Case) -> Delegation:
        """Make a delegation."""
        return Delegation(
            **self.window(),
            ordinal=self.holder(case),
            matter=self.mostly(MATTER, OTHERWISE),
            fields=self.some(KEYS, 0.7),
            materials=self.some(KEYS, 0.7),
        )

    def presentation(self, case: Case) -> Presentation:
        """Make a presentation."""
        return Presentation(
            **self.window(),
            ordinal=self.holder(case),
            scenario=self.mostly(SCENARIO, OTHERWISE),
            fields=self.some(KEYS, 0.7),
            listed=self.some(KEYS, 0.7),
        )

    def request(self, case: Case) -> Request:
        """Make a request with the answers of some holders."""
        holders = range(1, case.license.holders + 1)
        return Request(
            **self.window(),
            scenario=self.mostly(SCENARIO, OTHERWISE),
            matters=self.mostly(frozenset({MATTER, "x"}), frozenset({MATTER}), frozenset({"x"})),
            forms={key: self.one(list(Form)) for key in self.some(KEYS, 0.7)},
            legal_basis=self.mostly("another-law", self.basis(), share=0.6),
            quota_left=self.mostly(None, 0, 1, 5, share=0.6),
            consents={ordinal: self.consent() for ordinal in holders if self.chance(0.8)},
            waiver=self.waiver() if self.chance(0.5) else None,
        )

    def consent(self) -> Consent:
        """Make one holder's answer."""
        fields = self.some(KEYS, 0.6)
        return Consent(fields, self.some(sorted(fields), 0.7))

    def waiver(self) -> Waiver:
        """Make a waiver."""
        basis = self.mostly(self.one(["law", "regulation"]), self.basis(), share=0.6)
        return Waiver(self.some(KEYS, 0.7), basis, countersigned=self.chance(0.8))

    def standing(self, case: Case) -> Standing:
        """Make a standing of any kind."""
        kinds: tuple[Callable[[Case], Standing], ...] = (
            self.own,
            self.issued,
            self.public,
            self.oversight,
            self.grant,
            self.delegation,
            self.presentation,
            *[self.request] * 4,
        )
        return self.one(kinds)(case)

    def question(self) -> Question:
        """Make a case with one to four standings and ask for one of its cells."""
        case = self.case()
        number = self.one([1, 1, 1, 2, 3, 4])
        standings = tuple(self.standing(case) for _ in range(number))
        field = self.one(case.entry.fields)
        return Question(case, standings, field, self.ordinal(case, field))


@cache
def questions(seed: int, number: int) -> tuple[Question, ...]:
    """Return as many questions of a seed."""
    dice = StandingDice(Random(seed))
    return tuple(dice.question() for _ in range(number))
