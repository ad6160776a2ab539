"""Set the deadlines of orders in working days, and count those that run anew (art. 28)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.calendar.queries import load_calendar
from hub.supervision.orders.model import RectificationOrder
from hub.supervision.orders.terms import OrderState
from hub.workdays import Calendar


async def set_deadline(
    db: AsyncSession, order: RectificationOrder, moment: datetime, working_days: int
) -> None:
    """Give an organization so many working days from a moment on; the day itself is not counted."""
    order.counted_from, order.working_days = moment, working_days
    order.due_at = (await load_calendar(db)).term(moment, working_days).end


async def count_orders_anew(db: AsyncSession, calendar: Calendar) -> int:
    """Count the deadlines that run anew by a calendar, and return how many end otherwise."""
    running = RectificationOrder.state.in_((OrderState.OPEN, OrderState.RETURNED))
    orders = (await db.scalars(select(RectificationOrder).where(running).with_for_update())).all()
    moved = 0
    for order in orders:
        end = calendar.term(order.counted_from, order.working_days).end
        moved += order.due_at != end
        order.due_at = end
    return moved
