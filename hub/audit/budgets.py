"""Daily budgets: how often a caller may ask what tells a little each time."""

from datetime import date, datetime

import msgspec
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.model import Budget
from hub.db.engine import ReaderConnection
from hub.errors import Kind, Refusal

_SPEND = """
INSERT INTO budget (caller, kind, day, spent) VALUES ($1, $2, $3, 1)
ON CONFLICT (caller, kind, day) DO UPDATE SET spent = budget.spent + 1
    WHERE budget.spent < $4
RETURNING spent
"""


class BudgetSpent(Refusal):
    """A caller has used up what is allowed in a day."""

    kind = Kind.LIMITED
    zh = "今日额度（{limit} 次）已用尽，请明日再试"
    en = "Today's budget of {limit} is used up; try again tomorrow"


class Spend(msgspec.Struct, frozen=True):
    """One more of a kind, taken from a caller's budget as the request is recorded.

    All anonymous callers share one budget.
    """

    caller: str
    kind: str
    day: date
    limit: int

    async def consume(self, connection: ReaderConnection, moment: datetime) -> None:
        """Count one more.

        Raises: BudgetSpent.
        """
        del moment
        spent = await connection.fetchval(_SPEND, self.caller, self.kind, self.day, self.limit)
        if spent is None:
            raise BudgetSpent(limit=self.limit)


async def take(db: AsyncSession, caller: str, kind: str, day: date, limit: int) -> None:
    """Take one more of a kind within an act; an act that is refused takes nothing.

    Raises: BudgetSpent.
    """
    first = insert(Budget).values(caller=caller, kind=kind, day=day, spent=1)
    more = first.on_conflict_do_update(
        index_elements=[Budget.caller, Budget.kind, Budget.day],
        set_={"spent": Budget.spent + 1},
        where=Budget.spent < limit,
    )
    if await db.scalar(more.returning(Budget.spent)) is None:
        raise BudgetSpent(limit=limit)
