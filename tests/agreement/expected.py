"""What a caller must get of a license, worked out from plain data by the rulebook or the oracle."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from hub.policy.case import Case
from hub.policy.entry import Field
from hub.policy.facts import (
    Asker,
    Grant,
    Issued,
    LicenseFacts,
    Own,
    Public,
    Purpose,
    Standing,
)
from hub.policy.masks import masked
from hub.policy.rulebook import decide
from hub.policy.terms import FieldType, Outcome, SharingState, Subject
from tests.actors import CAST, HEIR, Actor
from tests.agreement.entitled import entitled
from tests.agreement.oracle import Ruling, oracle
from tests.entries import LAW, OWNER
from tests.make import World
from tests.papers import MOMENT, POLICIES, SHARING, TODAY, Given, Paper
from tests.scenarios import MORE_LAW

Judge = Callable[[Case, Iterable[Standing], Field, int], Ruling | None]
LINK = "a link"
"""Stands for the link to an image, which is different each time."""


class Asked(NamedTuple):
    """Who asks, signed in how, and why."""

    who: str
    assurance: int | None = None
    purpose: Purpose | None = None

    @property
    def actor(self) -> Actor:
        """Return the actor; nobody has no rights."""
        return CAST.get(self.who, Actor(assurance=0))

    @property
    def level(self) -> int:
        """Return the assurance level."""
        return self.actor.assurance if self.assurance is None else self.assurance


class Cell(NamedTuple):
    """A cell as it must leave: its decision, and its value if there is one."""

    ruling: Ruling
    value: Any


def by_rulebook(
    case: Case, standings: Iterable[Standing], field: Field, ordinal: int
) -> Ruling | None:
    """Decide as the rulebook does."""
    decision = decide(case, standings, field, ordinal)
    return None if decision is None else Ruling(**msgspec.structs.asdict(decision))


def by_oracle(
    case: Case, standings: Iterable[Standing], field: Field, ordinal: int
) -> Ruling | None:
    """Decide as the oracle reads the page."""
    return oracle(case, standings, field, ordinal)


def expected(
    world: World, asked: Asked, paper: Paper, judge: Judge = by_rulebook
) -> dict[tuple[str, int], Cell]:
    """Return every cell of a license for a caller; nothing where no basis reaches it."""
    case = case_of(asked, paper)
    standings = [*_standings(world, asked, paper), Public()]
    found = {}
    for key, field, ordinal in cells_of(paper):
        ruling = judge(case, standings, field, ordinal)
        if ruling is not None:
            found[key, ordinal] = Cell(ruling, _value(world, paper, field, ordinal, ruling))
    return found


def cells_of(paper: Paper) -> Iterator[tuple[str, Field, int]]:
    """Yield every cell that a license has."""
    for key, field in paper.fields.items():
        count = len(paper.now_held_by) if field.subject is Subject.HOLDER else 1
        for ordinal in range(1, count + 1):
            yield key, field, ordinal


def case_of(asked: Asked, paper: Paper) -> Case:
    """Put a license before a caller."""
    facts = LicenseFacts(
        status=paper.status,
        holders=len(paper.now_held_by),
        region=paper.region,
        valid_from=paper.valid_from,
        valid_until=paper.valid_until,
        ended_on=paper.ended_on,
    )
    sharing = SHARING.get(paper.entry, SharingState.OPEN)
    in_office = asked.actor.organization is not None
    asker = Asker(asked.level, MOMENT, TODAY, asked.purpose, in_office)
    return Case(POLICIES[paper.entry], sharing, LAW | MORE_LAW, facts, asker)


def _standings(world: World, asked: Asked, paper: Paper) -> Iterator[Standing]:
    actor = asked.actor
    for ordinal, code in enumerate(paper.now_held_by, 1):
        if code in actor.own:
            yield Own(ordinal)
    line = {actor.organization} | ({OWNER} if actor.organization == HEIR else set())
    if paper.issuer in line:
        yield Issued()
    for given in world.grants:
        if given.paper is paper and not given.withdrawn and _is_to(given, asked):
            yield grant_of(given)
    yield from entitled(world.entrusted, asked.who, actor, asked.purpose, paper)


def _is_to(given: Given, asked: Asked) -> bool:
    if given.organization is not None:
        return given.organization == asked.actor.organization
    return given.person == asked.who


def grant_of(given: Given) -> Grant:
    """Return a grant as the rulebook knows it."""
    return Grant(
        id=given.id,
        given_at=given.given_at,
        valid_from=given.valid_from or given.given_at,
        valid_until=given.valid_until,
        stopped=given.stopped,
        ordinal=given.ordinal,
        fields=frozenset(given.fields),
        to_organization=given.organization is not None,
        uses_left=None if given.max_uses is None else given.max_uses - given.used,
    )


def _value(world: World, paper: Paper, field: Field, ordinal: int, ruling: Ruling) -> Any:  # noqa: ANN401 - of any type
    if ruling.outcome is Outcome.WITHHELD:
        return None
    value = value_of(world, paper, field.key, ordinal)
    if value is None:
        return None
    if field.type is FieldType.IMAGE:
        return LINK if ruling.outcome is Outcome.GRANTED else None
    if ruling.outcome is Outcome.GRANTED or ruling.mask is None:
        return value
    return masked(ruling.mask, _text(value), field.keep)


def value_of(world: World, paper: Paper, key: str, ordinal: int = 1) -> Any:  # noqa: ANN401 - of any type
    """Return what a cell holds, as it was delivered or as it is known of the license."""
    match key:
        case "identifier":
            return world.places[paper.number][2]
        case "status":
            return paper.state.value
        case "issuer":
            return f"机构{paper.issuer}"
        case _:
            return paper.value(key, ordinal)


def _text(value: Any) -> str:  # noqa: ANN401 - of any type
    if isinstance(value, list):
        return "、".join(value)
    if isinstance(value, dict):
        if "amount" in value:
            return f"{value['amount']} {value['currency']}"
        return f"{value['from']}/{value['to'] or ''}"
    return str(value)


def grant_at(row: Any, place: str | None) -> str | None:  # noqa: ANN401 - a decided row
    """Return the id of the grant that a decision names by its place."""
    return None if place is None else str(UUID(row.authorized[int(place)].id))
