"""Choose which notices to get, and how (通知设置, art. 15(2))."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.notices.model import NoticeChoice
from hub.notices.refusals import (
    HolderNeeded,
    NoticeRequired,
    RealNameNeeded,
    TooManyChoices,
)
from hub.notices.rules import ASSURANCE, MOST_CHOICES, required
from hub.notices.wishes import SetNotices


async def set_notices(call: Call, wish: SetNotices, *, key: str | None = None) -> None:
    """Choose what the caller, and each holder stood for, is told from now on, and how.

    Raises: HolderNeeded, RealNameNeeded, TooManyChoices, NoticeRequired.
    """
    async with call.act("set_notices", key=key, wish=wish) as act:
        if not call.own_keys:
            raise HolderNeeded
        if call.caller.assurance < ASSURANCE:
            raise RealNameNeeded(needed=ASSURANCE)
        if len(wish.choices) > MOST_CHOICES:
            raise TooManyChoices(most=MOST_CHOICES)
        for choice in wish.choices:
            if required(choice.kind, choice.channel) and not choice.wanted:
                raise NoticeRequired(notice=choice.kind.value)
        if not act.replayed:
            for holder_key in call.own_keys:
                await _choose(act.db, holder_key, wish)


async def _choose(db: AsyncSession, holder_key: UUID, wish: SetNotices) -> None:
    for choice in wish.choices:
        key = {"holder_key": holder_key, "kind": choice.kind, "channel": choice.channel}
        chosen = insert(NoticeChoice).values(**key, wanted=choice.wanted)
        keys = [NoticeChoice.holder_key, NoticeChoice.kind, NoticeChoice.channel]
        await db.execute(
            chosen.on_conflict_do_update(index_elements=keys, set_={"wanted": choice.wanted})
        )
