"""Read objections as each side may: who objects, the issuer, the data center, the superior."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.crypto.envelope import Envelopes
from hub.db.engine import ReaderConnection
from hub.identity.directory import Directory
from hub.identity.terms import OrganizationKind, Role
from hub.issuing.desk import Desk
from hub.objections.clocks import clock_place, told_place
from hub.objections.refusals import ObjectionNotFound, ReceiptUnknown
from hub.objections.terms import ClockKind, ObjectionScope, ObjectionState, Objector
from hub.objections.wishes import ObjectionKey

# How a caller comes to it: $1 own holders, $2 account, $3 office, $4 organizations issued for,
# $5 whether the caller examines for the data center, $6 organizations overseen for.
_OWN: Final = """(o.objector = 'HOLDER' AND o.objector_key = ANY ($1::uuid[])
    OR o.objector = 'PERSON' AND o.raised_by = $2 AND $3::int IS NULL
    OR o.organization_id = $3)"""
_ISSUES: Final = "l.issuer_id = ANY ($4::int[])"
_EXAMINES: Final = """($5 AND EXISTS (SELECT FROM objection_clock f WHERE f.kind = 'FINDING'
    AND f.holder_key = o.holder_key AND f.objection_id = o.id))"""
_ABOVE: Final = """EXISTS (SELECT FROM objection_clock e WHERE e.escalated_to = ANY ($6::int[])
    AND e.holder_key = o.holder_key AND e.objection_id = o.id)"""
_SELECT: Final = f"""
SELECT o.holder_key, o.id, o.receipt, o.license_id, o.entry_id, o.fields, o.told, o.objector,
    o.organization_id, o.raised_at, o.state, o.answered_at, o.corrected,
    {_OWN} AS own, {_ISSUES} AS issues, {_EXAMINES} AS examines, {_ABOVE} AS oversees
FROM objection o JOIN license l ON l.holder_key = o.holder_key AND l.id = o.license_id
"""  # noqa: S608 - put together from the constants above
_DUE: Final = """(SELECT c.due_at FROM objection_clock c WHERE c.holder_key = o.holder_key
    AND c.objection_id = o.id ORDER BY c.begun_at DESC LIMIT 1)"""
_NEWEST: Final = "($7::uuid IS NULL OR o.id < $7) ORDER BY o.id DESC LIMIT $8"
_MOST_URGENT: Final = f"""($7::uuid IS NULL OR ({_DUE}, o.id) > (
    SELECT c.due_at, c.objection_id FROM objection_clock c
    WHERE c.objection_id = $7 ORDER BY c.begun_at DESC LIMIT 1))
ORDER BY {_DUE}, o.id LIMIT $8"""  # noqa: S608 - the same

ONE: Final = f"""{_SELECT} WHERE o.holder_key = $7 AND o.id = $8
    AND ({_OWN} OR {_ISSUES} OR {_EXAMINES} OR {_ABOVE})"""
LISTED: Final = {
    ObjectionScope.OWN: f"{_SELECT} WHERE {_OWN} AND {_NEWEST}",
    ObjectionScope.TO_ANSWER: f"""{_SELECT} WHERE {_ISSUES}
        AND o.state IN ('RAISED', 'REPORTED') AND {_MOST_URGENT}""",
    ObjectionScope.TO_EXAMINE: f"""{_SELECT} WHERE {_EXAMINES}
        AND o.state = 'FORWARDED' AND {_MOST_URGENT}""",
    ObjectionScope.ESCALATED: f"{_SELECT} WHERE {_ABOVE} AND {_NEWEST}",
}
_CLOCKS: Final = """
SELECT objection_id, kind, begun_at, due_at, provisional, escalated_at, stopped_at, told
FROM objection_clock WHERE holder_key = ANY ($1) AND objection_id = ANY ($2) ORDER BY begun_at
"""
BY_RECEIPT: Final = """
SELECT holder_key, id, receipt, state, raised_at, answered_at FROM objection WHERE receipt = $1
"""


class ClockFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One clock, with what was said as it stopped where the caller may know that."""

    kind: ClockKind
    begun_at: datetime
    due_at: datetime
    provisional: bool
    escalated_at: datetime | None
    stopped_at: datetime | None
    told: str | None = None


class StatusFacts(msgspec.Struct, frozen=True, kw_only=True):
    """How an objection stands, by its receipt: no person, no license."""

    receipt: str
    state: ObjectionState
    raised_at: datetime
    answered_at: datetime | None
    clocks: list[ClockFacts]


class ObjectionFacts(StatusFacts, frozen=True, kw_only=True):
    """An objection as one side may know it."""

    holder_key: UUID
    id: UUID
    license_id: UUID
    entry_id: int
    fields: list[str]
    told: str | None
    objector: Objector
    organization_id: int | None
    corrected: int | None


