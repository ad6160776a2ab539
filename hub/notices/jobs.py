"""Tell holders of uses: walk the usage events that were not told of yet (用证通知, art. 15(2))."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import ANSWERED
from hub.audit.jobs import among
from hub.audit.patterns import KnownPattern, decided
from hub.audit.usage import NO_BASIS
from hub.clock import SHANGHAI
from hub.db.driver import rows_of
from hub.notices.telling import Telling, tell
from hub.notices.terms import NoticeKind

AT_ONCE = 500

UNTOLD = """
SELECT e.id, e.at, e.outcome, e.account_id, e.organization_id, e.licenses, e.holders,
    e.holder_counts, e.patterns,
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
WHERE NOT e.noticed ORDER BY e.id LIMIT %(at_once)s FOR UPDATE OF e SKIP LOCKED
"""
TOLD = text("""
UPDATE usage_event SET noticed = true
WHERE id = ANY (CAST(:ids AS uuid[])) AND id BETWEEN :first AND :last
""")

_LET_GO = text("""
UPDATE notice SET message = 'UNWANTED' WHERE (holder_key, id) IN (
    SELECT holder_key, id FROM notice WHERE message = 'WAITING' ORDER BY due_at LIMIT :at_once)
""")


class _Event(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    at: datetime
    outcome: str
    account_id: str | None
    organization_id: int | None
    licenses: list[str]
    holders: list[str]
    holder_counts: list[int]
    patterns: list[bytes]
    entries: list[int | None]
    own: list[str]


async def tell_of_use(db: AsyncSession) -> int:
    """Tell the holders of a batch of usage events, and return how many events there were.

    The flag is kept on the event and not as a place in their order: an event that commits late
    has an earlier id than some that were told of before.
    """
    events = [_Event(**row) for row in await rows_of(db, UNTOLD, {"at_once": AT_ONCE})]
    patterns = await decided(db, {hash_ for event in events for hash_ in event.patterns})
    await tell(db, *(telling for event in events for telling in tellings(event, patterns)))
    if events:
        await db.execute(TOLD, among([event.id for event in events]))
    return len(events)


async def let_messages_go(db: AsyncSession) -> None:
    """Keep nothing waiting for a gateway where there is none: one set up later begins anew."""
    await db.execute(_LET_GO, {"at_once": 10 * AT_ONCE})


def tellings(event: _Event, patterns: Mapping[bytes, KnownPattern]) -> Iterator[Telling]:
    """Return what each holder of each license in an event is told."""
    at = 0
    for place, (count, hash_) in enumerate(zip(event.holder_counts, event.patterns, strict=True)):
        for holder_key in event.holders[at : at + count]:
            kind = _kind(event, patterns[hash_], holder_key)
            yield _telling(event, place, holder_key, kind)
        at += count


def _telling(event: _Event, place: int, holder_key: str, kind: NoticeKind) -> Telling:
    return Telling(
        holder_key=holder_key,
        kind=kind,
        about=event.id,
        occasion=_occasion(event, place, kind),
        at=event.at,
        organization_id=event.organization_id,
        entry_id=event.entries[place],
        license_id=event.licenses[place],
    )


def _kind(event: _Event, pattern: KnownPattern, holder_key: str) -> NoticeKind:
    if refused(pattern, event.outcome):
        return NoticeKind.USE_REFUSED
    if holder_key in event.own:
        return NoticeKind.OWN_USE
    return NoticeKind.WAIVER_USED if pattern.waived else NoticeKind.LICENSE_USED


def refused(pattern: KnownPattern, outcome: str) -> bool:
    """Tell whether nothing of a license was shown because the request was refused."""
    return not pattern.based or (outcome != ANSWERED and not pattern.shown)


def _occasion(event: _Event, place: int, kind: NoticeKind) -> str:
    """Return what is told once: each use, and the tries of one and the same caller once a day.

    Nobody can be flooded by somebody who asks for a license again and again in vain, nor by
    visitors of what is disclosed to everybody.
    """
    license_id = event.licenses[place]
    if kind is not NoticeKind.USE_REFUSED and event.account_id is not None:
        return f"{event.id}/{license_id}"
    who = event.organization_id or event.account_id or NO_BASIS
    return f"{event.at.astimezone(SHANGHAI).date()}/{license_id}/{who}"
