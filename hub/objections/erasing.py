"""Erase what people wrote in objections that were answered; the rest of them stays (art. 21)."""

from datetime import date, datetime, time
from typing import Final

from sqlalchemy import text

from hub.audit.call import Call
from hub.clock import SHANGHAI

_EMPTY: Final = """
WITH over AS (
    UPDATE objection SET told = NULL
    WHERE told IS NOT NULL AND answered_at IS NOT NULL AND {}
    RETURNING holder_key, id
), words AS (
    UPDATE objection_clock c SET told = NULL FROM over
    WHERE c.holder_key = over.holder_key AND c.objection_id = over.id
)
SELECT count(*) FROM over
"""
_BEFORE: Final = text(_EMPTY.format("answered_at < :before"))
_OF_LIST: Final = text(
    _EMPTY.format(
        "objector_key = (SELECT holder_key FROM holder_chain WHERE holder_chain.tag = :tag)"
    )
)


async def erase_words(call: Call, before: date) -> int:
    """Empty the words of objections that were answered before a day (保存期限届满)."""
    midnight = datetime.combine(before, time(), SHANGHAI)
    async with call.act("erase_words", subject=before.isoformat()) as act:
        return int(await act.db.scalar(_BEFORE, {"before": midnight}) or 0)


async def erase_words_of(call: Call, tag: bytes) -> int:
    """Empty the words of the answered objections of the holder whose list has a tag (删除权)."""
    async with call.act("erase_words_of", subject=tag.hex()) as act:
        return int(await act.db.scalar(_OF_LIST, {"tag": tag}) or 0)
