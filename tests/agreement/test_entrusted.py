"""Faults in what was compiled of requests and of what was handed over are seen, each of them."""

from random import Random
from typing import Any

import pytest

from tests.agreement.compared import differences, entrusted, pairs
from tests.agreement.planted_entrusted import ENTRUSTED, plant_entrusted
from tests.make import Hub


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
