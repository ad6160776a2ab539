"""Make licenses in GraphQL: issue, change, renew, and what else happens in their life."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import strawberry

from hub.issuing.commands import change, issue, life
from hub.issuing.commands.numbers import continue_numbers
from hub.issuing.joint import abandon_making, confirm_joint_issue
from hub.issuing.model import Making as Row
from schema.context import Context, Info
from schema.errors import Refusal, attempted
from schema.executor import Recorded
from schema.issuing.inputs import (
    AbandonMakingInput,
    ChangeLicenseInput,
    ConfirmJointIssueInput,
    ContinueNumbersInput,
    IssueLicenseInput,
    LifeEventInput,
    RenewLicenseInput,
)
from schema.issuing.types import Making, MakingResult
from schema.purpose import call_for

Issuing = Annotated[
    IssueLicenseInput, strawberry.argument(name="input", description="The license · 证照内容")
]
Changing = Annotated[
    ChangeLicenseInput, strawberry.argument(name="input", description="What changes · 变更内容")
]
Renewing = Annotated[
    RenewLicenseInput, strawberry.argument(name="input", description="Until when · 延续内容")
]
Happening = Annotated[
    LifeEventInput, strawberry.argument(name="input", description="What and why · 变动内容")
]
Abandoning = Annotated[
    AbandonMakingInput, strawberry.argument(name="input", description="Which one · 撤回内容")
]
Confirming = Annotated[
    ConfirmJointIssueInput,
    strawberry.argument(name="input", description="Which, and the own fields · 确认内容"),
]


@strawberry.type
class IssuingMutation:
    """Make versions of licenses."""

    @strawberry.mutation(description="Issue a license, sealed (art. 8) · 制发电子证照（第八条）")
    async def issue_license(self, info: Info, wish: Issuing) -> MakingResult:
        """Issue a license."""
        context = info.context

        async def act() -> Row:
            stated, key = wish.stated(), wish.idempotency_key
            return await issue.issue_license(context.call, context.desk, stated, key=key)

        return await _made(context, act)

    @strawberry.mutation(
        extensions=[Recorded()],
        description="Change what a license says, in a new version (art. 10) · 变更",
    )
    async def change_license(self, info: Info, wish: Changing) -> MakingResult:
        """Change a license."""
        context = info.context

        async def act() -> Row:
            call, key = call_for(info, wish.case.purpose()), wish.idempotency_key
            return await change.change_license(call, context.desk, wish.stated(context), key=key)

        return await _made(context, act)

    @strawberry.mutation(
        extensions=[Recorded()], description="Let a license hold longer (art. 10) · 延续"
    )
    async def renew_license(self, info: Info, wish: Renewing) -> MakingResult:
        """Renew a license."""
        context = info.context

        async def act() -> Row:
            call, key = call_for(info, wish.case.purpose()), wish.idempotency_key
            return await change.renew_license(call, context.desk, wish.stated(context), key=key)

        return await _made(context, act)

    @strawberry.mutation(description="Suspend a license (art. 10) · 停用")
    async def suspend_license(self, info: Info, wish: Happening) -> MakingResult:
        """Suspend a license."""
        return await _happened(info, life.suspend_license, wish)

    @strawberry.mutation(description="Resume a suspended license (art. 10) · 恢复")
    async def resume_license(self, info: Info, wish: Happening) -> MakingResult:
        """Resume a license."""
        return await _happened(info, life.resume_license, wish)

    @strawberry.mutation(description="Record an annual inspection (art. 10) · 年检")
    async def record_inspection(self, info: Info, wish: Happening) -> MakingResult:
        """Record an annual inspection."""
        return await _happened(info, life.record_inspection, wish)

    @strawberry.mutation(description="Annul a license wrongly granted (art. 10) · 撤销")
    async def annul_license(self, info: Info, wish: Happening) -> MakingResult:
        """Annul a license."""
        return await _happened(info, life.annul_license, wish)

    @strawberry.mutation(description="Revoke a license as a penalty (art. 10) · 吊销")
    async def revoke_license(self, info: Info, wish: Happening) -> MakingResult:
        """Revoke a license."""
        return await _happened(info, life.revoke_license, wish)

    @strawberry.mutation(description="Cancel a license at its normal end (art. 10) · 注销")
    async def cancel_license(self, info: Info, wish: Happening) -> MakingResult:
        """Cancel a license."""
        return await _happened(info, life.cancel_license, wish)

    @strawberry.mutation(
        description="Confirm a license that several issue, stating the own fields (art. 22) · 确认"
    )
    async def confirm_joint_issue(self, info: Info, wish: Confirming) -> MakingResult:
        """Confirm a joint issue."""
        context = info.context

        async def act() -> Row:
            stated, key = wish.stated(context), wish.idempotency_key
            return await confirm_joint_issue(context.call, context.desk, stated, key=key)

        return await _made(context, act)

    @strawberry.mutation(
        description="Give up a version on which its issuers do not agree (art. 22) · 撤回"
    )
    async def abandon_making(self, info: Info, wish: Abandoning) -> MakingResult:
        """Give up a version."""
        context = info.context

        async def act() -> Row:
            stated, key = wish.stated(context), wish.idempotency_key
            return await abandon_making(context.call, stated, key=key)

        return await _made(context, act)


@strawberry.type(description="Where numbers go on (art. 7) · 编号衔接结果")
class Numbers:
    """Where numbers go on."""

    last: int = strawberry.field(description="The last serial given · 已用的最后流水号")


NumbersResult = Annotated[
    Numbers | Refusal,
    strawberry.union("NumbersResult", description="Where they go on, or why not · 结果或拒绝理由"),
]
Continuing = Annotated[
    ContinueNumbersInput, strawberry.argument(name="input", description="Which · 编号")
]


@strawberry.type
class NumberMutation:
    """Go on with numbers."""

    @strawberry.mutation(description="Go on behind numbers given before (art. 7) · 衔接编号")
    async def continue_numbers(self, info: Info, wish: Continuing) -> NumbersResult:
        """Go on with numbers."""
        context = info.context

        async def act() -> Numbers:
            stated, key = wish.stated(), wish.idempotency_key
            return Numbers(last=await continue_numbers(context.call, context.desk, stated, key=key))

        return await attempted(act())


async def _happened(
    info: Info, command: Callable[..., Awaitable[Row]], wish: LifeEventInput
) -> MakingResult:
    context = info.context

    async def act() -> Row:
        stated, key = wish.stated(context), wish.idempotency_key
        return await command(context.call, context.desk, stated, key=key)

    return await _made(context, act)


async def _made(context: Context, act: Callable[[], Awaitable[Row]]) -> MakingResult:
    """Show what was made, or the refusal."""

    async def shown() -> Making:
        made = await act()
        await context.current_catalog()
        return Making.of(made, context)

    return await attempted(shown())
