"""Scenarios in GraphQL (应用场景, art. 17, 25)."""

from datetime import datetime
from typing import Annotated, Self

import msgspec
import strawberry

from hub.authorizations.scenarios import book, commands, wishes
from hub.authorizations.scenarios.book import MatterFacts, ScenarioFacts
from hub.authorizations.scenarios.queries import find_scenarios
from schema.catalog.types import CatalogEntry, LegalBasis
from schema.context import Context, Info
from schema.errors import Refusal, attempted
from schema.organizations import Organization


@strawberry.type(description="A license that a matter asks for (art. 18) · 事项所需材料")
class Material:
    """A license that a matter asks for."""

    entry: CatalogEntry = strawberry.field(description="Catalog entry (art. 7) · 目录条目")
    fields: list[str] = strawberry.field(
        description="Keys of the fields truly needed (art. 25) · 必需字段"
    )
    required: bool = strawberry.field(description="Whether one must have it · 是否必备")

    @classmethod
    def of(cls, material: book.Material, context: Context) -> Self:
        """Show a material."""
        return cls(
            entry=CatalogEntry.of(context.catalog.by_code[material.entry], context),
            fields=list(material.fields),
            required=material.required,
        )


@strawberry.type(description="A matter of a scenario (art. 17) · 事项（第十七条）")
class Matter:
    """A matter of a scenario."""

    code: str = strawberry.field(description="Code, unique over the hub · 事项编码")
    zh: str = strawberry.field(description="Name in Chinese · 中文名称")
    en: str = strawberry.field(description="Name in English · 英文名称")
    materials: list[Material] = strawberry.field(
        description="The licenses that it asks for (art. 18) · 所需材料"
    )

    @classmethod
    def of(cls, matter: MatterFacts, context: Context) -> Self:
        """Show a matter."""
        return cls(
            code=matter.code,
            zh=matter.zh,
            en=matter.en,
            materials=[Material.of(material, context) for material in matter.materials],
        )


@strawberry.type(description="What an organization uses licenses for (art. 17) · 应用场景")
class Scenario:
    """What an organization uses licenses for."""

    code: str = strawberry.field(description="Permanent code · 应用场景编码")
    zh: str = strawberry.field(description="Name in Chinese · 中文名称")
    en: str = strawberry.field(description="Name in English · 英文名称")
    organization: Organization = strawberry.field(description="Who uses them · 用证单位")
    legal_basis: LegalBasis = strawberry.field(description="On which legal basis (art. 22) · 依据")
    retention_days: int = strawberry.field(
        description="For how many days what is read is kept (art. 25) · 保存天数"
    )
    by_field: bool = strawberry.field(
        description="Whether a holder may consent field by field (art. 15(1)) · 是否可逐项同意"
    )
    registered_at: datetime = strawberry.field(description="When registered · 登记时间")
    retired_at: datetime | None = strawberry.field(
        description="When retired; it carries nothing since · 停用时间"
    )
    matters: list[Matter] = strawberry.field(description="What for, one by one · 事项")

    @classmethod
    def of(cls, scenario: ScenarioFacts, context: Context) -> Self:
        """Show a scenario."""
        basis = context.catalog.law[scenario.legal_basis]
        using = context.directory.by_id[scenario.organization_id]
        return cls(
            code=scenario.code,
            zh=scenario.zh,
            en=scenario.en,
            organization=Organization.of(using, context.ids),
            legal_basis=msgspec.convert(basis, LegalBasis, from_attributes=True),
            retention_days=scenario.retention_days,
            by_field=scenario.by_field,
            registered_at=scenario.registered_at,
            retired_at=scenario.retired_at,
            matters=[Matter.of(matter, context) for matter in scenario.matters],
        )


ScenarioResult = Annotated[
    Scenario | Refusal,
    strawberry.union("ScenarioResult", description="The scenario, or why not · 场景或拒绝理由"),
]


@strawberry.input(description="A license that a matter asks for (art. 18) · 事项所需材料")
class MaterialInput:
    """A license that a matter asks for."""

    entry: str = strawberry.field(description="Code of the catalog entry (art. 7) · 目录编码")
    fields: list[str] = strawberry.field(
        description="Keys of the fields truly needed (art. 25) · 必需字段"
    )
    required: bool = strawberry.field(default=True, description="Whether one must have it · 必备")


@strawberry.input(description="A matter of a scenario (art. 17) · 事项（第十七条）")
class MatterInput:
    """A matter of a scenario."""

    code: str = strawberry.field(description="Code, unique over the hub · 事项编码")
    zh: str = strawberry.field(description="Name in Chinese · 中文名称")
    en: str = strawberry.field(description="Name in English · 英文名称")
    materials: list[MaterialInput] = strawberry.field(
        description="The licenses that it asks for (art. 18) · 所需材料"
    )


