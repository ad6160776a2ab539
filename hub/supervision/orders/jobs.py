"""Let deadlines pass, and draft the notices of orders that were not obeyed (art. 28)."""

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.clock import now
from hub.db.ids import new_id
from hub.notices.telling import tell_organizations
from hub.supervision.orders.model import PublicNotice, RectificationOrder
from hub.supervision.orders.telling import told_overdue
from hub.supervision.orders.terms import OrderState

_PASS = text("""
UPDATE rectification_order SET state = 'OVERDUE', overdue_at = coalesce(overdue_at, due_at)
WHERE state IN ('OPEN', 'RETURNED') AND due_at <= :now RETURNING id
""")


async def pass_deadlines(db: AsyncSession) -> None:
    """Let orders be overdue whose deadline has passed without an answer, and tell both sides."""
    moment = now()
    passed = (await db.scalars(_PASS, {"now": moment})).all()
    orders = select(RectificationOrder).where(RectificationOrder.id.in_(passed))
    for order in await db.scalars(orders):
        await tell_organizations(db, *told_overdue(order, moment))


async def draft_notices(db: AsyncSession) -> None:
    """Draft a notice of each overdue order, once; the supervisor decides whether it goes out."""
    drafted = select(PublicNotice.id).where(PublicNotice.order_id == RectificationOrder.id)
    overdue = select(RectificationOrder.id).where(
        RectificationOrder.state == OrderState.OVERDUE, ~drafted.exists()
    )
    for order in await db.scalars(overdue):
        db.add(
            PublicNotice(
                id=new_id(), order_id=order, drafted_at=now(), published_at=None, published_by=None
            )
        )
