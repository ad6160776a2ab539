"""Read the record of use: what a holder's licenses were used for (用证记录, art. 15(2))."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.audit.usage import NO_BASIS, Decisions
from hub.clock import possibly_ahead
from hub.db.ids import FIRST_ID, LAST_ID, id_floor

LATE: Final = timedelta(days=1)
"""More than a request takes from its moment to its record, and than clocks are apart."""

_EVENT = """e.id, e.at, e.operation, e.outcome, e.cause, e.scenario, e.matter, e.case_number,
    e.account_id, e.organization_id, e.licenses, e.holders, e.holder_counts,
    ARRAY(SELECT p.body FROM unnest(e.patterns) WITH ORDINALITY AS s(hash, place)
        JOIN decision_pattern p ON p.hash = s.hash ORDER BY s.place) AS patterns,
    ARRAY(SELECT CASE p.body ->> 'entry' WHEN '' THEN (
            SELECT l.entry_id FROM license l
            WHERE l.holder_key = ANY (e.holders) AND l.id = e.licenses[s.place]) END
        FROM unnest(e.patterns) WITH ORDINALITY AS s(hash, place)
        JOIN decision_pattern p ON p.hash = s.hash ORDER BY s.place) AS entries,
    (SELECT r.kind FROM representation r
        WHERE r.account_id = e.account_id AND r.holder_key = ANY (e.holders)
            AND r.since <= e.at AND (r.until IS NULL OR e.at < r.until)
        LIMIT 1) AS stood_as"""

_IDS = "$6 <= e.id AND e.id < $2"
_WITHIN = f"""{_IDS}
    AND ($4::timestamptz IS NULL OR $4 <= e.at) AND ($5::timestamptz IS NULL OR e.at < $5)"""

# Each own list is read backward along its key; an event is looked up by its id, in its one month,
# and only where something of it is asked.
USED = f"""
WITH touched AS (
    SELECT own.id FROM unnest($1::uuid[]) AS holder (key) CROSS JOIN LATERAL (
        SELECT DISTINCT h.event_id AS id FROM holder_usage h
        WHERE h.holder_key = holder.key AND $6 <= h.event_id AND h.event_id < $2
            AND (num_nonnulls($4::timestamptz, $5::timestamptz, $7::uuid) = 0 OR (
                SELECT $7::uuid IS NULL OR e.licenses[h.place] = $7
                FROM usage_event e WHERE e.id = h.event_id AND {_WITHIN}))
        ORDER BY h.event_id DESC LIMIT $3) own
    UNION
    SELECT e.id FROM usage_event e
    WHERE NOT e.unfolded AND e.holders && $1::uuid[]
        AND ($7::uuid IS NULL OR $7 = ANY (e.licenses)) AND {_WITHIN}
    ORDER BY id DESC LIMIT $3
)
SELECT {_EVENT} FROM touched JOIN usage_event e ON e.id = touched.id WHERE {_IDS}
ORDER BY e.id DESC
"""  # noqa: S608 - put together from the constants above

USED_BY = f"""
SELECT {_EVENT} FROM usage_event e
WHERE e.organization_id = $1 AND {_WITHIN}
ORDER BY e.id DESC LIMIT $3
"""  # noqa: S608 - put together from the constants above


ONE = f"""
SELECT {_EVENT} FROM usage_event e WHERE e.id = $2 AND e.holders && $1::uuid[]
"""  # noqa: S608 - put together from the constant above


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
    owner_key: UUID | None
    decisions: Decisions
    entry_id: int | None = None
    """The license's entry, where the decisions do not say it: there was no basis."""
    stood_as: str | None = None
    """As what the caller stood for one of the holders: agent or guardian."""


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


class OrganizationUses(msgspec.Struct, frozen=True):
    """Events of an organization, with the id of the last that was looked at."""

    used: list[list[Use]]
    last: UUID | None


class During(msgspec.Struct, frozen=True):
    """A time, its end not included."""

    since: datetime | None = None
    until: datetime | None = None


ALWAYS = During()


async def uses_of_own(
    call: Call,
    *,
    first: int,
    after: UUID | None = None,
    during: During = ALWAYS,
    license_id: UUID | None = None,
) -> list[list[Use]]:
    """Return what the caller's own licenses were used for, event by event, the newest first."""
    own = set(call.own_keys)
    async with call.read() as connection:
        rows = await connection.fetch(USED, list(own), *within(first, after, during), license_id)
    events = [_uses(dict(row), own) for row in rows]
    if license_id is None:
        return events
    return [[use for use in uses if use.license_id == license_id] for uses in events]


async def use_of_own(call: Call, event_id: UUID, license_id: UUID) -> Use | None:
    """Return one use of one own license, under the caller's rights at this moment."""
    own = set(call.own_keys)
    async with call.read() as connection:
        row = await connection.fetchrow(ONE, list(own), event_id)
    uses = [] if row is None else _uses(dict(row), own)
    return next((use for use in uses if use.license_id == license_id), None)


async def uses_by_organization(
    call: Call,
    organization_id: int,
    *,
    first: int,
    after: UUID | None = None,
    during: During = ALWAYS,
) -> "OrganizationUses":
    """Return what an organization used, event by event, for those who oversee it within (art. 26).

    A license that no basis led to is left out: the organization must not learn of it.
    """
    async with call.read() as connection:
        rows = await connection.fetch(USED_BY, organization_id, *within(first, after, during))
    used = [[use for use in _uses(dict(row), None) if not without_basis(use)] for row in rows]
    return OrganizationUses(used, rows[-1]["id"] if rows else None)


def within(first: int, after: UUID | None, during: During) -> tuple[object, ...]:
    """Return between which ids and times to look: ids tell which months need not be opened.

    An id is made as its event is recorded, a little after `at`; where there is a sandbox, `at` may
    lie as far ahead of it as its clock was put.
    """
    since, until = during.since, during.until
    ends = [] if until is None else [_floor(until + LATE)]
    high = min(ends if after is None else [*ends, after], default=LAST_ID)
    low = FIRST_ID if since is None else _floor(since - LATE - possibly_ahead())
    return high, first, since, until, low


def _floor(moment: datetime) -> UUID:
    return id_floor(max(moment.timestamp(), 0))


def without_basis(use: Use) -> bool:
    """Tell whether a license was named and no basis led to it."""
    return not use.decisions.entry


def _uses(event: dict[str, object], own: set[UUID] | None) -> list[Use]:
    """Take one event apart: each license in it that one of these holders has a part in."""
    told = msgspec.convert(event, _Event)
    uses, at = [], 0
    for place, count in enumerate(told.holder_counts):
        holders = told.holders[at : at + count]
        at += count
        if own is None or own.intersection(holders):
            uses.append(_use(told, place, holders))
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
    entries: list[int | None]
    stood_as: str | None


def _use(event: _Event, place: int, holders: Sequence[UUID]) -> Use:
    decisions = event.patterns[place]
    return Use(
        event_id=event.id,
        at=event.at,
        operation=event.operation,
        outcome=event.outcome if decisions.entry else NO_BASIS,
        account_id=event.account_id,
        organization_id=event.organization_id,
        cause=event.cause,
        scenario=event.scenario,
        matter=event.matter,
        case_number=event.case_number,
        license_id=event.licenses[place],
        owner_key=holders[0] if holders else None,
        decisions=decisions,
        entry_id=event.entries[place],
        stood_as=event.stood_as,
    )
