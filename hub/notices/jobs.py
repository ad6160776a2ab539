"""Tell holders of uses: walk the usage events that were not told of yet (用证通知, art. 15(2))."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import ANSWERED
from hub.audit.jobs import among
from hub.audit.usage import NO_BASIS, WITHHELD, Decisions
from hub.clock import SHANGHAI
from hub.notices.telling import Telling, tell
from hub.notices.terms import NoticeKind
from hub.policy.terms import DecisionCode

AT_ONCE = 500

UNTOLD = text("""
SELECT e.id, e.at, e.outcome, e.account_id, e.organization_id, e.licenses, e.holders,
    e.holder_counts,
    ARRAY(SELECT p.body FROM unnest(e.patterns) WITH ORDINALITY AS s(hash, place)
        JOIN decision_pattern p ON p.hash = s.hash ORDER BY s.place) AS patterns,
    ARRAY(SELECT (SELECT l.entry_id FROM license l
            WHERE l.holder_key = ANY (e.holders) AND l.id = s.id)
        FROM unnest(e.licenses) WITH ORDINALITY AS s(id, place) ORDER BY s.place) AS entries,
    ARRAY(SELECT a.holder_key FROM account a
        WHERE a.id = e.account_id AND a.holder_key = ANY (e.holders)
        UNION
        SELECT r.holder_key FROM representation r
        WHERE r.account_id = e.account_id AND r.holder_key = ANY (e.holders)
            AND r.since <= e.at AND (r.until IS NULL OR e.at < r.until)) AS own
FROM usage_event e
WHERE NOT e.noticed ORDER BY e.id LIMIT :at_once FOR UPDATE OF e SKIP LOCKED
""")
TOLD = text("""
UPDATE usage_event SET noticed = true WHERE id = ANY (:ids) AND id BETWEEN :first AND :last
""")

_LET_GO = text("""
UPDATE notice SET message = 'UNWANTED' WHERE (holder_key, id) IN (
    SELECT holder_key, id FROM notice WHERE message = 'WAITING' ORDER BY due_at LIMIT :at_once)
""")


class _Event(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    at: datetime
    outcome: str
    account_id: UUID | None
    organization_id: int | None
    licenses: list[UUID]
    holders: list[UUID]
    holder_counts: list[int]
    patterns: list[Decisions]
    entries: list[int | None]
    own: list[UUID]


async def tell_of_use(db: AsyncSession) -> int:
    """Tell the holders of a batch of usage events, and return how many events there were.

    The flag is kept on the event and not as a place in their order: an event that commits late
    has an earlier id than some that were told of before.
    """
    rows = (await db.execute(UNTOLD, {"at_once": AT_ONCE})).mappings().all()
    events = [msgspec.convert(dict(row), _Event) for row in rows]
    await tell(db, *(telling for event in events for telling in tellings(event)))
    if events:
        await db.execute(TOLD, among([event.id for event in events]))
    return len(events)


async def let_messages_go(db: AsyncSession) -> None:
    """Keep nothing waiting for a gateway where there is none: one set up later begins anew."""
    await db.execute(_LET_GO, {"at_once": 10 * AT_ONCE})


def tellings(event: _Event) -> Iterator[Telling]:
    """Return what each holder of each license in an event is told."""
    at = 0
    for place, count in enumerate(event.holder_counts):
        for holder_key in event.holders[at : at + count]:
            yield _telling(event, place, holder_key)
        at += count


def _telling(event: _Event, place: int, holder_key: UUID) -> Telling:
    kind = _kind(event, place, holder_key)
    return Telling(
        holder_key=holder_key,
        kind=kind,
        about=str(event.id),
        occasion=_occasion(event, place, kind),
        at=event.at,
        organization_id=event.organization_id,
        entry_id=event.entries[place],
        license_id=event.licenses[place],
    )


def _kind(event: _Event, place: int, holder_key: UUID) -> NoticeKind:
    if refused(event.patterns[place], event.outcome):
        return NoticeKind.USE_REFUSED
    if holder_key in event.own:
        return NoticeKind.OWN_USE
    waived = any(field.code == DecisionCode.WAIVED for field in event.patterns[place].fields)
    return NoticeKind.WAIVER_USED if waived else NoticeKind.LICENSE_USED


def refused(decisions: Decisions, outcome: str) -> bool:
    """Tell whether nothing of a license was shown because the request was refused."""
    if not decisions.entry:
        return True
    shown = any(field.outcome != WITHHELD for field in decisions.fields)
    return outcome != ANSWERED and not shown


def _occasion(event: _Event, place: int, kind: NoticeKind) -> str:
    """Return what is told once: each use, and the tries of one and the same caller once a day.

    Nobody can be flooded by somebody who asks for a license again and again in vain, nor by
    visitors of what is disclosed to everybody.
    """
    license_id: Any = event.licenses[place]
    if kind is not NoticeKind.USE_REFUSED and event.account_id is not None:
        return f"{event.id}/{license_id}"
    who = event.organization_id or event.account_id or NO_BASIS
    return f"{event.at.astimezone(SHANGHAI).date()}/{license_id}/{who}"
