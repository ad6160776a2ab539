"""Register, amend and retire scenarios (应用场景, art. 17, 25)."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import any_, exists, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call, Races
from hub.authorizations.delegations.model import Delegation
from hub.authorizations.papers.model import PaperDemand
from hub.authorizations.requests.model import AccessRequest
from hub.authorizations.scenarios.book import MatterFacts, ScenarioFacts
from hub.authorizations.scenarios.model import Matter, Scenario
from hub.authorizations.scenarios.refusals import (
    MatterCodeTaken,
    MatterInUse,
    NoUsingOffice,
    ScenarioCodeTaken,
    ScenarioNotFound,
    ScenarioNotYours,
    ScenarioRetired,
)
from hub.authorizations.scenarios.rules import check_scenario, permit_using
from hub.authorizations.scenarios.wishes import AmendScenario, RegisterScenario, RetireScenario
from hub.catalog.queries import CatalogSnapshot
from hub.identity.callers import ActingFor
from hub.identity.model import Organization
from hub.policy.case import Case
from hub.policy.facts import Asker, LicenseFacts

CODES_TAKEN: Races = {"pk_scenario": ScenarioCodeTaken, "pk_matter": MatterCodeTaken}
NAMED: Races = {"fk_delegation_matter": MatterInUse, "fk_paper_demand_matter": MatterInUse}


async def register_scenario(
    call: Call, catalog: CatalogSnapshot, wish: RegisterScenario, *, key: str | None = None
) -> ScenarioFacts:
    """Register what the caller's organization uses licenses for (登记应用场景, art. 17).

    Raises: NoUsingOffice, ScenarioCodeTaken, MatterCodeTaken, refusals of `check_scenario`.
    """
    async with call.act(
        "register_scenario", subject=wish.code, key=key, wish=wish, races=CODES_TAKEN
    ) as act:
        office = await _using_office(act.db, call)
        if act.replayed:
            return await _facts(act.db, await _own_scenario(act.db, call, wish.code))
        matters = _checked(call, catalog, wish)
        scenario = Scenario(
            code=wish.code,
            organization_id=office.id,
            registered_at=call.moment,
            retired_at=None,
        )
        _write(scenario, wish)
        act.db.add(scenario)
        await act.db.flush()
        act.db.add_all(_row(wish.code, matter) for matter in matters)
        return _told(scenario, matters)


async def amend_scenario(
    call: Call, catalog: CatalogSnapshot, wish: AmendScenario, *, key: str | None = None
) -> ScenarioFacts:
    """Say anew what a scenario needs; a matter that is named somewhere stays (art. 17, 25).

    Raises: NoUsingOffice, ScenarioNotFound, ScenarioNotYours, ScenarioRetired, MatterInUse,
        MatterCodeTaken, refusals of `check_scenario`.
    """
    races = {**CODES_TAKEN, **NAMED}
    async with call.act(
        "amend_scenario", subject=wish.code, key=key, wish=wish, races=races
    ) as act:
        await _using_office(act.db, call)
        scenario = await _own_scenario(act.db, call, wish.code)
        if act.replayed:
            return await _facts(act.db, scenario)
        if scenario.retired_at is not None:
            raise ScenarioRetired(code=wish.code)
        matters = _checked(call, catalog, wish)
        _write(scenario, wish)
        await _replace(act.db, wish.code, matters)
        return _told(scenario, matters)


async def retire_scenario(
    call: Call, wish: RetireScenario, *, key: str | None = None
) -> ScenarioFacts:
    """End a scenario; what rests on it carries nothing from then on (停用应用场景, art. 17).

    Raises: NoUsingOffice, ScenarioNotFound, ScenarioNotYours.
    """
    async with call.act("retire_scenario", subject=wish.code, key=key, wish=wish) as act:
        await _using_office(act.db, call)
        scenario = await _own_scenario(act.db, call, wish.code)
        scenario.retired_at = scenario.retired_at or call.moment
        return await _facts(act.db, scenario)


async def _using_office(db: AsyncSession, call: Call) -> ActingFor:
    """Return the organization in whose office the caller may register scenarios."""
    office = call.caller.organization
    found = None if office is None else await db.get(Organization, office.id)
    permit_using(call.caller, None if found is None else found.kind)
    if office is None:
        raise NoUsingOffice
    return office


async def _own_scenario(db: AsyncSession, call: Call, code: str) -> Scenario:
    """Return a scenario of the caller's organization, held: no request is built on it meanwhile."""
    scenario = await db.get(Scenario, code, with_for_update=True)
    if scenario is None:
        raise ScenarioNotFound(code=code)
    if scenario.organization_id not in call.caller.issuer_organizations:
        raise ScenarioNotYours(code=code)
    return scenario


def _checked(
    call: Call, catalog: CatalogSnapshot, wish: RegisterScenario
) -> tuple[MatterFacts, ...]:
    asker = Asker(call.caller.assurance, call.moment, call.today, call.purpose)
    cases = {
        shelf.code: Case(shelf.entry, shelf.sharing, catalog.law, LicenseFacts(), asker)
        for shelf in catalog.shelves
    }
    return check_scenario(wish, catalog.law.get(wish.legal_basis), cases, call.today)


def _write(scenario: Scenario, wish: RegisterScenario) -> None:
    scenario.zh, scenario.en = wish.zh.strip(), wish.en.strip()
    scenario.legal_basis = wish.legal_basis
    scenario.retention_days = wish.retention_days
    scenario.by_field = wish.by_field


def _row(code: str, matter: MatterFacts) -> Matter:
    materials = msgspec.to_builtins(matter.materials)
    return Matter(
        code=matter.code, scenario_code=code, zh=matter.zh, en=matter.en, materials=materials
    )


async def _replace(db: AsyncSession, code: str, matters: Iterable[MatterFacts]) -> None:
    former = {row.code: row for row in await _matters(db, code)}
    for matter in matters:
        row = former.pop(matter.code, None)
        if row is None:
            db.add(_row(code, matter))
        else:
            row.zh, row.en = matter.zh, matter.en
            row.materials = msgspec.to_builtins(matter.materials)
    for row in former.values():
        if await _named(db, row.code):
            raise MatterInUse
        await db.delete(row)


async def _named(db: AsyncSession, matter: str) -> bool:
    """Tell whether a request, a delegation or a report names a matter; consents name a request."""
    named = or_(
        exists().where(literal(matter) == any_(AccessRequest.matters)),
        exists().where(Delegation.matter == matter),
        exists().where(PaperDemand.matter == matter),
    )
    return bool(await db.scalar(select(named)))


async def _matters(db: AsyncSession, code: str) -> list[Matter]:
    found = select(Matter).where(Matter.scenario_code == code).order_by(Matter.code)
    return list(await db.scalars(found))


async def _facts(db: AsyncSession, scenario: Scenario) -> ScenarioFacts:
    rows = await _matters(db, scenario.code)
    return _told(
        scenario, [msgspec.convert(row, MatterFacts, from_attributes=True) for row in rows]
    )


def _told(scenario: Scenario, matters: Iterable[MatterFacts]) -> ScenarioFacts:
    return ScenarioFacts(
        code=scenario.code,
        organization_id=scenario.organization_id,
        zh=scenario.zh,
        en=scenario.en,
        legal_basis=scenario.legal_basis,
        retention_days=scenario.retention_days,
        by_field=scenario.by_field,
        registered_at=scenario.registered_at,
        retired_at=scenario.retired_at,
        matters=tuple(sorted(matters, key=lambda matter: matter.code)),
    )
