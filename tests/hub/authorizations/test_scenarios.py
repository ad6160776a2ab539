"""Scenarios: what a material may name, what is over-asked, and that a race has one winner."""

import asyncio
from dataclasses import replace as replaced
from typing import Any

import pytest
from msgspec.structs import replace

from hub.authorizations.scenarios.book import Material, MatterFacts, ScenarioFacts
from hub.authorizations.scenarios.commands import amend_scenario, register_scenario
from hub.authorizations.scenarios.refusals import (
    MaterialFieldInvalid,
    MatterCodeTaken,
    ScenarioCodeTaken,
)
from hub.authorizations.scenarios.rules import check_scenario, over_asked
from hub.authorizations.scenarios.wishes import AmendScenario, RegisterScenario
from hub.policy.case import Case
from hub.policy.facts import Asker, LicenseFacts
from hub.policy.law import PRESENTATION
from hub.policy.terms import SharingState
from tests.entries import LAW
from tests.make import Hub, fresh_reading
from tests.papers import ENTRIES, MOMENT

TODAY = MOMENT.date()
CASES = {
    code: Case(entry, SharingState.OPEN, LAW, LicenseFacts(), Asker(2, MOMENT, TODAY, None))
    for code, entry in ENTRIES.items()
}


def matter(code: str, *materials: Material) -> MatterFacts:
    """Make a matter."""
    return MatterFacts(code, "事项", "Matter", materials)


def wish(code: str = "loan", *matters: MatterFacts, **said: Any) -> RegisterScenario:  # noqa: ANN401 - passed on
    """Make a wish that is well in every way."""
    made = RegisterScenario(
        code=code,
        zh="场景",
        en="Scenario",
        legal_basis="food-safety-law",
        retention_days=30,
        by_field=True,
        matters=matters or (matter(f"{code}-opening", Material("permit", ("number",))),),
    )
    return replace(made, **said)


def kept(*keys: str, basis: str = "food-safety-law") -> tuple[str, ...]:
    """Return the fields of one material as they are kept."""
    asked = wish("loan", matter("opening", Material("permit", keys)), legal_basis=basis)
    (checked,) = check_scenario(asked, LAW[basis], CASES, TODAY)
    return checked.materials[0].fields


@pytest.mark.parametrize(
    ("key", "basis", "reason"),
    [
        ("dossier", "food-safety-law", "WORK_SECRET"),
        ("recipe", "food-safety-law", "EXEMPT"),
        ("nothing", "food-safety-law", "UNKNOWN"),
        ("fax", "food-safety-law", "UNKNOWN"),
        ("inspector", PRESENTATION.code, "THIRD_PERSON"),
    ],
)
def test_what_no_material_names(key: str, basis: str, reason: str) -> None:
    with pytest.raises(MaterialFieldInvalid) as caught:
        kept("number", key, basis=basis)
    assert caught.value.facts["reason"] == reason


@pytest.mark.parametrize(
    ("key", "basis"),
    [
        ("status", PRESENTATION.code),
        ("health", PRESENTATION.code),
        ("formerly", PRESENTATION.code),
        ("witness", PRESENTATION.code),
        ("inspector", "food-safety-law"),
    ],
)
def test_what_a_material_may_name(key: str, basis: str) -> None:
    assert kept(key, basis=basis) == (key,)


def test_fields_are_kept_once_and_in_order() -> None:
    assert kept("status", "number", "status") == ("number", "status")


@pytest.mark.parametrize(
    ("asked", "over"),
    [
        ([], []),
        (["number", "phone"], []),
        (["number", "home", "account"], ["account", "home"]),
        (["home", "home"], ["home"]),
    ],
)
def test_what_is_over_asked(asked: list[str], over: list[str]) -> None:
    matters = [
        matter("one", Material("permit", ("number",)), Material("closed", ("home",))),
        matter("two", Material("permit", ("phone",), required=False)),
    ]
    assert over_asked(matters, "permit", asked) == over
    assert over_asked([], "permit", asked) == sorted(set(asked))


async def register(hub: Hub, who: str, asked: RegisterScenario) -> ScenarioFacts:
    """Let somebody register a scenario."""
    call = await hub.call(who)
    return await register_scenario(call, await hub.reading.current_catalog(call), asked)


async def amend(hub: Hub, who: str, asked: RegisterScenario) -> ScenarioFacts:
    """Let somebody amend a scenario."""
    call = await hub.call(who)
    said = {key: getattr(asked, key) for key in asked.__struct_fields__}
    catalog = await hub.reading.current_catalog(call)
    return await amend_scenario(call, catalog, AmendScenario(**said))


async def test_of_two_at_once_one_has_the_code(hub: Hub) -> None:
    made = await asyncio.gather(
        *(register(hub, "teller", wish("same")) for _ in range(4)), return_exceptions=True
    )
    kinds = [type(one) for one in made]
    assert kinds.count(ScenarioFacts) == 1
    assert set(kinds) == {ScenarioFacts, ScenarioCodeTaken}
    shared = matter("shared", Material("permit", ("number",)))
    wishes = [wish(f"by-{number}", shared) for number in range(3)]
    raced = await asyncio.gather(
        *(register(hub, "teller", one) for one in wishes), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in raced) == [
        MatterCodeTaken.__name__,
        MatterCodeTaken.__name__,
        ScenarioFacts.__name__,
    ]


async def test_a_change_is_seen_by_every_process_at_once(hub: Hub) -> None:
    other = replaced(hub, reading=fresh_reading(hub.world))
    await other.reading.current_catalog(await other.call("anonymous"))
    await register(hub, "teller", wish("seen"))
    await other.reading.current_catalog(await other.call("anonymous"))
    found = other.reading.scenarios.matter("seen-opening")
    assert found is not None
    assert found.needed("permit") == {"number"}
    more = matter("seen-opening", Material("permit", ("number", "phone")))
    await amend(hub, "teller", wish("seen", more))
    await other.reading.current_catalog(await other.call("anonymous"))
    assert other.reading.scenarios.scenarios["seen"].needed("permit") == {"number", "phone"}
