"""Read notices as the holder may, and what was chosen."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.notices.refusals import NoticeNotFound
from hub.notices.rules import usual
from hub.notices.terms import Channel, NoticeKind, OrganizationNoticeKind
from hub.notices.wishes import Choice

_COLUMNS = "holder_key, id, kind, about, at, organization_id, entry_id, license_id"

LISTED = f"""
SELECT {_COLUMNS} FROM notice
WHERE holder_key = ANY ($1) AND shown AND ($2::uuid IS NULL OR id < $2)
ORDER BY id DESC LIMIT $3
"""  # noqa: S608 - put together from the constant above

ONE = f"""
SELECT {_COLUMNS} FROM notice WHERE holder_key = ANY ($1) AND holder_key = $2 AND id = $3 AND shown
"""  # noqa: S608 - put together from the constant above

SINCE = """
SELECT holder_key, id FROM notice WHERE holder_key = ANY ($1) AND id >= $2 AND shown ORDER BY id
"""

CHOSEN = """
SELECT kind, channel, bool_and(wanted) AS wanted FROM notice_choice
WHERE holder_key = ANY ($1) GROUP BY kind, channel
"""

TO_ORGANIZATION = """
SELECT id, organization_id, kind, home, about, at, entry_id, due_at FROM organization_notice
WHERE organization_id = ANY ($1) AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3
"""


class OrganizationNoticeFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A notice as the organization may know it."""

    id: UUID
    organization_id: int
    kind: OrganizationNoticeKind
    home: UUID | None
    about: UUID
    at: datetime
    entry_id: int | None
    due_at: datetime | None


class NoticeFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A notice as its holder may know it."""

    holder_key: UUID
    id: UUID
    kind: NoticeKind
    about: str
    at: datetime
    organization_id: int | None
    entry_id: int | None
    license_id: UUID | None


async def notices_of_own(
    call: Call, *, first: int, after: UUID | None = None
) -> Sequence[NoticeFacts]:
    """Return the notices to the caller and to whom the caller stands for, the newest first."""
    async with call.read() as connection:
        rows = await connection.fetch(LISTED, list(call.own_keys), after, first)
    return [msgspec.convert(dict(row), NoticeFacts) for row in rows]


async def notice_of(call: Call, holder_key: UUID, notice_id: UUID) -> NoticeFacts:
    """Return one notice, under the caller's rights at this moment.

    Raises: NoticeNotFound.
    """
    async with call.read() as connection:
        row = await connection.fetchrow(ONE, list(call.own_keys), holder_key, notice_id)
    if row is None:
        raise NoticeNotFound
    return msgspec.convert(dict(row), NoticeFacts)


async def choices_of_own(call: Call) -> Sequence[Choice]:
    """Return what is told to the caller, and how: what was chosen, else what is usual."""
    async with call.read() as connection:
        rows = await connection.fetch(CHOSEN, list(call.own_keys))
    chosen = {(row["kind"], row["channel"]): row["wanted"] for row in rows}
    return [
        Choice(kind, channel, chosen.get((kind, channel), usual(kind)))
        for kind in NoticeKind
        for channel in Channel
    ]


async def notices_of_organization(
    call: Call, *, first: int, after: UUID | None = None
) -> Sequence[OrganizationNoticeFacts]:
    """Return what the organization acted for is told, or was that it succeeded, newest first."""
    line = list(call.caller.issuer_organizations)
    async with call.read() as connection:
        rows = await connection.fetch(TO_ORGANIZATION, line, after, first)
    return [msgspec.convert(dict(row), OrganizationNoticeFacts) for row in rows]