async def objections_of(
    call: Call, desk: Desk, scope: ObjectionScope, *, first: int, after: UUID | None = None
) -> Sequence[ObjectionFacts]:
    """Return a page of the objections in a scope: own ones, or those to be answered and so on."""
    who = _who(call, desk.reading.callers.directory)
    async with call.read() as connection:
        rows = await connection.fetch(LISTED[scope], *who, after, first)
        clocks = await _clocks(connection, rows)
    return [_shown(desk.workshop.envelopes, row, clocks) for row in rows]


async def objection_of(call: Call, desk: Desk, named: ObjectionKey) -> ObjectionFacts:
    """Return one objection to a side that it concerns.

    Raises: ObjectionNotFound.
    """
    who = _who(call, desk.reading.callers.directory)
    async with call.read() as connection:
        row = await connection.fetchrow(ONE, *who, named.holder_key, named.id)
        if row is None:
            raise ObjectionNotFound
        clocks = await _clocks(connection, [row])
    return _shown(desk.workshop.envelopes, row, clocks)


async def raised_by_caller(call: Call, named: ObjectionKey) -> StatusFacts:
    """Return what the very caller has just raised, signed in or not: its receipt and its clock."""
    async with call.read() as connection:
        said = "SELECT receipt FROM objection WHERE holder_key = $1 AND id = $2"
        receipt = await connection.fetchval(said, named.holder_key, named.id)
    return await objection_status(call, receipt)


async def objection_status(call: Call, receipt: str) -> StatusFacts:
    """Return how the objection with a receipt stands, to anybody who has the number.

    Raises: ReceiptUnknown.
    """
    async with call.read() as connection:
        row = await connection.fetchrow(BY_RECEIPT, receipt.strip().upper())
        if row is None:
            raise ReceiptUnknown
        clocks = await _clocks(connection, [row])
    told = [_clock(clock, None) for clock in clocks.get(row["id"], ())]
    return msgspec.convert(dict(row) | {"clocks": told}, StatusFacts)


def _who(call: Call, directory: Directory) -> tuple[object, ...]:
    """Return what tells how the caller comes to an objection."""
    caller, office = call.caller, call.caller.organization
    line = list(caller.issuer_organizations)
    center = office is not None and (
        directory.by_id[office.id].kind is OrganizationKind.DATA_CENTER
    )
    return (
        list(call.own_keys),
        caller.account_id,
        None if office is None else office.id,
        line if Role.ISSUER in caller.roles else [],
        center and Role.SYSTEM_ADMIN in caller.roles,
        line if Role.OVERSEER in caller.roles else [],
    )


async def _clocks(
    connection: ReaderConnection, rows: Sequence[Mapping[str, Any]]
) -> dict[UUID, list[Mapping[str, Any]]]:
    """Return the clocks of some objections, in their order."""
    named = [row["holder_key"] for row in rows], [row["id"] for row in rows]
    found: dict[UUID, list[Mapping[str, Any]]] = {}
    for clock in await connection.fetch(_CLOCKS, *named):
        found.setdefault(clock["objection_id"], []).append(clock)
    return found


def _shown(
    envelopes: Envelopes, row: Mapping[str, Any], clocks: Mapping[UUID, list[Mapping[str, Any]]]
) -> ObjectionFacts:
    """Show an objection; each side reads what was written to it, and the issuer all of it."""
    bound = row["id"].bytes
    reads = row["own"] or row["issues"]
    told = row["told"] if reads else None
    said = {
        "told": None if told is None else envelopes.open(told, told_place(bound)).decode(),
        "clocks": [
            _clock(clock, envelopes if _reads(row, clock) else None)
            for clock in clocks.get(row["id"], ())
        ],
    }
    return msgspec.convert(dict(row) | said, ObjectionFacts)


def _reads(row: Mapping[str, Any], clock: Mapping[str, Any]) -> bool:
    """Tell whether a side may read by what a clock was stopped.

    Who objects reads the answer; the data center what it was sent and what it found.
    """
    if row["issues"]:
        return True
    handed_on = clock["kind"] == ClockKind.FINDING or (
        clock["kind"] == ClockKind.ANSWER and clock["stopped_at"] != row["answered_at"]
    )
    return bool(row["examines"] if handed_on else row["own"])


def _clock(clock: Mapping[str, Any], envelopes: Envelopes | None) -> ClockFacts:
    told = clock["told"] if envelopes else None
    place = clock_place(clock["objection_id"].bytes, ClockKind(clock["kind"]))
    said = None if told is None or envelopes is None else envelopes.open(told, place).decode()
    return msgspec.convert(dict(clock) | {"told": said}, ClockFacts)
