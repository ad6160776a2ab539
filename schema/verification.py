"""Verify and compare (核验、比对, art. 18, 24)."""

from datetime import date
from typing import Annotated

import strawberry

from hub.policy.codes import Grade
from hub.policy.states import LicenseState
from hub.reading.compare import Compared, CompareResult, compare_license
from hub.reading.verify import verify_license
from schema.arguments import ForPurpose, Identifier
from schema.catalog.types import CatalogEntry
from schema.context import Info
from schema.executor import Recorded
from schema.organizations import Organization
from schema.purpose import call_for

strawberry.enum(
    CompareResult, description="Result of a comparison (art. 18) · 比对结果（第十八条）"
)


@strawberry.type(description="What a verification told (art. 24) · 核验结果（第二十四条）")
class VerifiedLicense:
    """What a verification told."""

    entry: CatalogEntry = strawberry.field(description="Catalog entry · 目录条目")
    issuer: Organization = strawberry.field(description="Issuer · 签发部门")
    state: LicenseState = strawberry.field(description="State now · 当前状态")
    grade: Grade = strawberry.field(description="Whether the identifier is well made · 标识校验")
    digest_right: bool = strawberry.field(
        description="Whether the digest given is the license's · 摘要值是否相符"
    )
    current: bool | None = strawberry.field(
        description="Whether it is of the version in force, for a right digest · 是否现行版本"
    )
    made_on: date | None = strawberry.field(description="Day of that version · 该版本日期")


@strawberry.type(description="The result of a comparison (art. 18) · 比对结果（第十八条）")
class ComparedLicense:
    """The result of a comparison."""

    code: int = strawberry.field(description="Result code, 0 to 7 · 结果代码")
    result: CompareResult = strawberry.field(description="The same in words · 结果")


@strawberry.input(description="A value said to be a license's (art. 18) · 待比对值（第十八条）")
class ComparedValue:
    """A value to compare."""

    key: str = strawberry.field(description="Key of the field · 字段标识")
    value: str = strawberry.field(description="The value; never stored · 值")
    holder: int = strawberry.field(
        default=1, description="Whose, where it is each holder's own · 持证主体序号"
    )


Digest = Annotated[
    str | None, strawberry.argument(description="SM3 digest, 64 hexadecimal digits · 摘要值")
]
Values = Annotated[
    list[ComparedValue],
    strawberry.argument(description="At most 50 values (art. 18) · 待比对值，至多 50 个"),
]


@strawberry.type
class VerificationQuery:
    """Verify and compare."""

    @strawberry.field(
        extensions=[Recorded()],
        description="Tell whether a digest is a license's, and where it stands (art. 24) · 核验",
    )
    async def verify_license(
        self, info: Info, identifier: Identifier, digest: Digest = None
    ) -> VerifiedLicense | None:
        """Verify a license."""
        context = info.context
        found = await verify_license(context.parts.reading, context.call, identifier, digest)
        issuer = context.directory.by_id[found.issuer_id]
        return VerifiedLicense(
            entry=CatalogEntry.of(context.catalog.by_id[found.entry_id]),
            issuer=Organization.of(issuer, context.ids),
            state=found.state,
            grade=found.grade,
            digest_right=found.digest_right,
            current=found.current,
            made_on=found.made_on,
        )

    @strawberry.field(
        extensions=[Recorded()],
        description="Compare values with a license's, disclosing none (art. 18) · 比对",
    )
    async def compare_license(
        self,
        info: Info,
        identifier: Identifier,
        values: Values,
        purpose: ForPurpose = None,
    ) -> ComparedLicense | None:
        """Compare values with a license's."""
        compared = [Compared(value.key, value.value, value.holder) for value in values]
        call = call_for(info, purpose)
        result = await compare_license(info.context.parts.reading, call, identifier, compared)
        return ComparedLicense(code=result.value, result=result)
