"""What leaves through a decided read is what the rulebook and the oracle say, cell by cell."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import msgspec
import orjson
import pytest

from hub.audit.usage import Usage
from hub.authorizations.authority import Authority
from hub.crypto.envelope import Envelopes
from hub.crypto.keyring import Use
from hub.policy.case import Decision
from hub.policy.terms import FieldType, Outcome
from hub.reading import decide
from hub.reading.cells import SEALED
from hub.reading.decide import Row
from hub.reading.plan import compile_plan
from hub.reading.reach import reach_of
from hub.reading.read import Answer, Reading
from hub.reading.scope import ById, Query
from tests.actors import CAST, LEVELS
from tests.agreement.expected import (
    LINK,
    Asked,
    Judge,
    by_oracle,
    by_rulebook,
    expected,
    grant_at,
)
from tests.agreement.oracle import Ruling
from tests.agreement.planted_reads import PLANTED, plant
from tests.make import PURPOSE, Hub, World, fresh_reading
from tests.papers import POLICIES, Paper

Found = dict[tuple[str, int], tuple[Ruling, Any]]


def callers() -> Iterator[Asked]:
    """Yield everybody, at every level they sign in with, with a purpose and without."""
    for purpose in (None, PURPOSE):
        yield Asked("anonymous", None, purpose)
        for who in CAST:
            for level in LEVELS.get(who, (None,)):
                yield Asked(who, level, purpose)


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
    return {
        (cell.cell.field.key, cell.cell.ordinal): (
            _ruling(row, cell.decision),
            _value(answer, row, cell),
        )
        for row in answer.rows
        for cell in row.decided.cells
    }


def _ruling(row: Row, decision: Decision) -> Ruling:
    said = msgspec.structs.asdict(decision)
    return Ruling(**said | {"authorization": grant_at(row, decision.authorization)})


def _value(answer: Answer, row: Row, cell: decide.DecidedCell) -> Any:  # noqa: ANN401 - of any type
    if cell.decision.outcome is Outcome.WITHHELD:
        return answer.values.stored(row, cell)  # what the statement let through all the same
    text = answer.values.json_of(row, cell)
    value = None if text is None else orjson.loads(text)
    return LINK if cell.cell.field.type is FieldType.IMAGE and value is not None else value


async def differences(hub: Hub, pairs: list[tuple[Asked, Paper]], judge: Judge) -> list[Any]:
    """Return where what leaves is not what must."""
    different: list[Any] = []
    for asked, paper in pairs:
        right = _right(hub.world, asked, paper, judge)
        real = await found(hub, asked, paper)
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


def pairs(hub: Hub, share: float = 1.0, seed: int = 3) -> list[tuple[Asked, Paper]]:
    """Return every caller with every license, or a seeded share of them."""
    random = Random(seed)
    every = [(asked, paper) for asked in callers() for paper in hub.world.papers]
    return [pair for pair in every if random.random() < share]


@pytest.mark.parametrize("judge", [by_rulebook, by_oracle], ids=["rulebook", "oracle"])
async def test_every_cell_leaves_as_decided_from_plain_data(hub: Hub, judge: Judge) -> None:
    asked = pairs(hub)
    assert len(asked) > 2_500
    assert await differences(hub, asked, judge) == []


async def test_the_cases_meet_every_outcome_and_most_reasons(hub: Hub) -> None:
    met = Counter(
        (cell.ruling.basis, cell.ruling.code, cell.value is None)
        for asked, paper in pairs(hub)
        for cell in expected(hub.world, asked, paper).values()
    )
    codes = {code for _, code, _ in met}
    assert {"HOLDER", "ISSUER", "PUBLIC", "GRANT"} <= {basis for basis, _, _ in met}
    assert codes >= {
        "OWN", "OTHER_HOLDER", "ASSURANCE_TOO_LOW", "ISSUED", "DISCLOSED", "DISCLOSED_MASKED",
        "NOT_DISCLOSED", "BASIS_LAPSED", "EXEMPT", "WORK_SECRET", "THIRD_PERSON",
        "GRANTED_BY_HOLDER", "DEFAULT_FORM", "NOT_LISTED", "NOT_CONSENTED", "ENDED",
    }  # fmt: skip
    assert any(value is None for (_, code, value) in met if code == "DISCLOSED") is False


@pytest.mark.parametrize("name", PLANTED)
async def test_a_planted_fault_is_seen(
    hub: Hub, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(name, monkeypatch)
    seen: list[Any] = []
    for pair in Random(5).sample(asked := pairs(hub), len(asked)):
        seen = await differences(hub, [pair], by_oracle)
        if seen:
            break
    assert seen


# What is not granted is not even asked for


async def test_what_is_statically_withheld_is_not_in_the_statement(hub: Hub) -> None:
    never_public = {"capital", "term", "account", "dossier", "recipe", "health", "inspector"}
    await read(hub, Asked("anonymous"), hub.world.paper("plain"))
    for asked in callers():
        call = await hub.call(asked.who, assurance=asked.assurance, purpose=asked.purpose)
        query = Query(ById(*hub.world.places[hub.world.paper("plain").number][:2]))
        reach, nothing = reach_of(call, query), Authority(0)
        made = compile_plan(hub.reading.catalog, nothing, call, query, reach)
        shown = shown_to(hub, asked)
        for key in {it.key for it in POLICIES["permit"].fields} - shown:
            assert f"'{key}'" not in made.statement.text, (asked, key)
        if asked.who == "anonymous":
            assert never_public.isdisjoint(shown)


def shown_to(hub: Hub, asked: Asked) -> set[str]:
    """Return the fields that could be shown to a caller of any license: by a grant, too."""
    shown = {
        key
        for paper in hub.world.papers
        for (key, _), cell in expected(hub.world, asked, paper).items()
        if cell.ruling.outcome is not Outcome.WITHHELD
    }
    if asked.who == "anonymous":
        return shown
    if asked.actor.organization and asked.purpose:  # it may have issued something
        return {it.key for it in POLICIES["permit"].fields}
    exempt = {"dossier", "recipe", "until_today", "inspector"}
    grantable = {it.key for it in POLICIES["permit"].fields} - exempt
    return shown | grantable


class Counting(Envelopes):
    """Envelopes that note what was opened."""

    opened: list[str]

    def open(self, envelope: bytes, bound: bytes) -> bytes:
        """Note the cell's name, and open it."""
        self.opened.append(bound[16:].decode())
        return super().open(envelope, bound)


async def test_sealed_cells_are_opened_only_where_they_are_granted(hub: Hub) -> None:
    envelopes = Counting(hub.world.keyring.of(Use.DATA))
    real = fresh_reading(hub.world)
    hub.reading = Reading(envelopes, real._opaque, real.callers)  # noqa: SLF001 - as it is
    opened = 0
    for asked, paper in pairs(hub, 0.3):
        envelopes.opened = []
        cells_found = await found(hub, asked, paper)
        granted = {
            key if ordinal == 1 else f"{key}#{ordinal}"
            for (key, ordinal), (ruling, _) in cells_found.items()
            if ruling.outcome is Outcome.GRANTED
        }
        assert granted.issuperset(envelopes.opened), (asked, paper.kind)
        opened += len(envelopes.opened)
    assert opened > 500


async def test_no_sealed_cell_reaches_the_process_unless_it_is_granted(hub: Hub) -> None:
    for asked, paper in pairs(hub, 0.3):
        for row in (await read(hub, asked, paper)).rows:
            texts = row.record["cells"] or []
            granted = {it.position for it in row.decided.cells if it.granted}
            for position, text in enumerate(texts):
                if position not in granted:
                    assert text is None or not text.startswith(SEALED), (asked, paper.kind)
