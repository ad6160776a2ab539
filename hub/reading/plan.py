"""Plan a decided read: ask the rulebook what can leave at all, and compile it into a statement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

import msgspec

from hub.audit.call import Call
from hub.authorizations.authority import Authority
from hub.authorizations.scenarios.book import MatterFacts, ScenarioFacts
from hub.catalog.queries import CatalogSnapshot, Shelf
from hub.identity.bounded import Bounded
from hub.policy.case import Case
from hub.policy.codes import Grade, parse_identifier, significant_digits
from hub.policy.facts import Asker, LicenseFacts, Public
from hub.policy.rulebook import carry
from hub.policy.terms import Disclosure, FieldType, Outcome, SharingState
from hub.reading.cells import Cell, cells_of, expression
from hub.reading.guards import guards
from hub.reading.reach import Outlook, Reach, asker_of, outlook_of
from hub.reading.request_guards import reaching
from hub.reading.scope import (
    ById,
    ByIdentifier,
    Query,
    Register,
    Scope,
    UnderRequest,
    UnderScenario,
    Wanted,
)
from hub.reading.statement import Blueprint, Statement, propose, write

_SEARCHED = frozenset({FieldType.TEXT, FieldType.CODE})
_NOT_GIVEN: Final = (None, ())
PLANS_KEPT = 1_000
ROW_KINDS_KEPT = 1_000


class Place(NamedTuple):
    """A cell, where a row's array holds it (None: it is not there), and if it may be granted."""

    cell: Cell
    position: int | None
    grantable: bool


@dataclass(frozen=True)
class Plan:
    """A compiled read: its statement, the places of each entry's cells, and rows it decided."""

    reach: Reach
    authority: Authority
    statement: Statement
    proposal: Statement | None
    """What proposes the rows of a list of the register."""
    places: Mapping[int, tuple[Place, ...]]
    open_ids: tuple[int, ...]
    single: bool
    """Whether the statement yields one row, whatever it finds: one license is named."""
    decided: Bounded[Any, Any] = field(default_factory=lambda: Bounded(ROW_KINDS_KEPT))


class PlanKey(NamedTuple):
    """All that a plan depends on; of what becomes a parameter, whether it is given at all."""

    epoch: int
    today: date
    assurance: int
    for_organization: bool
    purpose_stated: bool
    reach: Reach
    scope: type[Scope]
    given: tuple[bool, ...]
    wanted: Wanted
    entry: str | None
    filters: tuple[str, ...]
    after: bool
    before: bool
    backward: bool


class Planner:
    """Compiles plans and keeps those used lately."""

    def __init__(self) -> None:
        """Start with none."""
        self._plans: Bounded[PlanKey, Plan] = Bounded(PLANS_KEPT)

    def plan(
        self, catalog: CatalogSnapshot, authority: Authority, call: Call, query: Query, reach: Reach
    ) -> Plan:
        """Return the plan of a query for a call."""
        key = _key(catalog, call, query, reach)
        plan = self._plans.get(key)
        if plan is None:
            plan = compile_plan(catalog, authority, call, query, reach)
            self._plans.put(key, plan)
        return plan


def _key(catalog: CatalogSnapshot, call: Call, query: Query, reach: Reach) -> PlanKey:
    page = query.page
    return PlanKey(
        catalog.epoch,
        call.today,
        call.caller.assurance,
        call.caller.organization is not None,
        call.purpose is not None,
        reach,
        type(query.scope),
        tuple([one not in _NOT_GIVEN for one in msgspec.structs.astuple(query.scope)]),
        query.wanted,
        query.entry,
        tuple([wish.key for wish in query.filters]),
        page.after is not None,
        page.before is not None,
        page.backward,
    )


def compile_plan(
    catalog: CatalogSnapshot, authority: Authority, call: Call, query: Query, reach: Reach
) -> Plan:
    """Compile the rulebook for one kind of caller and one query into a statement."""
    asker = asker_of(call)
    cells: dict[int, list[str]] = {}
    places: dict[int, tuple[Place, ...]] = {}
    reached: dict[int, str] = {}
    met = _met(catalog, authority, query, reach)
    cases = {shelf.id: case_of(catalog, shelf, asker) for shelf in met}
    for entry_id, case in cases.items():
        outlook = outlook_of(case, entry_id, reach, authority)
        cells[entry_id], places[entry_id] = _compile_cells(outlook, query.wanted)
        reached |= reaching(outlook, case.entry.max_holders)
    blueprint = Blueprint(
        query=query,
        reach=reach,
        public_days=_public_days(cases),
        cells=cells if query.wanted.values else {},
        reaching=reached,
        searched=_searched(cases) if isinstance(query.scope, Register) else {},
    )
    open_ids = tuple(id_ for id_, case in cases.items() if case.sharing is SharingState.OPEN)
    single = isinstance(query.scope, ById | ByIdentifier)
    return Plan(reach, authority, write(blueprint), propose(blueprint), places, open_ids, single)


