"""What leaves through a decided read is what the rulebook and the oracle say, cell by cell."""

from collections import Counter
from random import Random
from typing import Any

import pytest

from hub.authorizations.authority import Authority
from hub.crypto.envelope import Envelopes
from hub.crypto.keyring import Use
from hub.policy.terms import Outcome
from hub.reading.cells import SEALED
from hub.reading.plan import compile_plan
from hub.reading.reach import reach_of
from hub.reading.read import Reading
from hub.reading.scope import ById, Query
from tests.agreement.compared import (
    Callers,
    callers,
    differences,
    entrusted,
    found,
    pairs,
    read,
)
from tests.agreement.expected import Asked, by_oracle, by_rulebook, expected
from tests.agreement.planted_reads import PLANTED, plant
from tests.make import Hub, fresh_reading
from tests.papers import POLICIES


@pytest.mark.parametrize("among", [callers, entrusted])
async def test_every_cell_leaves_as_decided_from_plain_data(hub: Hub, among: Callers) -> None:
    asked = pairs(hub, among=among)
    assert len(asked) > 2_500
    assert await differences(hub, asked, (by_rulebook, by_oracle)) == []


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
        seen = await differences(hub, [pair])
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
    hub.reading = Reading(envelopes, real.opaque, real.callers)
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
