"""Plain data of what holders handed to others: delegations and presentations; and of oversight."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from tests.actors import BANK, COMPANY, GOVERNMENT, LI, ZHANG
from tests.papers import DAY, MOMENT, STOPS, Paper

SPACE = UUID(int=15_2)
MINUTE = timedelta(minutes=1)


@dataclass
class Handed:
    """What a holder handed over of one license."""

    id: UUID
    paper: Paper
    by: str
    fields: tuple[str, ...]
    before: bool
    given_at: datetime
    valid_from: datetime
    valid_until: datetime
    ended: bool = False

    @property
    def ordinal(self) -> int:
        """Return the place that the holder had then."""
        holders = self.paper.holders if self.before else self.paper.now_held_by
        return holders.index(self.by) + 1

    @property
    def stopped(self) -> bool:
        """Tell whether the license was suspended, ended or changed hands since."""
        return self.before and self.paper.kind in STOPS


@dataclass
class Delegated(Handed):
    """A delegation as plain data, to a person or to a company."""

    matter: str = "credit-opening"
    person: str | None = "delegate"
    company: str | None = None
    approved: bool = True


@dataclass
class Presented(Handed):
    """A presentation as plain data; nobody may have redeemed it."""

    official: str | None = "official"
    organization: str | None = BANK
    scenario: str | None = "credit"


@dataclass(frozen=True)
class Overseen:
    """An oversight assignment as plain data."""

    name: str
    reference: str
    region: str = "510000"
    sector: str | None = None
    organization: str = GOVERNMENT
    paper: int | None = None
    named: tuple[str, ...] = ()
    since: datetime = MOMENT - DAY
    until: datetime = MOMENT + DAY
    ended: bool = False

    @property
    def id(self) -> UUID:
        """Return its id."""
        return uuid5(SPACE, self.name)


def delegations(made: Iterable[Paper], seed: int = 16) -> list[Delegated]:
    """Return delegations of every license by some of its holders."""
    random = Random(seed)
    return [
        one
        for paper, by, before, place in _holders(made, random)
        for one in _delegated(random, paper, by, before=before, place=place)
    ]


def presentations(made: Iterable[Paper], seed: int = 17) -> list[Presented]:
    """Return presentations of every license by some of its holders."""
    random = Random(seed)
    return [
        one
        for paper, by, before, place in _holders(made, random)
        for one in _presented(random, paper, by, before=before, place=place)
    ]


def _holders(
    made: Iterable[Paper], random: Random
) -> Iterator[tuple[Paper, str, bool, tuple[object, ...]]]:
    for paper in made:
        for before in (True, False):
            for by in paper.holders if before else paper.now_held_by:
                stops = paper.kind in STOPS
                if by in (ZHANG, LI, COMPANY) and (before or stops) and random.random() < 0.75:
                    yield paper, by, before, (paper.number, by, before)


def _fields(random: Random, paper: Paper) -> tuple[str, ...]:
    return tuple(random.sample(sorted(paper.fields), random.choice((1, 8, 20))))


def _delegated(
    random: Random, paper: Paper, by: str, *, before: bool, place: tuple[object, ...]
) -> Iterator[Delegated]:
    for number in range(random.choice((1, 2, 3))):
        one = Delegated(
            id=uuid5(SPACE, str(("delegation", *place, number))),
            paper=paper,
            by=by,
            fields=_fields(random, paper),
            before=before,
            given_at=MOMENT - random.choice((8, 9)) * DAY,
            valid_from=MOMENT - 8 * DAY,
            valid_until=MOMENT + 8 * DAY,
        )
        if by != COMPANY and random.random() < 0.3:
            one.person, one.company = None, COMPANY
        if random.random() < 0.3:
            one.matter = random.choice(("credit-renewal", "pawning-old"))
        match random.randrange(12):
            case 0:
                one.valid_from = MOMENT + MINUTE
            case 1:
                one.valid_from = MOMENT
            case 2:
                one.valid_until = MOMENT
            case 3:
                one.approved = False
            case 4:
                one.ended = True
            case 5:
                one.person, one.company = "friend", None
        yield one


def _presented(
    random: Random, paper: Paper, by: str, *, before: bool, place: tuple[object, ...]
) -> Iterator[Presented]:
    for number in range(random.choice((1, 2, 3))):
        one = Presented(
            id=uuid5(SPACE, str(("presentation", *place, number))),
            paper=paper,
            by=by,
            fields=_fields(random, paper),
            before=before,
            given_at=MOMENT - random.choice((2, 3)) * MINUTE,
            valid_from=MOMENT - MINUTE,
            valid_until=MOMENT + 4 * MINUTE,
        )
        match random.randrange(12):
            case 0:
                one.official = one.organization = one.scenario = None
            case 1:
                one.official = "teller"
            case 2:
                one.valid_until = MOMENT
            case 3:
                one.ended = True
            case 4:
                one.scenario = "pawning"
            case 5:
                one.organization = GOVERNMENT
            case 6:
                one.official, one.organization = "overseer", GOVERNMENT
                one.scenario = "licensing"
        yield one


def oversights(plain: Paper, other: Paper) -> list[Overseen]:
    """Return assignments of every sector, region and reach; objections name one license."""
    return [
        Overseen("of the province", "ORD-1"),
        Overseen("of the sector", "ORD-2", sector="market"),
        Overseen("of another sector", "ORD-3", sector="health"),
        Overseen("of the city", "ORD-4", region="510100"),
        Overseen("of another city", "ORD-4", region="510700", sector="market"),
        Overseen("of everywhere", "ORD-5", region=""),
        Overseen("of another province", "ORD-6", region="520000"),
        Overseen("over", "ORD-7", until=MOMENT),
        Overseen("beginning", "ORD-8", since=MOMENT),
        Overseen("to come", "ORD-9", since=MOMENT + DAY, until=MOMENT + 2 * DAY),
        Overseen("ended", "ORD-10", ended=True),
        Overseen("of another organization", "ORD-11", organization=BANK),
        Overseen("objected", "OBJ-1", paper=plain.number, named=("account", "phone", "dossier")),
        Overseen("objected again", "OBJ-1", paper=other.number, named=("health", "holder_name")),
        Overseen("of both", "OBJ-1", region="510100"),
    ]