@strawberry.input(description="A scenario to be registered (art. 17) · 登记应用场景")
class RegisterScenarioInput:
    """A scenario as it is to stand."""

    code: str = strawberry.field(description="Permanent code · 应用场景编码")
    zh: str = strawberry.field(description="Name in Chinese · 中文名称")
    en: str = strawberry.field(description="Name in English · 英文名称")
    legal_basis: str = strawberry.field(description="Code of the legal basis (art. 22) · 依据编码")
    retention_days: int = strawberry.field(
        description="For how many days what is read is kept (art. 25) · 保存天数"
    )
    by_field: bool = strawberry.field(
        description="Whether a holder may consent field by field (art. 15(1)) · 是否可逐项同意"
    )
    matters: list[MatterInput] = strawberry.field(description="What for, one by one · 事项")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")


@strawberry.input(description="What a scenario is to say from now on (art. 17) · 变更应用场景")
class AmendScenarioInput(RegisterScenarioInput):
    """A scenario as it is to stand from now on; its code tells which."""


@strawberry.input(description="A scenario to be retired (art. 17) · 停用应用场景")
class RetireScenarioInput:
    """A scenario to be retired."""

    code: str = strawberry.field(description="Which scenario · 应用场景编码")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")


Registering = Annotated[
    RegisterScenarioInput, strawberry.argument(name="input", description="The scenario · 场景")
]
Amending = Annotated[
    AmendScenarioInput, strawberry.argument(name="input", description="The scenario · 场景")
]
Retiring = Annotated[
    RetireScenarioInput, strawberry.argument(name="input", description="Which scenario · 场景")
]
UsedBy = Annotated[
    str | None, strawberry.argument(description="Code of the using organization · 用证单位代码")
]
Words = Annotated[
    str | None, strawberry.argument(description="Words of its names or codes · 检索词")
]
ScenarioCode = Annotated[str, strawberry.argument(description="Its code · 应用场景编码")]


@strawberry.type
class ScenarioMutation:
    """Register, amend and retire scenarios."""

    @strawberry.mutation(description="Register a scenario (art. 17, 25) · 登记应用场景")
    async def register_scenario(self, info: Info, wish: Registering) -> ScenarioResult:
        """Register a scenario."""
        context = info.context

        async def act() -> Scenario:
            catalog = await context.current_catalog()
            stated = msgspec.convert(wish, wishes.RegisterScenario, from_attributes=True)
            command = commands.register_scenario(
                context.call, catalog, stated, key=wish.idempotency_key
            )
            return Scenario.of(await command, context)

        return await attempted(act())

    @strawberry.mutation(
        description="Say anew what a scenario needs; a matter named somewhere stays (art. 17, 25)"
        " · 变更应用场景"
    )
    async def amend_scenario(self, info: Info, wish: Amending) -> ScenarioResult:
        """Amend a scenario."""
        context = info.context

        async def act() -> Scenario:
            catalog = await context.current_catalog()
            stated = msgspec.convert(wish, wishes.AmendScenario, from_attributes=True)
            command = commands.amend_scenario(
                context.call, catalog, stated, key=wish.idempotency_key
            )
            return Scenario.of(await command, context)

        return await attempted(act())

    @strawberry.mutation(
        description="Retire a scenario: what rests on it carries nothing (art. 17) · 停用应用场景"
    )
    async def retire_scenario(self, info: Info, wish: Retiring) -> ScenarioResult:
        """Retire a scenario."""
        context = info.context

        async def act() -> Scenario:
            await context.current_catalog()
            stated = wishes.RetireScenario(wish.code)
            command = commands.retire_scenario(context.call, stated, key=wish.idempotency_key)
            return Scenario.of(await command, context)

        return await attempted(act())


@strawberry.type
class ScenarioQuery:
    """What licenses are used for; anybody may know."""

    @strawberry.field(
        description="Scenarios that stand, by using organization and words (art. 17) · 应用场景"
    )
    async def scenarios(
        self, info: Info, organization: UsedBy = None, search: Words = None
    ) -> list[Scenario]:
        """Find scenarios that stand."""
        context = info.context
        await context.current_catalog()
        found = find_scenarios(context.scenarios, search or "")
        if organization is not None:
            found = [one for one in found if _used_by(one, organization, context)]
        return [Scenario.of(scenario, context) for scenario in found]

    @strawberry.field(
        description="A scenario by its code, a retired one too (art. 17) · 应用场景（第十七条）"
    )
    async def scenario(self, info: Info, code: ScenarioCode) -> Scenario | None:
        """Return a scenario."""
        context = info.context
        await context.current_catalog()
        found = context.scenarios.scenarios.get(code)
        return None if found is None else Scenario.of(found, context)


def _used_by(scenario: ScenarioFacts, organization: str, context: Context) -> bool:
    return context.directory.by_id[scenario.organization_id].code == organization
