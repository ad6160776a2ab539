"""Decide the rows that a statement found, by the rulebook alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final, NamedTuple

import asyncpg

from hub.audit.call import Call
from hub.audit.usage import DecidedField, Decisions, Pattern
from hub.catalog.queries import CatalogSnapshot, Shelf
from hub.policy.case import Case, Decision
from hub.policy.facts import Issued, LicenseFacts, Own, Public, Standing
from hub.policy.rulebook import best, carry, reaches, reaching
from hub.policy.states import LicenseState, state_of
from hub.policy.terms import Basis, LicenseStatus, Outcome, Subject
from hub.reading.authorized import Authorized, authorized_of, standings_of
from hub.reading.cells import Cell
from hub.reading.plan import Plan, case_of
from hub.reading.reach import asker_of


class DecidedCell(NamedTuple):
    """A cell with its decision, and where its value lies in the row."""

    cell: Cell
    decision: Decision
    position: int | None

    @property
    def holder(self) -> int | None:
        """Return whose the cell is, where the field is each holder's own."""
        return self.cell.ordinal if self.cell.field.subject is Subject.HOLDER else None

    @property
    def granted(self) -> bool:
        """Tell whether the value itself may be shown."""
        return self.decision.outcome is Outcome.GRANTED


@dataclass(frozen=True)
class Decided:
    """The decisions of one kind of row, shared by all rows of a plan that offer the same facts.

    An authorization stands in the decisions by its place among the row's.
    """

    shelf: Shelf
    state: LicenseState
    cells: tuple[DecidedCell, ...]
    pattern: Pattern
    used: tuple[int, ...]
    """Places of the authorizations that carried a cell."""
    own: bool
    """Whether the history and the digests may be shown: to a holder and to the issuer."""
    public: bool
    """Whether nothing but the register led to it."""

    @cached_property
    def of_key(self) -> Mapping[str, Sequence[DecidedCell]]:
        """Return the cells of each field: one, or one for each holder whose own it is."""
        cells: dict[str, list[DecidedCell]] = {}
        for cell in self.cells:
            cells.setdefault(cell.cell.field.key, []).append(cell)
        return cells


class Row(NamedTuple):
    """One license with its decisions; its cells are still as they lay in the database."""

    record: asyncpg.Record
    decided: Decided
    authorized: tuple[Authorized, ...]

    @property
    def issuers(self) -> tuple[int, ...]:
        """Return who issued the license, or succeeded to that: several, if they issued together."""
        return self.record["issuer_id"], *(self.record["co_issuers"] or ())


def decide_row(plan: Plan, catalog: CatalogSnapshot, call: Call, record: asyncpg.Record) -> Row:
    """Decide one row; rows of a plan that offer the same facts are decided once."""
    authorized = authorized_of(record)
    offered = _offered(record, call.today, catalog, tuple([one.offers for one in authorized]))
    decided = plan.decided.get(offered)
    if decided is None:
        shelf = catalog.by_id[offered.entry_id]
        case = case_of(catalog, shelf, asker_of(call), _facts(record))
        decided = _decide(plan, case, shelf, offered, authorized)
        plan.decided.put(offered, decided)
    return Row(record, decided, authorized)


class _Offered(NamedTuple):
    """All that a row's decisions depend on; of its days, what they mean on this one.

    A license that is over has a day on which it ended, and thousands have a thousand: what that
    means is whether it is still in the register, as `rulebook.reaches` asks for `Public`.
    """

    entry_id: int
    revision: int
    status: str
    begun: bool
    over: bool
    registered: bool
    holders: int
    own: tuple[int, ...]
    issued: bool
    authorized: tuple[tuple[object, ...], ...]


def _offered(
    record: asyncpg.Record,
    today: date,
    catalog: CatalogSnapshot,
    authorized: tuple[tuple[object, ...], ...],
) -> _Offered:
    since, until = record["valid_from"], record["valid_until"]
    entry_id, status = record["entry_id"], record["status"]
    over = until is not None and until < today
    return _Offered(
        entry_id,
        record["revision"],
        status,
        since is None or since <= today,
        over,
        not (over or status in _ENDED) or _is_registered(catalog.by_id[entry_id], record, today),
        len(record["holders"]),
        tuple(record["own"]),
        record["issued"],
        authorized,
    )


_ENDED: Final = frozenset(status.value for status in LicenseStatus if status.ended)


def _is_registered(shelf: Shelf, record: asyncpg.Record, today: date) -> bool:
    """Tell whether a license that is over ended so lately that the register still has it."""
    end = _facts(record).end(today)
    return end is None or today <= end + timedelta(days=shelf.policy.public_after_end)


def _facts(record: asyncpg.Record) -> LicenseFacts:
    return LicenseFacts(
        status=LicenseStatus(record["status"]),
        holders=len(record["holders"]),
        region=record["region"],
        valid_from=record["valid_from"],
        valid_until=record["valid_until"],
        ended_on=record["ended_on"],
    )


def _decide(
    plan: Plan, case: Case, shelf: Shelf, offered: _Offered, authorized: Sequence[Authorized]
) -> Decided:
    state = state_of(case.license, case.asker.today)
    own = _standings(plan, case, offered)
    standings = reaching(case, [*own, *standings_of(plan, case.asker, authorized)])
    shown = shelf.shape(offered.revision)
    cells = tuple(
        DecidedCell(place.cell, decision, place.position)
        for place in plan.places[shelf.id]
        if place.cell.field.key in shown and place.cell.ordinal <= _count(case, place.cell)
        if (decision := _best(case, standings, place.cell))
    )
    used = {
        int(cell.decision.authorization)
        for cell in cells
        if cell.decision.authorization and cell.decision.outcome is not Outcome.WITHHELD
    }
    return Decided(
        shelf,
        state,
        cells,
        _pattern(shelf, state, cells),
        tuple(sorted(used)),
        bool(offered.own) or offered.issued,
        bool(cells) and all(cell.decision.basis is Basis.PUBLIC for cell in cells),
    )


def _best(case: Case, standings: Sequence[Standing], cell: Cell) -> Decision | None:
    return best(carry(case, standing, cell.field, cell.ordinal) for standing in standings)


def _count(case: Case, cell: Cell) -> int:
    return case.license.holders if cell.field.subject is Subject.HOLDER else 1


def _standings(plan: Plan, case: Case, offered: _Offered) -> list[Standing]:
    standings: list[Standing] = [Own(ordinal) for ordinal in offered.own]
    if offered.issued:
        standings.append(Issued())
    if plan.reach.public and reaches(case, Public()):
        standings.append(Public())
    return standings


def _pattern(shelf: Shelf, state: LicenseState, cells: Sequence[DecidedCell]) -> Pattern:
    fields = tuple(
        DecidedField(
            cell.field.key,
            cell.ordinal,
            decision.outcome,
            decision.code,
            decision.basis,
            decision.legal_basis,
            decision.remedy,
        )
        for cell, decision, _ in cells
    )
    return Pattern.of(Decisions(shelf.code, shelf.policy_revision, state, fields))
