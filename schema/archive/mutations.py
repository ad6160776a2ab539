"""Take archival copies and close case files in GraphQL (存档副本、电子案卷, art. 19, 20)."""

from datetime import date
from typing import Annotated

import strawberry

from hub.archive import commands, wishes
from hub.policy.facts import Purpose
from schema.archive.types import ArchivalCopy, ArchivalCopyResult, CaseFile, CaseFileResult
from schema.context import Context, Info
from schema.errors import attempted
from schema.licenses.queries import located
from schema.purpose import PurposeInput, call_for

KEY = "The caller's key of this act · 幂等键"


@strawberry.input(description="A copy that is wished of a license (art. 19) · 留存存档副本")
class TakeArchivalCopyInput:
    """A copy that is wished of a license."""

    license: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the license · 证照全局标识"
    )
    identifier: str | None = strawberry.field(
        default=None, description="Or its identifier, GB/T 36904 · 或证照标识"
    )
    purpose: PurposeInput = strawberry.field(
        description="What for; matter and case number put it into a case (art. 20, 25) · 用证目的"
    )
    expires_on: date = strawberry.field(description="Until when it is kept · 保存期限")
    idempotency_key: str = strawberry.field(description=KEY)

    def stated(self, context: Context, purpose: Purpose) -> wishes.TakeCopy:
        """Return the wish as plain data.

        Raises: LocatorInvalid, IdInvalid.
        """
        scope = located(context.ids, self.license, self.identifier)
        return wishes.TakeCopy(scope, purpose, self.expires_on)


@strawberry.input(description="A case whose file is to be closed (art. 20) · 电子案卷归档")
class CloseCaseFileInput:
    """A case whose file is to be closed."""

    matter: str = strawberry.field(description="The matter (art. 20) · 事项")
    case_number: str = strawberry.field(description="The case (art. 20) · 办件编号")
    idempotency_key: str = strawberry.field(description=KEY)


Taking = Annotated[
    TakeArchivalCopyInput, strawberry.argument(name="input", description="The copy · 副本")
]
Closing = Annotated[
    CloseCaseFileInput, strawberry.argument(name="input", description="The case · 办件")
]


@strawberry.type
class ArchiveMutation:
    """Take archival copies and close case files."""

    @strawberry.mutation(
        description="Take a marked copy of what may be taken away of a license (art. 19)"
        " · 留存存档副本（第十九条）"
    )
    async def take_archival_copy(self, info: Info, wish: Taking) -> ArchivalCopyResult:
        """Take a copy."""
        context = info.context

        async def act() -> ArchivalCopy:
            call, key = call_for(info, wish.purpose), wish.idempotency_key
            stated = wish.stated(context, wish.purpose.stated())
            taken = await commands.take_archival_copy(call, context.desk, stated, key=key)
            return ArchivalCopy.of(taken, context)

        return await attempted(act())

    @strawberry.mutation(
        description="Close the file of a case: nothing is added to it any more (art. 20)"
        " · 电子案卷归档"
    )
    async def close_case_file(self, info: Info, wish: Closing) -> CaseFileResult:
        """Close a case file."""
        context = info.context

        async def act() -> CaseFile:
            stated = wishes.CloseCaseFile(wish.matter, wish.case_number)
            key, call = wish.idempotency_key, context.call
            closed = await commands.close_case_file(call, context.desk, stated, key=key)
            return CaseFile.of(closed, context)

        return await attempted(act())
