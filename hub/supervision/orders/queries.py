"""Read orders within one's scope, and public notices, which everybody may."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.audit.told import all_told, one_told
from hub.identity.directory import Directory
from hub.supervision.findings.queries import FindingFacts, organizations_seen
from hub.supervision.orders.refusals import OrderNotFound
from hub.supervision.orders.terms import OrderState, OrderStep
from hub.supervision.scope import seen_by

_ORDER: Final = """to_jsonb(o) || jsonb_build_object(
    'findings', ARRAY(
        SELECT to_jsonb(f) FROM finding f WHERE f.id = ANY (o.findings) ORDER BY f.id),
    'steps', ARRAY(
        SELECT to_jsonb(s) FROM rectification_step s WHERE s.order_id = o.id ORDER BY s.place),
    'notice', (SELECT to_jsonb(n) FROM public_notice n WHERE n.order_id = o.id)) AS told
FROM rectification_order o WHERE o.organization_id = ANY ($1)"""
ORDERS: Final = f"""
SELECT {_ORDER} AND ($2::text IS NULL OR o.state = $2) AND ($3::uuid IS NULL OR o.id < $3)
ORDER BY o.id DESC LIMIT $4
"""
ORDER: Final = f"SELECT {_ORDER} AND o.id = $2"
NOTICES: Final = """
SELECT jsonb_build_object('id', n.id, 'number', o.number, 'organization_id', o.organization_id,
    'grounds', ARRAY(
        SELECT DISTINCT f.ground FROM finding f WHERE f.id = ANY (o.findings) ORDER BY f.ground),
    'ordered_at', o.opened_at, 'due_at', o.overdue_at, 'published_at', n.published_at,
    'rectified_at', o.closed_at) AS told
FROM public_notice n JOIN rectification_order o ON o.id = n.order_id
WHERE n.published_at IS NOT NULL AND ($1::uuid IS NULL OR n.id < $1)
ORDER BY n.id DESC LIMIT $2
"""


class StepFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What was done about an order; by which person is not told."""

    act: OrderStep
    told: str
    due_at: datetime | None
    at: datetime


class NoticeState(msgspec.Struct, frozen=True, kw_only=True):
    """A notice, drafted and perhaps published."""

    id: UUID
    drafted_at: datetime
    published_at: datetime | None


class OrderFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An order with its findings and all that was done."""

    id: UUID
    number: str
    organization_id: int
    ordered_by: int
    state: OrderState
    opened_at: datetime
    due_at: datetime
    overdue_at: datetime | None
    closed_at: datetime | None
    findings: list[FindingFacts]
    steps: list[StepFacts]
    notice: NoticeState | None


class NoticeFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A published notice: an organization and its grounds, and no person."""

    id: UUID
    number: str
    organization_id: int
    grounds: list[str]
    ordered_at: datetime
    due_at: datetime
    published_at: datetime
    rectified_at: datetime | None


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """Which orders are asked for."""

    organization: str | None = None
    state: OrderState | None = None


async def orders_of(
    call: Call, directory: Directory, sought: Sought, first: int, after: UUID | None = None
) -> list[OrderFacts]:
    """Return orders within the caller's scope, the newest first (art. 28).

    Raises: SupervisionReserved.
    """
    seen = organizations_seen(call, directory, sought.organization)
    return await all_told(call, OrderFacts, ORDERS, seen, sought.state, after, first)


async def order_of(call: Call, directory: Directory, order_id: UUID) -> OrderFacts:
    """Return one order within the caller's scope.

    Raises: OrderNotFound.
    """
    seen = [one.id for one in seen_by(call.caller, directory)]
    found = await one_told(call, OrderFacts, ORDER, seen, order_id)
    if found is None:
        raise OrderNotFound
    return found


async def notices_published(call: Call, first: int, after: UUID | None = None) -> list[NoticeFacts]:
    """Return the published notices, the newest first, to anybody (通报, art. 28)."""
    return await all_told(call, NoticeFacts, NOTICES, after, first)
