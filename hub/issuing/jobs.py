"""Finish or give up what a crash left written down and not sealed."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.clock import now
from hub.errors import Refusal
from hub.issuing.desk import Desk
from hub.issuing.making import finish, give_up, works, write_anew
from hub.issuing.model import Making
from hub.issuing.refusals import NoSealInForce
from hub.issuing.terms import MakingState
from hub.licenses.rules import OtherwiseSealed
from hub.log import logger

LEFT_AFTER = timedelta(seconds=20)
"""Longer than any request that is still at it."""

AT_ONCE = 100


def finisher(desk: Desk) -> Callable[[AsyncSession], Awaitable[int]]:
    """Return the job that finishes what was left; its sealing holds no transaction open."""

    async def finish_makings(db: AsyncSession) -> int:
        """Finish what was left, and return how many versions that were."""
        waiting = (
            select(Making.id)
            .where(Making.state == MakingState.WRITTEN, Making.requested_at < now() - LEFT_AFTER)
            .order_by(Making.id)
            .limit(AT_ONCE)
        )
        left = (await db.scalars(waiting)).all()
        for making_id in left:
            await finish_left(desk, making_id)
        return len(left)

    return finish_makings


async def finish_left(desk: Desk, making_id: UUID) -> None:
    """Seal one version and bring it in force, or give it up if it can no longer be made."""
    try:
        await _finish(desk, making_id)
    except NoSealInForce:
        logger().warning("no_seal_in_force")  # it waits until there is one again
    except Refusal as refusal:
        async with desk.doors.writer.begin() as db:
            making = await db.get_one(Making, making_id, with_for_update=True)
            if making.state is MakingState.WRITTEN:
                give_up(making, refusal.code)


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
