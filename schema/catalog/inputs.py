"""What a caller states of the catalog, as GraphQL inputs."""

from datetime import date

import strawberry

import schema.terms  # noqa: F401 - names the vocabularies used below
from hub.policy.terms import (
    Classification,
    Disclosure,
    FieldType,
    Form,
    Ground,
    HolderKind,
    LawKind,
    Mask,
    Sharing,
    Subject,
)

KEY = "A key of the caller's own under which a repeated request changes nothing · 幂等键"


@strawberry.input(description="Why something is not shared (art. 22) · 不予共享依据（第二十二条）")
class ExemptionInput:
    """Why something is not shared."""

    ground: Ground = strawberry.field(description="The ground (art. 22) · 不予共享理由")
    legal_basis: str = strawberry.field(
        description="Code of a known legal basis in force (art. 22) · 依据编码"
    )
    until: date | None = strawberry.field(
        default=None, description="Last day on which it holds (art. 22) · 截止日期"
    )


@strawberry.input(description="A face or metadata field (art. 7) · 照面信息字段（第七条）")
class FieldInput:
    """One field with its policy."""

    key: str = strawberry.field(description="Permanent key, never reused (art. 7) · 字段标识")
    zh: str = strawberry.field(description="Name in Chinese (art. 7) · 中文名称")
    en: str = strawberry.field(description="Name in English (art. 7) · 英文名称")
    classification: Classification = strawberry.field(
        description="How sensitive it is (art. 22) · 数据分类"
    )
    sharing: Sharing = strawberry.field(description="Sharing class (art. 22) · 共享属性")
    type: FieldType = strawberry.field(
        default=FieldType.TEXT, description="What a value is (art. 7) · 字段类型"
    )
    subject: Subject = strawberry.field(
        default=Subject.LICENSE, description="Whom it speaks of (art. 22) · 所涉主体"
    )
    exemption: ExemptionInput | None = strawberry.field(
        default=None, description="Why it is exempt, if it is (art. 22) · 不予共享依据"
    )
    disclosure: Disclosure = strawberry.field(
        default=Disclosure.NONE, description="What the public gets (art. 15(3)) · 公示方式"
    )
    default_form: Form = strawberry.field(
        default=Form.WITHHELD, description="What flows where it is not listed (art. 15) · 默认形式"
    )
    mask: Mask = strawberry.field(
        default=Mask.ALL, description="How it is masked (art. 22) · 脱敏规则"
    )
    public_mask: Mask | None = strawberry.field(
        default=None, description="How it is masked for the public (art. 15(3)) · 公示脱敏规则"
    )
    keep: int = strawberry.field(
        default=4, description="How many characters KEEP_LAST leaves (art. 22) · 脱敏保留位数"
    )
    min_assurance: int | None = strawberry.field(
        default=None, description="A higher assurance for the holder (art. 15(2)) · 实名实人等级"
    )
    legal_basis: str | None = strawberry.field(
        default=None, description="Code of the basis of its disclosure (art. 22) · 公示依据"
    )
    source: str | None = strawberry.field(
        default=None, description="The one source of its values (art. 22(2)) · 数据源"
    )
    required: bool = strawberry.field(
        default=False, description="Whether every license has it (art. 7) · 是否必填"
    )
    birth_date: bool = strawberry.field(
        default=False, description="Whether it tells a day of birth (art. 22) · 是否出生日期"
    )


