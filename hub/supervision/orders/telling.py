"""Say what organizations are told of an order: who has to act, and who waits for it (art. 28)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from hub.notices.telling import OrganizationTelling
from hub.notices.terms import OrganizationNoticeKind
from hub.supervision.orders.model import RectificationOrder, RectificationStep
from hub.supervision.orders.terms import OrderStep

_KINDS: Final[Mapping[OrderStep, OrganizationNoticeKind]] = {
    OrderStep.OPENED: OrganizationNoticeKind.ORDER_OPENED,
    OrderStep.ANSWERED: OrganizationNoticeKind.ORDER_ANSWERED,
    OrderStep.RETURNED: OrganizationNoticeKind.ORDER_RETURNED,
    OrderStep.CLOSED: OrganizationNoticeKind.ORDER_CLOSED,
}


def told_of_step(order: RectificationOrder, step: RectificationStep) -> OrganizationTelling:
    """Return the notice of a step: an answer goes to who ordered, all else to the ordered."""
    answered = step.act is OrderStep.ANSWERED
    return OrganizationTelling(
        organization_id=order.ordered_by if answered else order.organization_id,
        kind=_KINDS[step.act],
        about=order.id,
        at=step.at,
        due_at=step.due_at,
        occasion=f"{order.id}/{step.place}",
    )


def told_overdue(order: RectificationOrder, moment: datetime) -> list[OrganizationTelling]:
    """Return the notices of a deadline that passed without an answer, to both sides."""
    return [
        OrganizationTelling(
            organization_id=to,
            kind=OrganizationNoticeKind.ORDER_OVERDUE,
            about=order.id,
            at=moment,
            due_at=order.due_at,
            occasion=f"{order.id}/{order.due_at.isoformat()}",
        )
        for to in dict.fromkeys((order.organization_id, order.ordered_by))
    ]
