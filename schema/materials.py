"""The material check in GraphQL (材料核对, art. 18)."""

from typing import Annotated, Self

import strawberry

from hub.policy.states import LicenseState
from hub.reading.materials import HeldMaterial, MaterialFinding, material_check
from hub.reading.materials import MaterialCheck as Checked
from schema.arguments import ForPurpose
from schema.authorizations.scenarios import Material, Matter
from schema.context import Context, Info
from schema.executor import Recorded
from schema.ids import Named
from schema.licenses.decisions import Decision
from schema.purpose import call_for
from schema.view import View

strawberry.enum(
    MaterialFinding, description="What was found of a material (art. 18) · 材料核对结果"
)


@strawberry.type(description="A license found for a material (art. 18) · 对应的电子证照")
class MaterialLicense:
    """A license found for a material."""

    license: strawberry.ID = strawberry.field(description="Id of the license · 证照全局标识")
    state: LicenseState | None = strawberry.field(
        description="Where it stands, if its status may be shown · 当前状态"
    )
    decision: Decision = strawberry.field(
        description="What was decided of its status, and on what basis (art. 22) · 判定"
    )

    @classmethod
    def of(cls, held: HeldMaterial, context: Context) -> Self:
        """Show a license found."""
        view = View(held.answer, context.ids, context.directory)
        return cls(
            license=strawberry.ID(context.ids.of(Named.LICENSE, *held.key)),
            state=held.state,
            decision=Decision(decided=held.cell.decision, row=held.row, view=view),
        )


@strawberry.type(description="A material as it was found (art. 18) · 已核对的材料")
class CheckedMaterial:
    """A material as it was found."""

    material: Material = strawberry.field(description="What is asked for · 所需材料")
    finding: MaterialFinding = strawberry.field(description="What was found · 核对结果")
    licenses: list[MaterialLicense] = strawberry.field(
        description="The licenses of that entry, at most the newest hundred · 对应的电子证照"
    )


@strawberry.type(description="What a matter asks for, and what is there (art. 18) · 材料核对")
class MaterialCheck:
    """What a matter asks for, and what is there."""

    matter: Matter = strawberry.field(description="The matter (art. 17) · 事项")
    complete: bool = strawberry.field(
        description="Whether all that is required is covered: no paper is needed · 是否齐备"
    )
    materials: list[CheckedMaterial] = strawberry.field(description="One by one · 逐项结果")

    @classmethod
    def of(cls, check: Checked, context: Context) -> Self:
        """Show a check."""
        return cls(
            matter=Matter.of(check.matter, context),
            complete=check.complete,
            materials=[
                CheckedMaterial(
                    material=Material.of(one.material, context),
                    finding=one.finding,
                    licenses=[MaterialLicense.of(held, context) for held in one.licenses],
                )
                for one in check.materials
            ],
        )


MatterCode = Annotated[str, strawberry.argument(description="Code of the matter · 事项编码")]
ByDelegation = Annotated[
    strawberry.ID | None,
    strawberry.argument(
        description="A delegation for the matter: its holder's materials are checked · 所依委托"
    ),
]


@strawberry.type
class MaterialQuery:
    """Check the materials of a matter."""

    @strawberry.field(
        extensions=[Recorded()],
        description="Which materials of a matter are there: by the caller's licenses, a principal's"
        " under a delegation, or those consented to for the case (art. 18) · 材料核对",
    )
    async def material_check(
        self,
        info: Info,
        matter: MatterCode,
        delegation: ByDelegation = None,
        purpose: ForPurpose = None,
    ) -> MaterialCheck | None:
        """Check the materials of a matter."""
        context, call = info.context, call_for(info, purpose)
        principal = None
        if delegation is not None:
            principal, _ = context.ids.keys(delegation, Named.DELEGATION)
        check = await material_check(context.parts.reading, call, matter, principal)
        return MaterialCheck.of(check, context)