def case_of(
    catalog: CatalogSnapshot, shelf: Shelf, asker: Asker, license_: LicenseFacts | None = None
) -> Case:
    """Return a license of an entry as a case under today's policy."""
    return Case(shelf.policy, shelf.sharing, catalog.law, license_ or LicenseFacts(), asker)


def of_named_entry(catalog: CatalogSnapshot, query: Query) -> Query:
    """Return a query that is bound to the entry whose type code its identifier names.

    No license lies under a valid identifier of another type, and an entry keeps its type code for
    ever; to prepare for the cells of every entry would cost more than to read those of one.
    """
    if query.entry is not None or not isinstance(query.scope, ByIdentifier):
        return query
    identifier = parse_identifier(query.scope.identifier)
    if identifier is None or identifier.grade is not Grade.VALID:
        return query
    shelf = catalog.by_type_code.get(identifier.type_code)
    return query if shelf is None else msgspec.structs.replace(query, entry=shelf.code)


def _met(
    catalog: CatalogSnapshot, authority: Authority, query: Query, reach: Reach
) -> Iterable[Shelf]:
    """Return the entries that a query can meet."""
    if query.entry is not None:
        return (catalog.by_code[query.entry],)
    if isinstance(query.scope, Register):
        return (shelf for shelf in catalog.shelves if shelf.sharing is SharingState.OPEN)
    if isinstance(query.scope, UnderRequest | UnderScenario):
        of = {known.entry_id for known in authority.requests if known.id in reach.requests}
        return (shelf for shelf in catalog.shelves if shelf.id in of)
    return catalog.shelves


def _compile_cells(outlook: Outlook, wanted: Wanted) -> tuple[list[str], tuple[Place, ...]]:
    entry = outlook.case.entry
    expressions: list[str] = []
    places = []
    for cell in cells_of(entry.fields, entry.max_holders):
        if not wanted.asks(entry.code, cell.field.key):
            continue
        found = guards(outlook, cell.field, cell.ordinal)
        text = expression(cell, found, images=wanted.images)
        position = None if text is None else len(expressions)
        grantable = any(guard.outcome is Outcome.GRANTED for guard in found)
        places.append(Place(cell, position, grantable))
        if text is not None:
            expressions.append(text)
    return expressions, tuple(places)


def _public_days(cases: Mapping[int, Case]) -> dict[int, int]:
    return {
        entry_id: case.entry.public_after_end
        for entry_id, case in cases.items()
        if case.sharing is SharingState.OPEN
        and any(field.disclosure is not Disclosure.NONE for field in case.entry.fields)
    }


def _searched(cases: Mapping[int, Case]) -> dict[int, list[str]]:
    return {entry_id: searchable(case) for entry_id, case in cases.items()}


def assignments(catalog: CatalogSnapshot, plan: Plan) -> list[dict[str, object]]:
    """Return the oversight assignments of a plan with the entries that each concerns."""
    known = {one.id: one for one in plan.authority.assignments}
    return [
        {
            "id": str(one.id),
            "entries": [it.id for it in catalog.shelves if one.sector in (None, it.policy.sector)],
            "region": significant_digits(one.region),
            "license_id": one.license_id and str(one.license_id),
            "since": one.since.isoformat(),
            "until": one.until.isoformat(),
        }
        for one in map(known.__getitem__, plan.reach.assignments)
    ]


def searchable(case: Case) -> list[str]:
    """Return the fields that a search of the register may look in: disclosed in full today."""
    return [
        field.key
        for field in case.entry.fields
        if field.type in _SEARCHED and carry(case, Public(), field, 1).outcome is Outcome.GRANTED
    ]


def needed_by_entry(
    catalog: CatalogSnapshot, needing: MatterFacts | ScenarioFacts | None
) -> dict[str, list[str]]:
    """Return the fields that a matter or a scenario needs of each entry, by the entry's id."""
    if needing is None:
        return {}
    needed = {code: sorted(needing.needed(code)) for code in needing.entries}
    shelves = catalog.by_code
    return {str(shelves[code].id): keys for code, keys in needed.items() if code in shelves}
