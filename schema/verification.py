"""Verify and compare (核验、比对, art. 18, 24)."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from hub.licenses.terms import LicenseEvent
from hub.policy.codes import Grade
from hub.policy.states import LicenseState
from hub.reading.compare import Compared, CompareResult, compare_license
from hub.reading.verify import Verified, verify_license
from hub.reading.verify_file import SealState, VerifiedFile, verify_file
from hub.verifier.report import Kind as FileKind
from hub.verifier.report import Outcome, Step
from schema.arguments import ForPurpose, Identifier
from schema.catalog.types import CatalogEntry
from schema.context import Context, Info
from schema.executor import Planned, Recorded
from schema.organizations import Organization
from schema.purpose import call_for

strawberry.enum(FileKind, name="FileKind", description="What a file is (art. 6) · 文件类型")
strawberry.enum(Outcome, name="StepOutcome", description="How a step ended (art. 24) · 步骤结果")
strawberry.enum(SealState, description="What the register says of a seal (art. 12) · 印章状态")
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

    @classmethod
    def of(cls, found: Verified, context: Context) -> "VerifiedLicense":
        """Show what a verification told."""
        issuer = context.directory.by_id[found.issuer_id]
        return cls(
            entry=CatalogEntry.of(context.catalog.by_id[found.entry_id], context),
            issuer=Organization.of(issuer, context.ids),
            state=found.state,
            grade=found.grade,
            digest_right=found.digest_right,
            current=found.current,
            made_on=found.made_on,
        )


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


@strawberry.type(description="One thing that was checked of a file (art. 24) · 核验步骤")
class FileStep:
    """One thing that was checked of a file."""

    name: str = strawberry.field(description="Which step · 步骤")
    outcome: Outcome = strawberry.field(description="How it ended · 结果")
    code: str = strawberry.field(description="What was found, fixed for clients · 结果代码")
    message_zh: str = strawberry.field(description="The same in Chinese · 中文说明")
    message_en: str = strawberry.field(description="The same in English · 英文说明")
    where: str = strawberry.field(description="Where in the file, if anywhere · 位置")

    @classmethod
    def of(cls, step: Step) -> "FileStep":
        """Show a step."""
        return cls(
            name=step.name,
            outcome=step.outcome,
            code=step.code,
            message_zh=step.zh,
            message_en=step.en,
            where=step.where,
        )


@strawberry.type(description="A seal that was found in a file (art. 12, 24) · 文件中的电子印章")
class FileSeal:
    """A seal that was found in a file, and what the register says of it."""

    number: str = strawberry.field(description="Its number · 印章编号")
    name: str = strawberry.field(description="What it says · 印章名称")
    holder_code: str = strawberry.field(description="Whose it is, by credit code · 单位代码")
    sealed_at: datetime = strawberry.field(description="When it was used · 签章时间")
    state: SealState = strawberry.field(description="What the register says · 印章状态")


@strawberry.type(description="Something that happened since (art. 10) · 后续变动")
class Since:
    """Something that has happened to a license since a file of it was made."""

    event: LicenseEvent = strawberry.field(description="What happened · 事件")
    occurred_on: date = strawberry.field(description="On which day · 日期")


@strawberry.type(description="What a file proves (art. 4, 24) · 文件核验报告（第四条、第二十四条）")
class FileReport:
    """What a file proves, step by step, and where its license stands now."""

    kind: FileKind = strawberry.field(description="What the file is · 文件类型")
    genuine: bool = strawberry.field(
        description="Whether it is whole, and sealed by seals good at that time · 是否真实完整"
    )
    steps: list[FileStep] = strawberry.field(description="Step by step · 核验步骤")
    seals: list[FileSeal] = strawberry.field(description="Its seals · 电子印章")
    lacking: bool = strawberry.field(
        description="Whether it is not what all its issuers sealed · 是否并非全体签发部门签章的文件"
    )
    identifier: str | None = strawberry.field(description="What it says of itself · 证照标识")
    version: int | None = strawberry.field(description="Which version it is · 版本号")
    license: VerifiedLicense | None = strawberry.field(
        description="Where the license stands, for a genuine file · 证照当前状态"
    )
    since: list[Since] = strawberry.field(
        description="What has happened since it was made · 制作以后的变动"
    )

    @classmethod
    def of(cls, found: VerifiedFile, context: Context) -> "FileReport":
        """Show what a file proves."""
        return cls(
            kind=found.report.kind,
            genuine=found.genuine,
            steps=[FileStep.of(step) for step in found.report.steps],
            seals=[
                FileSeal(
                    number=seal.number,
                    name=seal.name,
                    holder_code=seal.holder_code,
                    sealed_at=seal.sealed_at,
                    state=state,
                )
                for seal, state in found.seals
            ],
            lacking=found.lacking,
            identifier=found.report.identifier,
            version=found.report.version,
            license=None if found.license is None else VerifiedLicense.of(found.license, context),
            since=[Since(event=one.event, occurred_on=one.occurred_on) for one in found.since],
        )


File = Annotated[
    str, strawberry.argument(description="PDF, OFD or package, in base64 · 文件，base64 编码")
]
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
        extensions=[Planned(explained=False)],
        description="Tell whether a digest is a license's, and where it stands (art. 24) · 核验",
    )
    async def verify_license(
        self, info: Info, identifier: Identifier, digest: Digest = None
    ) -> VerifiedLicense | None:
        """Verify a license."""
        context = info.context
        found = await verify_license(context.parts.reading, context.call, identifier, digest)
        return VerifiedLicense.of(found, context)

    @strawberry.field(
        extensions=[Recorded()],
        description="Tell step by step what a file proves (art. 4, 24) · 按文件核验",
    )
    async def verify_file(self, info: Info, file: File) -> FileReport | None:
        """Verify a file."""
        context = info.context
        found = await verify_file(context.parts.reading, context.call, file)
        return FileReport.of(found, context)

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
