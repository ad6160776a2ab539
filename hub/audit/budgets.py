"""Daily budgets: how often a caller may ask, and of how many holders a partner may learn."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.model import Budget
from hub.audit.usage import Usage
from hub.db.copy import array
from hub.db.engine import ReaderConnection
from hub.errors import Kind, Refusal
from hub.identity.directory import OrganizationFacts

_SPEND = """
INSERT INTO budget (caller, kind, day, spent)
SELECT $1, $2, $3::date, $5 WHERE $5::int <= $4::int
ON CONFLICT (caller, kind, day) DO UPDATE SET spent = budget.spent + $5
    WHERE budget.spent + $5 <= $4
RETURNING spent
"""
_LOCK = """
INSERT INTO budget (caller, kind, day, spent) VALUES ($1, $2, $3, 0)
ON CONFLICT (caller, kind, day) DO UPDATE SET spent = budget.spent
"""
_MEET = """
WITH met AS (
    INSERT INTO holder_met (holder_key, organization_id, day)
    SELECT DISTINCT holder_key, $2::integer, $3::date
    FROM unnest($1::text::uuid[]) AS each (holder_key)
    ON CONFLICT DO NOTHING RETURNING 1
)
UPDATE budget SET spent = spent + (SELECT count(*) FROM met)
WHERE caller = $4 AND kind = $5 AND day = $3
RETURNING spent
"""

REQUESTS, HOLDERS = "requests", "holders"


class BudgetSpent(Refusal):
    """A caller has used up what is allowed in a day."""

    kind = Kind.LIMITED
    zh = "今日额度（{limit} 次）已用尽，请明日再试"
    en = "Today's budget of {limit} is used up; try again tomorrow"


class HolderBudgetSpent(Refusal):
    """A partner has been shown licenses of as many holders as it may be in a day."""

    kind = Kind.LIMITED
    zh = "今日可查看的持证主体数（{limit} 个）已用尽，请明日再试"
    en = "Today's budget of {limit} distinct holders is used up; try again tomorrow"


class Spend(msgspec.Struct, frozen=True):
    """One more of a kind, taken from a caller's budget as the request is recorded.

    All anonymous callers share one budget.
    """

    caller: str
    kind: str
    day: date
    limit: int
    count: int = 1

    @property
    def turn(self) -> tuple[str, ...]:
        """Take turns by budget."""
        return "1", self.caller, self.kind, self.day.isoformat(), str(self.limit)

    def join(self, others: Sequence["Spend"]) -> "Spend":
        """Return what takes all."""
        return msgspec.structs.replace(self, count=sum(one.count for one in (self, *others)))

    async def consume(self, connection: ReaderConnection, moment: datetime) -> None:
        """Count one more.

        Raises: BudgetSpent.
        """
        del moment
        budget = self.caller, self.kind, self.day, self.limit, self.count
        if await connection.fetchval(_SPEND, *budget) is None:
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


class HoldersMet(msgspec.Struct, frozen=True):
    """The holders whose licenses one answer shows a partner; each counts once a day.

    The counter's row is locked first: so requests of one partner count one after another, on
    whichever workers, and none goes over the limit.
    """

    organization_id: int
    day: date
    limit: int
    holders: frozenset[UUID]

    @property
    def turn(self) -> tuple[str, ...]:
        """Take turns by budget."""
        return "2", str(self.organization_id), self.day.isoformat(), str(self.limit)

    def join(self, others: Sequence["HoldersMet"]) -> "HoldersMet":
        """Return the holders of all, each once."""
        met = self.holders.union(*(other.holders for other in others))
        return msgspec.structs.replace(self, holders=met)

    async def consume(self, connection: ReaderConnection, moment: datetime) -> None:
        """Count those holders that were not met today.

        Raises: HolderBudgetSpent.
        """
        del moment
        counter = str(self.organization_id), HOLDERS
        await connection.execute(_LOCK, *counter, self.day)
        spent = await connection.fetchval(
            _MEET, array(self.holders), self.organization_id, self.day, *counter
        )
        if spent > self.limit:
            raise HolderBudgetSpent(limit=self.limit)


def count_for_partner(
    usage: Usage, partner: OrganizationFacts, day: date, holders: Iterable[UUID]
) -> None:
    """Let a request, and the holders that it shows a partner, count against its budgets (art. 16).

    However often one request reads, it counts once, and holders shown twice are met once.
    """
    if partner.requests_a_day is not None and not any(
        isinstance(one, Spend) and one.kind == REQUESTS for one in usage.consumptions
    ):
        spend = Spend(str(partner.id), REQUESTS, day, partner.requests_a_day)
        usage.consumptions.append(spend)
    if partner.holders_a_day is None or not (met := frozenset(holders)):
        return
    for before in [one for one in usage.consumptions if isinstance(one, HoldersMet)]:
        usage.consumptions.remove(before)
        met |= before.holders
    usage.consumptions.append(HoldersMet(partner.id, day, partner.holders_a_day, met))
