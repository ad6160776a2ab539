"""Faults in what was compiled of requests and of what was handed over are seen, each of them."""

from random import Random
from typing import Any

import pytest

from tests.agreement.compared import differences, entrusted, pairs
from tests.agreement.expected import expected
from tests.agreement.planted_entrusted import ENTRUSTED, plant_entrusted
from tests.make import Hub, World


def test_the_cases_meet_every_outcome_and_every_reason(world: World) -> None:
    met = {
        (basis, code)
        for asked in entrusted()
        for paper in world.papers
        for cell in expected(world, asked, paper).values()
        for basis, code in [(cell.ruling.basis.value, cell.ruling.code.value)]
    }
    assert met >= {
        ("OVERSIGHT", "OVERSEEN"), ("OVERSIGHT", "OVERSEEN_MASKED"), ("OVERSIGHT", "NOT_OVERSEEN"),
        ("DELEGATION", "DELEGATED"), ("DELEGATION", "DEFAULT_FORM"), ("DELEGATION", "NOT_LISTED"),
        ("DELEGATION", "ENDED"), ("DELEGATION", "NOT_CONSENTED"), ("DELEGATION", "EXEMPT"),
        ("PRESENTATION", "PRESENTED"), ("PRESENTATION", "DEFAULT_FORM"), ("PRESENTATION", "ENDED"),
        ("PRESENTATION", "NOT_LISTED"), ("PRESENTATION", "THIRD_PERSON"),
        ("REQUEST", "SHARED"), ("REQUEST", "CONSENTED"), ("REQUEST", "WAIVED"),
        ("REQUEST", "APPROVED_MASKED"), ("REQUEST", "DEFAULT_FORM"), ("REQUEST", "NOT_LISTED"),
        ("REQUEST", "NOT_CONSENTED"), ("REQUEST", "ENDED"), ("REQUEST", "EXEMPT"),
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(ENTRUSTED))
async def test_a_planted_fault_is_seen(
    hub: Hub, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant_entrusted(name, monkeypatch)
    concerned = [it for it in pairs(hub, among=entrusted) if it[0].who == ENTRUSTED[name]]
    seen: list[Any] = []
    for pair in Random(5).sample(concerned, len(concerned)):
        seen = await differences(hub, [pair])
        if seen:
            break
    assert seen
