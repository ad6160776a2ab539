"""Proofs: receipts of what was used or done, for the offline checker (art. 15(2), 24)."""

from datetime import datetime
from typing import Annotated

import strawberry

from hub.audit.call import Call
from hub.audit.queries import own_acts
from hub.audit.transparency.receipts import receipt_of
from schema.context import Info
from schema.scalars import ProofDocument

RecordId = Annotated[
    strawberry.ID,
    strawberry.argument(
        name="id", description="`event` of a usage record, or `id` of an act · 记录编号"
    ),
]


@strawberry.type(description="Something the viewer did or was refused (art. 24) · 本人操作")
class Act:
    """Something the viewer did or was refused."""

    id: strawberry.ID = strawberry.field(description="Id, for receipts · 编号")
    at: datetime = strawberry.field(description="When · 时间")
    act: str = strawberry.field(description="What was done · 操作")
    outcome: str = strawberry.field(description="Done, or the refusal's code · 结果")


@strawberry.type(description="A receipt from the transparency log (art. 24) · 透明日志回执")
class Receipt:
    """A receipt: what was recorded, and the proof that it is in the log."""

    checkpoint: str = strawberry.field(description="Signed checkpoint of the log · 日志检查点")
    document: ProofDocument = strawberry.field(
        description="The whole receipt, for hub-verify · 完整回执，供离线核验"
    )


@strawberry.type
class ProofQuery:
    """Receipts."""

    @strawberry.field(
        description="The receipt of a use or an act, for its parties (art. 15(2), 24) · 回执"
    )
    async def receipt(self, info: Info, record: RecordId) -> Receipt | None:
        """Return a receipt."""
        told = await receipt_of(info.context.call, record)
        return Receipt(checkpoint=told["checkpoint"], document=ProofDocument(told))


async def acts(call: Call, first: int) -> list[Act]:
    """Return the caller's own acts."""
    return [
        Act(id=strawberry.ID(str(done.id)), at=done.at, act=done.act, outcome=done.outcome)
        for done in await own_acts(call, first=first)
    ]
