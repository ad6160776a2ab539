"""Finish or give up what a crash left written down and not sealed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.clock import now
from hub.errors import Kind, Refusal
from hub.issuing.desk import Desk
from hub.issuing.making import abandon, finish, works, write_anew
from hub.issuing.model import Making
from hub.issuing.refusals import NoSealInForce
from hub.issuing.terms import MakingState
from hub.licenses.rules import OtherwiseSealed
from hub.log import logger

LEFT_AFTER = timedelta(seconds=20)
"""Longer than any request that is still at it."""

AT_ONCE = 100


def finisher(desk: Desk) -> Callable[[AsyncSession], Awaitable[int]]:
    """Return the job that finishes what was left; its sealing holds no row."""

    async def finish_makings(db: AsyncSession) -> int:
        """Finish what was left, and return how many versions that were."""
        done, before = 0, now() - LEFT_AFTER
        left = await _left(db, before, None)
        while left:
            for making_id in left:
                await finish_left(desk, making_id)
            done += len(left)
            left = await _left(db, before, left[-1])
        return done

    return finish_makings


async def _left(db: AsyncSession, before: datetime, after: UUID | None) -> Sequence[UUID]:
    """Return a part of what was left; what waits for a seal is gone past, not waited for."""
    waiting = (
        select(Making.id)
        .where(Making.state == MakingState.WRITTEN, Making.requested_at < before)
        .order_by(Making.id)
        .limit(AT_ONCE)
    )
    return (await db.scalars(waiting.where(Making.id > after) if after else waiting)).all()


async def finish_left(desk: Desk, making_id: UUID) -> None:
    """Seal one version and bring it in force, or give it up if it can no longer be made.

    What fails in a way that nobody foresaw is left for the next turn, and keeps up no other.
    """
    try:
        await _finish(desk, making_id)
    except NoSealInForce:
        logger().warning("no_seal_in_force")  # it waits until there is one again
    except Refusal as refusal:
        await _give_up(desk, making_id, refusal)
    except Exception as error:  # one that fails must not keep up the others
        if (task := asyncio.current_task()) and task.cancelling():
            raise  # a driver that is cancelled may tell it as a failure of its own
        logger().error("finishing_failed", exc_info=error)


async def _give_up(desk: Desk, making_id: UUID, refusal: Refusal) -> None:
    if refusal.kind is Kind.UNAVAILABLE:
        logger().warning("sealing_unavailable")  # this machine cannot; it may be mended
        return
    async with desk.doors.writer.begin() as db:
        making = await db.get_one(Making, making_id, with_for_update=True)
        if making.state is MakingState.WRITTEN:
            await abandon(db, making, refusal)


async def _finish(desk: Desk, making_id: UUID) -> None:
    async with desk.doors.writer.begin() as db:
        left = await works(db, desk, [making_id])
    for work in left:
        (sealed,) = await desk.workshop.seal([work], now())
        try:
            async with desk.doors.writer.begin() as db:
                await finish(db, desk, work, sealed)
        except OtherwiseSealed:
            async with desk.doors.writer.begin() as db:
                await write_anew(db, desk, making_id)  # the next turn seals it
