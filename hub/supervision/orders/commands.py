"""Order rectification, answer, return and close an order, publish a notice (art. 28)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Act, Call
from hub.db.ids import new_id
from hub.identity.directory import Directory
from hub.identity.terms import OrganizationKind, Role
from hub.notices.telling import tell_organizations
from hub.supervision.bodies.model import Officer
from hub.supervision.findings.model import Finding
from hub.supervision.findings.rules import finding_number
from hub.supervision.orders.deadlines import set_deadline
from hub.supervision.orders.model import PublicNotice, RectificationOrder, RectificationStep
from hub.supervision.orders.refusals import (
    FindingOrdered,
    FindingsUnfit,
    NoticeLapsed,
    OrderNotFound,
    OrderReserved,
    PublicNoticeNotFound,
    PublishingReserved,
)
from hub.supervision.orders.rules import MOST_FINDINGS, check_told, permit
from hub.supervision.orders.telling import told_of_step
from hub.supervision.orders.terms import OrderState, OrderStep, Side
from hub.supervision.orders.wishes import AnswerOrder, OpenOrder, PublishNotice, ReturnOrder
from hub.supervision.scope import is_own, may_order, ordering_office, oversees

_SETTING = frozenset({OrderStep.OPENED, OrderStep.RETURNED})
"""Steps that set a deadline."""

_END_OVERSIGHT = text("""
UPDATE oversight_assignment SET ended_at = :now
WHERE kind = 'ORDER' AND reference = :number AND ended_at IS NULL
""")


async def open_order(
    call: Call, directory: Directory, wish: OpenOrder, *, key: str | None = None
) -> UUID:
    """Order an organization to mend what was found, by a deadline (责令限期整改, art. 28).

    Raises: OrderInvalid, FindingsUnfit, OrderReserved, FindingOrdered.
    """
    async with call.act("open_order", key=key, wish=wish) as act:
        if act.replayed:
            return UUID(act.subject)
        acting = ordering_office(call.caller, directory)
        if acting is None:
            raise OrderReserved
        told = check_told(wish.told, wish.working_days)
        organization_id = await _ordered(act.db, call, directory, wish)
        id_ = new_id()
        order = RectificationOrder(
            id=id_,
            number=finding_number("R", call.moment, id_),
            organization_id=organization_id,
            ordered_by=acting.id,
            findings=sorted(set(wish.findings)),
            state=OrderState.OPEN,
            opened_at=call.moment,
            overdue_at=None,
            closed_at=None,
        )
        await set_deadline(act.db, order, call.moment, wish.working_days)
        act.db.add(order)
        await act.db.flush()
        await _note(act.db, call, order, OrderStep.OPENED, told)
        act.subject = str(id_)
        return id_


async def answer_order(
    call: Call, directory: Directory, wish: AnswerOrder, *, key: str | None = None
) -> UUID:
    """Tell what the organization did about an order (答复整改, art. 28).

    Raises: OrderNotFound, AnswerReserved, WrongOrderState, OrderInvalid.
    """
    async with _moving(call, directory, "answer_order", wish, key) as moved:
        if moved is not None:
            await _note(moved.act.db, call, moved.order, moved.step, check_told(wish.told))
    return wish.order


async def return_order(
    call: Call, directory: Directory, wish: ReturnOrder, *, key: str | None = None
) -> UUID:
    """Return an answer that does not do, with another deadline (退回整改, art. 28).

    Raises: OrderNotFound, OrderReserved, WrongOrderState, OrderInvalid.
    """
    async with _moving(call, directory, "return_order", wish, key) as moved:
        if moved is not None:
            told = check_told(wish.told, wish.working_days)
            db = moved.act.db
            await set_deadline(db, moved.order, call.moment, wish.working_days)
            await _note(db, call, moved.order, moved.step, told)
    return wish.order


async def close_order(
    call: Call, directory: Directory, wish: AnswerOrder, *, key: str | None = None
) -> UUID:
    """Accept what was done, or take the order back, saying why (整改了结, art. 28).

    Raises: OrderNotFound, OrderReserved, WrongOrderState, OrderInvalid.
    """
    async with _moving(call, directory, "close_order", wish, key) as moved:
        if moved is not None:
            moved.order.closed_at = call.moment
            await _note(moved.act.db, call, moved.order, moved.step, check_told(wish.told))
            ending = {"now": call.moment, "number": moved.order.number}
            await moved.act.db.execute(_END_OVERSIGHT, ending)
    return wish.order


async def publish_notice(
    call: Call, directory: Directory, wish: PublishNotice, *, key: str | None = None
) -> UUID:
    """Publish the notice of an order that was not obeyed (通报, art. 28); return its order.

    Raises: PublishingReserved, PublicNoticeNotFound, NoticeLapsed.
    """
    subject = str(wish.notice)
    async with call.act("publish_notice", subject=subject, key=key, wish=wish) as act:
        acting = call.caller.organization
        kind = None if acting is None else directory.by_id[acting.id].kind
        if kind is not OrganizationKind.SUPERVISOR or Role.OVERSEER not in call.caller.roles:
            raise PublishingReserved
        held = select(PublicNotice).where(PublicNotice.id == wish.notice).with_for_update()
        notice = await act.db.scalar(held)
        if notice is None:
            raise PublicNoticeNotFound
        if notice.published_at is None:
            order = await act.db.get_one(RectificationOrder, notice.order_id, with_for_update=True)
            if order.state is OrderState.CLOSED:
                raise NoticeLapsed
            notice.published_at = call.moment
            notice.published_by = call.caller.account_id
        return notice.order_id


async def _ordered(db: AsyncSession, call: Call, directory: Directory, wish: OpenOrder) -> int:
    """Return the one organization that all findings are about, and hold these."""
    named = set(wish.findings)
    held = select(Finding).where(Finding.id.in_(named), Finding.closed_at.is_(None))
    findings = (await db.scalars(held.order_by(Finding.id).with_for_update())).all()
    about = {one.organization_id for one in findings}
    whole = len(about) == 1 and len(findings) == len(named) <= MOST_FINDINGS
    if not whole or not may_order(call.caller, directory, directory.by_id[min(about)]):
        raise FindingsUnfit(most=MOST_FINDINGS)
    unclosed = select(RectificationOrder.findings).where(
        RectificationOrder.organization_id.in_(about),
        RectificationOrder.state != OrderState.CLOSED,
    )
    ordered = {finding for order in await db.scalars(unclosed) for finding in order}
    for one in findings:
        if one.id in ordered:
            raise FindingOrdered(number=one.number)
    return min(about)


class _Moved(NamedTuple):
    act: Act
    order: RectificationOrder
    step: OrderStep


@asynccontextmanager
async def _moving(
    call: Call,
    directory: Directory,
    name: str,
    wish: AnswerOrder | ReturnOrder,
    key: str | None,
) -> AsyncIterator[_Moved | None]:
    """Hold an order, and bring it where the act leads once that has succeeded."""
    async with call.act(name, subject=str(wish.order), key=key, wish=wish) as act:
        held = select(RectificationOrder).where(RectificationOrder.id == wish.order)
        order = await act.db.scalar(held.with_for_update())
        sides = None if order is None else await _sides(act.db, call, directory, order)
        if order is None or sides is None:
            raise OrderNotFound
        if act.replayed:
            yield None
            return
        permitted = permit(name, sides, order.state)
        yield _Moved(act, order, permitted.step)
        order.state = permitted.after


async def _sides(
    db: AsyncSession, call: Call, directory: Directory, order: RectificationOrder
) -> set[Side] | None:
    """Return on which sides of an order a caller acts; none where it must not be known."""
    ordered = directory.by_id[order.organization_id]
    own = is_own(call.caller, ordered.id)
    if not own and not oversees(call.caller, directory, ordered):
        return None
    sides = set()
    if own and await _answers(db, call):
        sides.add(Side.ORDERED)
    if may_order(call.caller, directory, ordered) and _ordering(call, directory, order):
        sides.add(Side.ORDERING)
    return sides


def _ordering(call: Call, directory: Directory, order: RectificationOrder) -> bool:
    """Tell whether a caller acts for who ordered, or for the supervisor."""
    acting = call.caller.organization
    if acting is None:
        return False
    supervises = directory.by_id[acting.id].kind is OrganizationKind.SUPERVISOR
    return supervises or order.ordered_by in call.caller.issuer_organizations


async def _answers(db: AsyncSession, call: Call) -> bool:
    acting = call.caller.organization
    if acting is None or Role.SYSTEM_ADMIN in call.caller.roles:
        return acting is not None
    officer = select(Officer.id).filter_by(
        organization_id=acting.id, account_id=call.caller.account_id, until=None
    )
    return await db.scalar(officer) is not None


async def _note(
    db: AsyncSession, call: Call, order: RectificationOrder, step: OrderStep, told: str
) -> None:
    counted = select(func.count()).where(RectificationStep.order_id == order.id)
    done = RectificationStep(
        order_id=order.id,
        place=(await db.scalar(counted) or 0) + 1,
        act=step,
        told=told,
        due_at=order.due_at if step in _SETTING else None,
        account_id=call.caller.account_id,
        at=call.moment,
    )
    db.add(done)
    await tell_organizations(db, told_of_step(order, done))
