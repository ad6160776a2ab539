"""Write notices in the transaction of what they tell of, and wake those who follow them."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hub.db.ids import MADE_IN_SQL, new_id
from hub.notices.model import OrganizationNotice
from hub.notices.rules import OFF
from hub.notices.terms import NoticeKind, OrganizationNoticeKind

CHANNEL = "hub_notice"
"""What PostgreSQL announces written notices on: who listens reads them then."""
BETWEEN: Final = ","
TOGETHER: Final = 100
"""How many are announced at once: every process hears of them all, and 8,000 bytes is the most."""

_OFF: Final = ", ".join(f"'{kind}'" for kind in sorted(OFF))


def writing(notices: str) -> str:
    """Return the statement that writes the notices which an expression yields, where wanted.

    Telling twice of the same thing tells once.
    """
    return f"""
WITH written AS (
    INSERT INTO notice (
        holder_key, id, kind, about, occasion, at, organization_id, entry_id, license_id,
        shown, message, due_at)
    SELECT n.holder_key, {MADE_IN_SQL}, n.kind, n.about, n.occasion, n.at,
        n.organization_id, n.entry_id, n.license_id, w.inbox,
        CASE WHEN w.message THEN 'WAITING' ELSE 'UNWANTED' END, n.at
    FROM ({notices}) n
    CROSS JOIN LATERAL (SELECT
        coalesce((SELECT wanted FROM notice_choice c WHERE c.holder_key = n.holder_key
            AND c.kind = n.kind AND c.channel = 'INBOX'), n.kind NOT IN ({_OFF})) AS inbox,
        coalesce((SELECT wanted FROM notice_choice c WHERE c.holder_key = n.holder_key
            AND c.kind = n.kind AND c.channel = 'MESSAGE'), n.kind NOT IN ({_OFF})) AS message) w
    WHERE w.inbox OR w.message
    ON CONFLICT DO NOTHING
    RETURNING holder_key, id, shown
)
SELECT pg_notify('{CHANNEL}', string_agg(holder_key || ' ' || id, '{BETWEEN}')) FROM (
    SELECT holder_key, id, row_number() OVER () / {TOGETHER} AS part FROM written WHERE shown
) one GROUP BY part
"""  # noqa: S608 - put together from constants


_WRITE: Final = text(
    writing("""
    SELECT * FROM jsonb_to_recordset(CAST(:notices AS jsonb)) AS told(
        holder_key uuid, kind text, about text, occasion text, at timestamptz,
        organization_id int, entry_id int, license_id uuid)
""")
)


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """One notice to be written; `about` is the key of a thing of the sort that the kind says."""

    holder_key: UUID | str
    kind: NoticeKind
    about: str
    at: datetime
    occasion: str | None = None
    organization_id: int | None = None
    entry_id: int | None = None
    license_id: UUID | str | None = None

    @property
    def row(self) -> dict[str, object]:
        """Return the notice as a row."""
        return msgspec.structs.asdict(self) | {"occasion": self.occasion or self.about}


async def tell(db: AsyncSession, *tellings: Telling) -> None:
    """Tell holders of what this very transaction does, if they want to hear of it.

    Telling twice of the same thing tells once.
    """
    if tellings:
        rows = msgspec.json.encode([telling.row for telling in tellings])
        await db.execute(_WRITE, {"notices": rows.decode()})


class OrganizationTelling(msgspec.Struct, frozen=True, kw_only=True):
    """One notice to an organization, about a thing that lies under one key or two."""

    organization_id: int
    kind: OrganizationNoticeKind
    home: UUID | None = None
    about: UUID
    at: datetime
    entry_id: int | None = None
    due_at: datetime | None = None
    occasion: str | None = None


async def tell_organizations(db: AsyncSession, *tellings: OrganizationTelling) -> None:
    """Tell organizations of what this very transaction does; twice of the same tells once."""
    if tellings:
        rows = [
            msgspec.structs.asdict(one)
            | {"id": new_id(), "occasion": one.occasion or str(one.about)}
            for one in tellings
        ]
        await db.execute(insert(OrganizationNotice).values(rows).on_conflict_do_nothing())
