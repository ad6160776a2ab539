"""Count in its batch what becomes of a version that was written down from a spreadsheet."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.aggregation.model import Quarantined
from hub.aggregation.rules.providers import KEPT_IN_QUARANTINE
from hub.clock import now
from hub.db.ids import new_id
from hub.errors import Refusal
from hub.issuing.model import Making
from hub.policy.codes import Grade

_MADE = text(f"""
UPDATE batch SET accepted = accepted + :count, last_at = :moment, grades = grades
    || jsonb_build_object('{Grade.VALID}', coalesce((grades ->> '{Grade.VALID}')::int, 0) + :count)
WHERE id = :id
""")  # noqa: S608 - put together from a constant
_GIVEN_UP = text("""
UPDATE batch SET quarantined = quarantined + 1, last_at = :moment WHERE id = :id
""")


async def count_made(db: AsyncSession, batches: Iterable[UUID | None]) -> None:
    """Count as accepted what came in force; batches in one order for all, so that none deadlock."""
    counts = Counter(one for one in batches if one is not None)
    for batch_id, count in sorted(counts.items()):
        await db.execute(_MADE, {"id": batch_id, "count": count, "moment": now()})


async def count_given_up(db: AsyncSession, making: Making, refusal: Refusal) -> None:
    """Report the line of a version that can no longer be made, as one that was not taken."""
    if making.batch_id is None:
        return
    moment = now()
    db.add(
        Quarantined(
            id=new_id(),
            batch_id=making.batch_id,
            line=making.line or 0,
            field="",
            code=refusal.code,
            zh=refusal.message_zh,
            en=refusal.message_en,
            row_sealed=None,
            expires_at=moment + KEPT_IN_QUARANTINE,
        )
    )
    await db.flush()
    await db.execute(_GIVEN_UP, {"id": making.batch_id, "moment": moment})
