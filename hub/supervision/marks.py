"""Do once an hour, or once a day, what need not be done more often."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.supervision.terms import Every

_DUE = text("""
INSERT INTO supervision_mark (name, at) VALUES (:name, :at)
ON CONFLICT (name) DO UPDATE SET at = excluded.at
WHERE date_trunc(:every, supervision_mark.at, 'Asia/Shanghai')
    <> date_trunc(:every, excluded.at, 'Asia/Shanghai')
RETURNING name
""")


async def is_due(db: AsyncSession, name: str, every: Every, moment: datetime) -> bool:
    """Tell whether something was not done yet in this hour or day, and note that it is."""
    said = {"name": name, "every": every.value, "at": moment}
    return (await db.scalar(_DUE, said)) is not None
