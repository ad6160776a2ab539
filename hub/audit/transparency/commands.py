"""Erase what a leaf commits to, and keep the leaf: its hash is the tombstone (art. 24)."""

from datetime import date, datetime, time

from sqlalchemy import select, text

from hub.audit.call import Call
from hub.audit.transparency.model import HolderChain
from hub.audit.transparency.refusals import ListNotFound
from hub.audit.transparency.store import locked
from hub.clock import SHANGHAI

_WHOLE_MONTH = text("SELECT drop_usage_month(:before, :moment)")
_OUT_OF_DATE = text("""
SELECT erase_records(ARRAY(SELECT id FROM usage_event WHERE unfolded AND at < :before), :moment)
""")
_HOLDER = text("SELECT erase_holder(:holder_key, :moment)")


async def erase_records(call: Call, before: date) -> int:
    """Erase the usage events of before a day, once their time is over (保存期限届满).

    Months that are wholly over go first, each in an act of its own, so that locks are short.
    """
    midnight = datetime.combine(before, time(), SHANGHAI)
    wanted = {"before": midnight, "moment": call.moment}
    erased, month = 0, True
    while month:
        async with call.act("erase_records", subject=before.isoformat()) as act:
            await locked(act.db)
            dropped = await act.db.scalar(_WHOLE_MONTH, wanted)
            month = dropped is not None
            erased += int(dropped if month else await act.db.scalar(_OUT_OF_DATE, wanted) or 0)
    return erased


async def erase_list(call: Call, tag: bytes) -> int:
    """Erase a holder's list with its salt, and the uses that concern no other holder (删除权).

    Raises: ListNotFound.
    """
    async with call.act("erase_list", subject=tag.hex()) as act:
        await locked(act.db)  # or a batch under way would store the chain again
        found = select(HolderChain.holder_key).where(HolderChain.tag == tag)
        holder_key = await act.db.scalar(found)
        if holder_key is None:
            raise ListNotFound(tag=tag.hex())
        wanted = {"holder_key": holder_key, "moment": call.moment}
        return int(await act.db.scalar(_HOLDER, wanted) or 0)
