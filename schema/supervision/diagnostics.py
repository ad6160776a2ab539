"""Diagnostics in GraphQL: whether all that the hub depends on is well."""

from typing import Self

import strawberry

from hub.db.condition import Finding
from hub.supervision.diagnostics import queries
from schema.context import Info


@strawberry.type(description="What was found of something the hub depends on · 诊断结果")
class Diagnosis:
    """What was found of a dependency."""

    about: str = strawberry.field(description="What was examined, by its short name · 诊断对象")
    well: bool = strawberry.field(description="Whether it is well · 是否正常")
    told_zh: str = strawberry.field(description="What was found, in Chinese · 诊断情况")
    told_en: str = strawberry.field(description="What was found, in English · 诊断情况（英文）")
    mend_zh: str | None = strawberry.field(
        description="What mends it, in Chinese, unless it is well · 处理办法"
    )
    mend_en: str | None = strawberry.field(
        description="What mends it, in English, unless it is well · 处理办法（英文）"
    )

    @classmethod
    def of(cls, found: Finding) -> Self:
        """Show a finding."""
        return cls(
            about=found.about,
            well=found.well,
            told_zh=found.told_zh or found.told,
            told_en=found.told,
            mend_zh=None if found.well else found.mend_zh or found.mend,
            mend_en=None if found.well else found.mend,
        )


@strawberry.type
class DiagnosticsQuery:
    """Diagnostics."""

    @strawberry.field(
        description="How all that the hub depends on is, for the data center's system"
        " administrators (art. 26) · 运行诊断"
    )
    async def diagnostics(self, info: Info) -> list[Diagnosis]:
        """Examine everything now."""
        context = info.context
        found = await queries.diagnostics(context.call, context.directory, context.parts.examine)
        return [Diagnosis.of(one) for one in found]
