"""Turn a refusal of the hub into its answer in GraphQL."""

from collections.abc import Awaitable
from typing import TypeVar

import msgspec
import strawberry

from hub import errors

strawberry.enum(errors.Kind, name="RefusalKind", description="What sort of refusal · 拒绝类别")

T = TypeVar("T")


@strawberry.type(description="The hub declines, for a reason the caller may read · 拒绝及其理由")
class Refusal:
    """The hub declines."""

    kind: errors.Kind = strawberry.field(description="What sort of refusal it is · 拒绝类别")
    code: str = strawberry.field(description="The refusal's name, fixed for clients · 拒绝代码")
    message_zh: str = strawberry.field(description="Why, in Chinese · 中文理由")
    message_en: str = strawberry.field(description="Why, in English · 英文理由")
    remedy: str | None = strawberry.field(description="The lawful way on · 合法途径")


async def attempted(act: Awaitable[T]) -> T | Refusal:
    """Return what an act returns, or its refusal."""
    try:
        return await act
    except errors.Refusal as refused:
        return Refusal(
            kind=refused.kind,
            code=refused.code,
            message_zh=refused.message_zh,
            message_en=refused.message_en,
            remedy=refused.remedy,
        )


async def answered(kind: type[T], command: Awaitable[object]) -> T | Refusal:
    """Return what a command returns as a GraphQL type, or its refusal."""

    async def act() -> T:
        return msgspec.convert(await command, kind, from_attributes=True)

    return await attempted(act())
