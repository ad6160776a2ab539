"""Organizations in GraphQL."""

from typing import Self

import strawberry

from hub.identity.directory import Directory, OrganizationFacts
from hub.identity.terms import Level, OrganizationKind, Role
from schema.ids import GlobalIds, Named
from schema.node import Node

strawberry.enum(Level, description="Level of government (art. 4) · 层级（第四条）")
strawberry.enum(
    OrganizationKind, description="What an organization is (art. 3) · 单位类别（第三条）"
)
strawberry.enum(Role, description="A role in an office (art. 26) · 岗位角色（第二十六条）")


@strawberry.type(description="An organization (art. 3, 5) · 单位（第三条、第五条）")
class Organization(Node):
    """An organization that issues, uses or supervises."""

    code: str = strawberry.field(description="Unified social credit code · 统一社会信用代码")
    name_zh: str = strawberry.field(description="Name in Chinese · 中文名称")
    name_en: str = strawberry.field(description="Name in English · 英文名称")
    kind: OrganizationKind = strawberry.field(description="What it is (art. 3) · 单位类别")
    level: Level = strawberry.field(description="Level (art. 4) · 层级")
    region: str = strawberry.field(description="Region, GB/T 2260 (art. 5) · 行政区划代码")
    sector: str | None = strawberry.field(description="Sector (art. 5) · 行业领域")
    active: bool = strawberry.field(
        description="Whether it still acts, and no successor does (art. 12) · 是否存续"
    )

    @classmethod
    def found(cls, number: int | None, directory: Directory, ids: GlobalIds) -> Self | None:
        """Show the organization that a row names, if it names one."""
        facts = None if number is None else directory.by_id.get(number)
        return None if facts is None else cls.of(facts, ids)

    @classmethod
    def of(cls, facts: OrganizationFacts, ids: GlobalIds) -> Self:
        """Show an organization."""
        return cls(
            id=strawberry.ID(ids.of_code(Named.ORGANIZATION, facts.code)),
            code=facts.code,
            name_zh=facts.name_zh,
            name_en=facts.name_en,
            kind=facts.kind,
            level=facts.level,
            region=facts.region,
            sector=facts.sector,
            active=facts.active,
        )