@strawberry.input(description="What an entry is to say (art. 7) · 目录内容（第七条）")
class EntryInput:
    """What an entry is to say."""

    code: str = strawberry.field(description="Permanent code (art. 7) · 目录编码")
    zh: str = strawberry.field(description="Name in Chinese (art. 7) · 中文名称")
    en: str = strawberry.field(description="Name in English (art. 7) · 英文名称")
    type_code: str = strawberry.field(description="License type code (art. 7) · 证照类型代码")
    sector: str = strawberry.field(description="Sector (art. 5) · 行业领域")
    owner: str = strawberry.field(
        description="Code of the department that compiles it (art. 7) · 编制部门"
    )
    holder_kind: HolderKind = strawberry.field(
        description="Who may hold it (art. 7) · 持证主体类别"
    )
    sharing: Sharing = strawberry.field(description="Sharing class (art. 22) · 共享属性")
    legal_basis: str = strawberry.field(
        description="Code of the basis it rests on (art. 7) · 依据编码"
    )
    fields: list[FieldInput] = strawberry.field(
        description="Face and metadata fields (art. 7) · 照面信息"
    )
    issuers: list[str] = strawberry.field(
        default_factory=list, description="Codes of who issues (art. 7) · 签发部门"
    )
    joint: bool = strawberry.field(
        default=False, description="Whether all of them issue together (art. 22) · 是否联合签发"
    )
    max_holders: int = strawberry.field(
        default=1, description="Most holders of a license (art. 7) · 持证主体数上限"
    )
    exemption: ExemptionInput | None = strawberry.field(
        default=None, description="Why it is exempt, if it is (art. 22) · 不予共享依据"
    )
    numbering: str = strawberry.field(
        default="{serial}", description="Numbering rule (art. 7) · 编号规则"
    )
    template: str = strawberry.field(
        default="plain", description="Template of the document (art. 7) · 证照模板"
    )
    public_after_end: int = strawberry.field(
        default=0, description="Days an ended license stays public (art. 15(3)) · 终止后公示天数"
    )


@strawberry.input(description="A whole entry as it is to be (art. 7) · 目录条目（第七条）")
class CompileEntryInput:
    """A whole entry as it is to be."""

    body: EntryInput = strawberry.field(description="What it is to say (art. 7) · 内容")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="The draft to be reviewed (art. 7) · 提交审核（第七条）")
class SubmitEntryInput:
    """The draft to be reviewed."""

    code: str = strawberry.field(description="Code of the entry (art. 7) · 目录编码")
    number: int = strawberry.field(description="Number of the revision (art. 7) · 版本号")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="The revision to come in force (art. 7) · 审核通过（第七条）")
class AcceptEntryInput:
    """The revision to come in force."""

    code: str = strawberry.field(description="Code of the entry (art. 7) · 目录编码")
    number: int = strawberry.field(description="Number of the revision (art. 7) · 版本号")
    digest: str = strawberry.field(
        description="Hash of what the reviewer read (art. 7) · 所审内容摘要值"
    )
    widening_basis: str | None = strawberry.field(
        default=None, description="Code of the basis of a widening (art. 22) · 扩大可见范围的依据"
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="The entry to be acted on (art. 7, 13) · 目录条目")
class NameEntryInput:
    """The entry to be acted on."""

    code: str = strawberry.field(description="Code of the entry (art. 7) · 目录编码")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="What is no longer to be shared (art. 22) · 声明不予共享")
class DeclareExemptionInput:
    """What is no longer to be shared."""

    code: str = strawberry.field(description="Code of the entry (art. 7) · 目录编码")
    exemption: ExemptionInput = strawberry.field(
        description="Ground, basis and end (art. 22) · 不予共享依据"
    )
    field: str | None = strawberry.field(
        default=None, description="Key of the field; none for the whole entry (art. 22) · 字段标识"
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A provision policies may rest on (art. 22) · 登记依据（第二十二条）")
class DeclareLegalBasisInput:
    """A provision that policies may rest on."""

    code: str = strawberry.field(description="Its code in the hub (art. 22) · 依据编码")
    zh: str = strawberry.field(description="Its title in Chinese (art. 22) · 中文名称")
    en: str = strawberry.field(description="Its title in English (art. 22) · 英文名称")
    kind: LawKind = strawberry.field(description="What it is (art. 22) · 依据类别")
    in_force_from: date = strawberry.field(description="First day in force (art. 22) · 生效日期")
    in_force_until: date | None = strawberry.field(
        default=None, description="Last day in force (art. 22) · 失效日期"
    )
    sample: bool = strawberry.field(
        default=False, description="Whether it is sample data (art. 22) · 是否示例数据"
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)
