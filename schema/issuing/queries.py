"""What is being made, for those who make it (art. 8, 22)."""

import strawberry

from hub.issuing import queries
from schema.arguments import After, AtMost
from schema.context import Info
from schema.issuing.types import Making

LARGEST_PAGE = 100


@strawberry.type(description="A page of joint issues (art. 22) · 联合制发分页")
class JointIssuePage:
    """A page of joint issues."""

    makings: list[Making] = strawberry.field(description="What waits · 待完成的制证记录")
    end_cursor: str | None = strawberry.field(description="Where the page ends · 末游标")


@strawberry.type
class IssuingQuery:
    """What is being made."""

    @strawberry.field(
        description="Joint issues that wait for confirmation (art. 22) · 待确认的联合制发"
    )
    async def joint_issues(
        self, info: Info, first: AtMost = 20, after: After = None
    ) -> JointIssuePage:
        """Return the joint issues in which the caller's organization takes part."""
        context = info.context
        await context.current_catalog()
        bound = ("joint_issues", context.call.name)
        place = None if after is None else context.ids.place(after, *bound)
        size = min(max(first, 1), LARGEST_PAGE)
        found = await queries.joint_issues(context.call, after=place, first=size)
        return JointIssuePage(
            makings=[Making.of(one, context) for one in found],
            end_cursor=context.ids.cursor(found[-1].id, *bound) if found else None,
        )
