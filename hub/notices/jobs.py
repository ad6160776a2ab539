"""Tell holders of uses: walk the usage events that were not told of yet (用证通知, art. 15(2))."""

from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import ANSWERED
from hub.audit.jobs import among
from hub.audit.usage import NO_BASIS, WITHHELD, DecidedField
from hub.clock import SHANGHAI
from hub.db.driver import rows_of
from hub.notices.telling import writing
from hub.notices.terms import NoticeKind
from hub.policy.terms import DecisionCode

AT_ONCE = 500
_OUTCOME: Final = DecidedField.__struct_fields__.index("outcome")
_CODE: Final = DecidedField.__struct_fields__.index("code")

UNTOLD = """
SELECT e.id FROM usage_event e
WHERE NOT e.noticed ORDER BY e.id LIMIT %(at_once)s FOR UPDATE OF e SKIP LOCKED
"""
_TELL = text(
    writing(f"""
    WITH seen AS (
        SELECT e.id, e.at, e.outcome, e.account_id, e.organization_id, s.license_id, s.hash,
            e.holders[s.until - s.count + 1 : s.until] AS holders
        FROM usage_event e CROSS JOIN LATERAL (
            SELECT license_id, count, hash, sum(count) OVER (ORDER BY place)::int AS until
            FROM unnest(e.licenses, e.holder_counts, e.patterns)
                WITH ORDINALITY AS one (license_id, count, hash, place)
        ) s
        WHERE e.id = ANY (CAST(:ids AS uuid[])) AND e.id BETWEEN :first AND :last
    ), decided AS (
        SELECT p.hash, p.body ->> 'entry' <> '' AS based,
            bool_or(field ->> {_OUTCOME} <> '{WITHHELD}') AS shown,
            bool_or(field ->> {_CODE} = '{DecisionCode.WAIVED}') AS waived
        FROM decision_pattern p LEFT JOIN jsonb_array_elements(p.body -> 'fields') field ON true
        WHERE p.hash IN (SELECT hash FROM seen) GROUP BY p.hash
    )
    SELECT h.holder_key, k.kind, seen.id::text AS about, CASE
            WHEN k.kind <> '{NoticeKind.USE_REFUSED}' AND seen.account_id IS NOT NULL
            THEN seen.id || '/' || seen.license_id
            ELSE (seen.at AT TIME ZONE '{SHANGHAI.key}')::date || '/' || seen.license_id || '/'
                || coalesce(seen.organization_id::text, seen.account_id::text, '{NO_BASIS}')
        END AS occasion, seen.at, seen.organization_id, l.entry_id, seen.license_id
    FROM seen JOIN decided d USING (hash)
    LEFT JOIN license l ON l.holder_key = ANY (seen.holders) AND l.id = seen.license_id
    CROSS JOIN unnest(seen.holders) AS h (holder_key)
    CROSS JOIN LATERAL (SELECT CASE
            WHEN NOT d.based OR seen.outcome <> '{ANSWERED}' AND d.shown IS NOT TRUE
            THEN '{NoticeKind.USE_REFUSED}'
            WHEN EXISTS (SELECT FROM account a
                    WHERE a.id = seen.account_id AND a.holder_key = h.holder_key)
                OR EXISTS (SELECT FROM representation r
                    WHERE r.account_id = seen.account_id AND r.holder_key = h.holder_key
                        AND r.since <= seen.at AND (r.until IS NULL OR seen.at < r.until))
            THEN '{NoticeKind.OWN_USE}'
            WHEN d.waived THEN '{NoticeKind.WAIVER_USED}' ELSE '{NoticeKind.LICENSE_USED}'
        END AS kind) k
    """)  # noqa: S608 - put together from constants
)
"""Tells each holder of each license in some events.

What is told once is each use, and the tries of one and the same caller once a day: nobody can be
flooded by somebody who asks for a license again and again in vain, nor by visitors of what is
disclosed to everybody. A license of which nothing was shown was refused.
"""
TOLD = text("""
UPDATE usage_event SET noticed = true
WHERE id = ANY (CAST(:ids AS uuid[])) AND id BETWEEN :first AND :last
""")

_LET_GO = text("""
UPDATE notice SET message = 'UNWANTED' WHERE (holder_key, id) IN (
    SELECT holder_key, id FROM notice WHERE message = 'WAITING' ORDER BY due_at LIMIT :at_once)
""")


async def tell_of_use(db: AsyncSession) -> int:
    """Tell the holders of a batch of usage events, and return how many events there were.

    The flag is kept on the event and not as a place in their order: an event that commits late
    has an earlier id than some that were told of before.
    """
    ids = [row["id"] for row in await rows_of(db, UNTOLD, {"at_once": AT_ONCE})]
    if ids:
        await db.execute(_TELL, among(ids))
        await db.execute(TOLD, among(ids))
    return len(ids)


async def let_messages_go(db: AsyncSession) -> None:
    """Keep nothing waiting for a gateway where there is none: one set up later begins anew."""
    await db.execute(_LET_GO, {"at_once": 10 * AT_ONCE})
