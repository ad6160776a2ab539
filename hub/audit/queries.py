"""Read the record of use: what a holder's licenses were used for (用证记录, art. 15(2))."""

from datetime import datetime
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.audit.usage import Decisions

USED = """
WITH touched AS (
    SELECT event_id AS id, array_agg(place) AS places FROM holder_usage
    WHERE holder_key = ANY ($1) AND ($2::uuid IS NULL OR event_id < $2)
    GROUP BY event_id
    UNION ALL
    SELECT id, NULL FROM usage_event
    WHERE NOT unfolded AND holders && $1::uuid[] AND ($2::uuid IS NULL OR id < $2)
    ORDER BY id DESC LIMIT $3
)
SELECT e.id, e.at, e.operation, e.outcome, e.cause, e.scenario, e.matter, e.case_number,
    e.account_id, e.organization_id, e.licenses, e.holders, e.holder_counts,
    ARRAY(SELECT p.body FROM unnest(e.patterns) WITH ORDINALITY AS s(hash, place)
        JOIN decision_pattern p ON p.hash = s.hash ORDER BY s.place) AS patterns
FROM touched JOIN usage_event e ON e.id = touched.id
ORDER BY e.id DESC
"""


DONE = """
SELECT id, at, act, outcome FROM audit_entry
WHERE account_id = $1 AND organization_id IS NOT DISTINCT FROM $2::int ORDER BY id DESC LIMIT $3
"""


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """One use of one license: who, for what, on what basis, which fields; never a value."""

    event_id: UUID
    at: datetime
    operation: str
    outcome: str
    account_id: UUID | None
    organization_id: int | None
    cause: str | None
    scenario: str | None
    matter: str | None
    case_number: str | None
    license_id: UUID
    owner_key: UUID
    decisions: Decisions


class Done(msgspec.Struct, frozen=True):
    """One act of a caller, done or refused."""

    id: UUID
    at: datetime
    act: str
    outcome: str


async def own_acts(call: Call, *, first: int) -> list[Done]:
    """Return what the caller did in this office, or was refused, the newest first."""
    office = call.caller.organization
    async with call.read() as connection:
        acting = (call.caller.account_id, None if office is None else office.id)
        rows = await connection.fetch(DONE, *acting, first)
    return [msgspec.convert(dict(row), Done) for row in rows]


async def uses_of_own(call: Call, *, first: int, after: UUID | None = None) -> list[list[Use]]:
    """Return what the caller's own licenses were used for, event by event, the newest first."""
    own = list(call.own_keys)
    async with call.read() as connection:
        rows = await connection.fetch(USED, own, after, first)
    return [_uses(dict(row), set(own)) for row in rows]


def _uses(event: dict[str, object], own: set[UUID]) -> list[Use]:
    """Take one event apart: each license in it that one of these holders has a part in."""
    told = msgspec.convert(event, _Event)
    uses, at = [], 0
    for place, count in enumerate(told.holder_counts):
        holders = told.holders[at : at + count]
        at += count
        if own.intersection(holders):
            uses.append(_use(told, place, holders[0]))
    return uses


class _Event(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    at: datetime
    operation: str
    outcome: str
    account_id: UUID | None
    organization_id: int | None
    cause: str | None
    scenario: str | None
    matter: str | None
    case_number: str | None
    licenses: list[UUID]
    holders: list[UUID]
    holder_counts: list[int]
    patterns: list[Decisions]


def _use(event: _Event, place: int, owner: UUID) -> Use:
    return Use(
        event_id=event.id,
        at=event.at,
        operation=event.operation,
        outcome=event.outcome,
        account_id=event.account_id,
        organization_id=event.organization_id,
        cause=event.cause,
        scenario=event.scenario,
        matter=event.matter,
        case_number=event.case_number,
        license_id=event.licenses[place],
        owner_key=owner,
        decisions=event.patterns[place],
    )
