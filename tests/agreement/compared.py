"""Read licenses as every caller, and tell where what leaves is not what must."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Any

import msgspec
import orjson

from hub.audit.usage import Usage
from hub.policy.case import Decision
from hub.policy.terms import Basis, FieldType, Outcome, Remedy
from hub.policy.terms import DecisionCode as Code
from hub.reading import decide
from hub.reading.decide import Row
from hub.reading.read import Answer
from hub.reading.scope import ById, Query
from tests.actors import CAST, LEVELS
from tests.agreement.expected import LINK, Asked, Judge, by_oracle, expected, grant_at
from tests.agreement.oracle import Ruling
from tests.make import PURPOSE, Hub, World
from tests.papers import Paper
from tests.scenarios import (
    AUDITING,
    CASE,
    LICENSING,
    OLD,
    OPENING,
    OTHER_CASE,
    RENEWAL,
    WAIVING,
    purpose,
)

Found = dict[tuple[str, int], tuple[Ruling, Any]]

_NOTHING = Ruling(Outcome.WITHHELD, Code.NOT_LISTED, Basis.PUBLIC, None, None, Remedy.NONE, None)
NO_CELLS: Found = {("", 0): (_NOTHING, None)}
"""Stands for a license that was found though no basis reaches it."""


def callers() -> Iterator[Asked]:
    """Yield everybody, at every level they sign in with, with a purpose and without."""
    for stated in (None, PURPOSE):
        yield Asked("anonymous", None, stated)
        for who in CAST:
            for level in LEVELS.get(who, (None,)):
                yield Asked(who, level, stated)


def entrusted() -> Iterator[Asked]:
    """Yield those who were asked for, handed or set over something, with what it is for."""
    yield from (Asked("teller", None, stated) for stated in BUSINESS)
    yield from (Asked(who, None, OPENING) for who in ("machine", "official", "zhang"))
    for level in (3, 2):
        yield Asked("delegate", level, OPENING)
        yield Asked("agent", level, OPENING)
    yield from (Asked("delegate", None, stated) for stated in (RENEWAL, OLD, LICENSING))
    yield from (Asked("overseer", None, stated) for stated in ORDERS)
    yield from (Asked("overseer", None, stated) for stated in (LICENSING, OPENING))
    yield Asked("teller", None, ORDERS[0])
    yield Asked("teller", None, purpose(None, "ORD-11"))


OTHERWISE = (
    purpose("credit-opening", OTHER_CASE),
    purpose("credit-opening"),
    purpose(None, CASE),
    purpose("credit-opening", CASE, "licensing"),
)
"""Purposes that fit the requests of a bank in part."""

BUSINESS = (OPENING, RENEWAL, AUDITING, WAIVING, OLD, LICENSING, *OTHERWISE)
ORDERS = (
    *(purpose(None, f"ORD-{number}") for number in range(1, 12)),
    purpose(None, "OBJ-1"),
)


async def read(hub: Hub, asked: Asked, paper: Paper) -> Answer:
    """Read one license by its id."""
    if asked not in hub.calls:
        call = await hub.call(asked.who, assurance=asked.assurance, purpose=asked.purpose)
        hub.calls[asked] = call
    holder_key, license_id, _ = hub.world.places[paper.number]
    call = replace(hub.calls[asked], usage=Usage())
    return await hub.reading.read(call, Query(ById(holder_key, license_id)))


async def found(hub: Hub, asked: Asked, paper: Paper) -> Found:
    """Return the cells that leave, with their decisions and values."""
    answer = await read(hub, asked, paper)
    if answer.rows and not answer.rows[0].decided.cells:
        return NO_CELLS
    return {
        (cell.cell.field.key, cell.cell.ordinal): (
            ruling_of(row, cell.decision),
            _value(answer, row, cell),
        )
        for row in answer.rows
        for cell in row.decided.cells
    }


def ruling_of(row: Row, decision: Decision) -> Ruling:
    said = msgspec.structs.asdict(decision)
    return Ruling(**said | {"authorization": grant_at(row, decision.authorization)})


def _value(answer: Answer, row: Row, cell: decide.DecidedCell) -> Any:  # noqa: ANN401 - of any type
    if cell.decision.outcome is Outcome.WITHHELD:
        return answer.values.stored(row, cell)  # what the statement let through all the same
    text = answer.values.json_of(row, cell)
    value = None if text is None else orjson.loads(text)
    return LINK if cell.cell.field.type is FieldType.IMAGE and value is not None else value


async def differences(
    hub: Hub, pairs: list[tuple[Asked, Paper]], judges: Sequence[Judge] = (by_oracle,)
) -> list[Any]:
    """Return where what leaves is not what must, in the eyes of any judge."""
    different: list[Any] = []
    for asked, paper in pairs:
        real = await found(hub, asked, paper)
        for judge in judges:
            right = _right(hub.world, asked, paper, judge)
            if right != real:
                keys = [key for key in right | real if right.get(key) != real.get(key)]
                told = [(key, right.get(key), real.get(key)) for key in keys]
                different.append((asked, paper.entry, paper.kind, told))
    return different


_RIGHT: dict[tuple[Asked, int, Judge], Found] = {}


def _right(world: World, asked: Asked, paper: Paper, judge: Judge) -> Found:
    key = (asked, paper.number, judge)
    if key not in _RIGHT:
        _RIGHT[key] = {it: tuple(cell) for it, cell in expected(world, asked, paper, judge).items()}
    return _RIGHT[key]


Callers = Callable[[], Iterator[Asked]]


def pairs(
    hub: Hub, share: float = 1.0, seed: int = 3, among: Callers = callers
) -> list[tuple[Asked, Paper]]:
    """Return every caller with every license, or a seeded share of them."""
    random = Random(seed)
    every = [(asked, paper) for asked in among() for paper in hub.world.papers]
    return [pair for pair in every if random.random() < share]
