"""What the catalog says, as GraphQL types."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Protocol

import msgspec
import strawberry

import schema.terms  # noqa: F401 - names the vocabularies used below
from hub.catalog.exemptions import LapseCause
from hub.catalog.queries import Shelf
from hub.catalog.revisions import RevisionState
from hub.identity.directory import Directory
from hub.policy.difference import Direction
from hub.policy.situations import Manner
from hub.policy.terms import (
    Basis,
    Classification,
    DecisionCode,
    Disclosure,
    FieldType,
    Form,
    Ground,
    HolderKind,
    LawKind,
    Mask,
    Outcome,
    Sharing,
    SharingState,
    Subject,
)
from schema.ids import GlobalIds
from schema.organizations import Organization


@strawberry.type(description="A provision that policies rest on (art. 22) · 依据（第二十二条）")
class LegalBasis:
    """A provision that policies rest on."""

    code: str = strawberry.field(description="Its code in the hub (art. 22) · 依据编码")
    zh: str = strawberry.field(description="Its title in Chinese (art. 22) · 中文名称")
    en: str = strawberry.field(description="Its title in English (art. 22) · 英文名称")
    kind: LawKind = strawberry.field(description="What it is (art. 22) · 依据类别")
    in_force_from: date = strawberry.field(description="First day in force (art. 22) · 生效日期")
    in_force_until: date | None = strawberry.field(
        description="Last day in force, if one is set (art. 22) · 失效日期"
    )
    sample: bool = strawberry.field(
        description="Whether it is sample data, yet to be confirmed (art. 22) · 是否示例数据"
    )


@strawberry.type(description="Why something is not shared (art. 22) · 不予共享依据（第二十二条）")
class Exemption:
    """Why something is not shared."""

    ground: Ground = strawberry.field(description="The ground (art. 22) · 不予共享理由")
    legal_basis: str = strawberry.field(description="Code of its legal basis (art. 22) · 依据编码")
    until: date | None = strawberry.field(
        description="Last day on which it holds, if one is set (art. 22) · 截止日期"
    )


@strawberry.type(description="A face or metadata field (art. 7) · 照面信息字段（第七条）")
class Field:
    """One field with its policy."""

    key: str = strawberry.field(description="Permanent key, never reused (art. 7) · 字段标识")
    zh: str = strawberry.field(description="Name in Chinese (art. 7) · 中文名称")
    en: str = strawberry.field(description="Name in English (art. 7) · 英文名称")
    type: FieldType = strawberry.field(description="What a value is (art. 7) · 字段类型")
    subject: Subject = strawberry.field(description="Whom it speaks of (art. 22) · 所涉主体")
    classification: Classification = strawberry.field(
        description="How sensitive it is (art. 22) · 数据分类"
    )
    sharing: Sharing = strawberry.field(
        description="Its own sharing class; the entry's may be stricter (art. 22) · 共享属性"
    )
    exemption: Exemption | None = strawberry.field(
        description="Why it is not shared, where it is exempt (art. 22) · 不予共享依据"
    )
    disclosure: Disclosure = strawberry.field(
        description="What the public gets of it (art. 15(3)) · 公示方式"
    )
    default_form: Form = strawberry.field(
        description="What flows of it where it is not listed (art. 15) · 默认形式"
    )
    mask: Mask = strawberry.field(description="How it is masked (art. 22) · 脱敏规则")
    public_mask: Mask | None = strawberry.field(
        description="How it is masked for the public, if otherwise (art. 15(3)) · 公示脱敏规则"
    )
    keep: int = strawberry.field(
        description="How many characters KEEP_LAST leaves (art. 22) · 脱敏保留位数"
    )
    assurance: int = strawberry.field(
        description="Assurance a holder needs for the own value (art. 15(2)) · 实名实人等级"
    )
    legal_basis: str | None = strawberry.field(
        description="Code of the basis of its disclosure, if not the entry's (art. 22) · 公示依据"
    )
    source: str | None = strawberry.field(
        description="The one source of its values (art. 22(2)) · 数据源"
    )
    required: bool = strawberry.field(
        description="Whether every license has it (art. 7) · 是否必填"
    )
    birth_date: bool = strawberry.field(
        description="Whether it tells a day of birth (art. 22) · 是否出生日期"
    )


@strawberry.type(description="What an entry says in one revision (art. 7) · 目录内容（第七条）")
class EntryBody:
    """What an entry says."""

    code: str = strawberry.field(description="Permanent code (art. 7) · 目录编码")
    zh: str = strawberry.field(description="Name in Chinese (art. 7) · 中文名称")
    en: str = strawberry.field(description="Name in English (art. 7) · 英文名称")
    type_code: str = strawberry.field(description="License type code (art. 7) · 证照类型代码")
    sector: str = strawberry.field(description="Sector (art. 5) · 行业领域")
    owner: str = strawberry.field(
        description="Code of the department that compiles it (art. 7) · 编制部门"
    )
    issuers: list[str] = strawberry.field(description="Codes of who issues (art. 7) · 签发部门")
    joint: bool = strawberry.field(
        description="Whether all of them issue together (art. 22) · 是否联合签发"
    )
    holder_kind: HolderKind = strawberry.field(
        description="Who may hold it (art. 7) · 持证主体类别"
    )
    max_holders: int = strawberry.field(
        description="Most holders of a license (art. 7) · 持证主体数上限"
    )
    sharing: Sharing = strawberry.field(description="Sharing class (art. 22) · 共享属性")
    exemption: Exemption | None = strawberry.field(
        description="Why nothing of it is shared, where it is exempt (art. 22) · 不予共享依据"
    )
    legal_basis: str = strawberry.field(
        description="Code of the basis it rests on (art. 7) · 依据编码"
    )
    numbering: str = strawberry.field(description="Numbering rule (art. 7) · 编号规则")
    template: str = strawberry.field(description="Template of the document (art. 7) · 证照模板")
    public_after_end: int = strawberry.field(
        description="Days an ended license stays public (art. 15(3)) · 终止后公示天数"
    )
    fields: list[Field] = strawberry.field(
        description="Face and metadata fields (art. 7) · 照面信息"
    )


@strawberry.type(description="What is seen of a field in one situation (art. 22) · 可见结果")
class Seen:
    """What is seen of a field."""

    outcome: Outcome = strawberry.field(description="What is got of it (art. 22) · 查看结果")
    code: DecisionCode = strawberry.field(description="Why (art. 22) · 判定代码")
    mask: Mask | None = strawberry.field(description="How it is masked (art. 22) · 脱敏规则")


@strawberry.type(
    description="One row of a policy difference (art. 22) · 可见范围变化（第二十二条）"
)
class PolicyChange:
    """One outcome that widens or narrows."""

    key: str = strawberry.field(description="Key of the field (art. 7) · 字段标识")
    basis: Basis = strawberry.field(description="How callers come to it (art. 15) · 查看依托")
    manner: Manner = strawberry.field(description="In which manner (art. 15) · 依托方式")
    ended: bool = strawberry.field(
        description="Whether it concerns ended licenses (art. 10) · 是否终止的证照"
    )
    assurances: list[int] = strawberry.field(
        description="At which assurance levels (art. 15(2)) · 实名实人等级"
    )
    before: Seen | None = strawberry.field(
        description="What is seen now; nothing where the license is not found (art. 22) · 变更前"
    )
    after: Seen | None = strawberry.field(
        description="What is seen then; nothing where it is not found (art. 22) · 变更后"
    )
    direction: Direction = strawberry.field(description="Which way it goes (art. 22) · 变化方向")
    since: date = strawberry.field(description="From which day on (art. 22) · 起始日期")


@strawberry.type(description="A revision of a catalog entry (art. 7) · 目录版本（第七条）")
class Revision:
    """A revision of a catalog entry."""

    number: int = strawberry.field(description="Its number, from 1 (art. 7) · 版本号")
    state: RevisionState = strawberry.field(description="How far it has come (art. 7) · 状态")
    body: EntryBody = strawberry.field(description="What it says (art. 7) · 内容")
    digest: str = strawberry.field(
        description="Hash of what it says, to be named in accepting it (art. 7) · 内容摘要值"
    )
    drafted_at: datetime = strawberry.field(description="When drafted (art. 7) · 起草时间")
    submitted_at: datetime | None = strawberry.field(
        description="When submitted (art. 7) · 提交时间"
    )
    in_force_at: datetime | None = strawberry.field(
        description="When it came in force (art. 7) · 生效时间"
    )
    retired_at: datetime | None = strawberry.field(description="When retired (art. 7) · 停用时间")
    widening_basis: str | None = strawberry.field(
        description="Code of the basis on which it widened (art. 22) · 扩大可见范围的依据"
    )
    changes: list[PolicyChange] = strawberry.field(
        description="Its policy difference, where submitted or accepted (art. 22) · 可见范围变化"
    )


@strawberry.type(description="Where publication of an entry stands (art. 13) · 发布（第十三条）")
class Publication:
    """Where the publication of an entry stands."""

    code: str = strawberry.field(description="Code of the entry (art. 7) · 目录编码")
    sharing: SharingState = strawberry.field(description="Where it stands (art. 13) · 发布状态")
    changed_at: datetime | None = strawberry.field(
        description="When that changed last (art. 13) · 变更时间"
    )


class Names(Protocol):
    """By what an entry's departments are named: a request's context, or the view of an answer."""

    @property
    def directory(self) -> Directory:
        """The organizations."""

    @property
    def ids(self) -> GlobalIds:
        """The sealer of ids."""


@strawberry.type(description="A license type (art. 7) · 证照目录条目（第七条）")
class CatalogEntry:
    """A license type that is or was in force."""

    publication: Publication = strawberry.field(
        description="Whether its licenses are shared (art. 13) · 发布情况"
    )
    revision: int = strawberry.field(
        description="Number of its latest revision in force (art. 7) · 版本号"
    )
    retired: bool = strawberry.field(
        description="Whether nothing is issued under it any more (art. 7) · 是否停用"
    )
    policy_revision: str = strawberry.field(
        description="Hash of the policy that decisions name (art. 22) · 政策版本"
    )
    shelf: strawberry.Private[Shelf]
    names: strawberry.Private[Names]

    @strawberry.field(description="Permanent code (art. 7) · 目录编码")
    def code(self) -> str:
        """Return the code of the entry."""
        return self.shelf.code

    @strawberry.field(description="What it says (art. 7) · 内容")
    def body(self) -> EntryBody:
        """Return what the entry says in its latest revision in force."""
        return msgspec.convert(self.shelf.entry, EntryBody, from_attributes=True)

    @strawberry.field(description="Who compiles it (art. 7) · 编制部门")
    def owner(self) -> Organization | None:
        """Return the department that compiles the entry."""
        return next(self._named(self.shelf.entry.owner), None)

    @strawberry.field(description="Who issues it (art. 7) · 签发部门")
    def issuers(self) -> list[Organization]:
        """Return the departments that the entry names as issuers."""
        return list(self._named(*self.shelf.entry.issuers))

    def _named(self, *codes: str) -> Iterator[Organization]:
        held, ids = self.names.directory.by_code, self.names.ids
        return (Organization.of(held[code], ids) for code in codes if code in held)

    @classmethod
    def of(cls, shelf: Shelf, names: Names) -> "CatalogEntry":
        """Show an entry as it is held."""
        publication = Publication(
            code=shelf.code, sharing=shelf.sharing, changed_at=shelf.sharing_changed_at
        )
        return cls(
            publication=publication,
            revision=shelf.number,
            retired=shelf.retired,
            policy_revision=shelf.policy_revision,
            shelf=shelf,
            names=names,
        )


strawberry.enum(
    LapseCause, description="Why an exemption holds no more (art. 22) · 不予共享依据失效原因"
)


@strawberry.type(description="That an exemption holds no more (art. 22) · 不予共享依据失效情况")
class Lapse:
    """That an exemption holds no more."""

    cause: LapseCause = strawberry.field(description="Why (art. 22) · 失效原因")
    since: date | None = strawberry.field(
        description="First day without it; none if its provision never was in force (art. 22)"
        " · 失效起始日期"
    )
    sharing: Sharing = strawberry.field(
        description="What it counts as now (art. 22) · 现按何种共享属性处理"
    )
    zh: str = strawberry.field(description="What that means, in Chinese (art. 22) · 中文说明")
    en: str = strawberry.field(description="What that means, in English (art. 22) · 英文说明")


@strawberry.type(description="A line of the list of exemptions (art. 22) · 不予共享清单项")
class DeclaredExemption:
    """One thing that is not shared."""

    code: str = strawberry.field(description="Code of the entry (art. 7) · 目录编码")
    key: str | None = strawberry.field(
        description="Key of the field, or none for the whole entry (art. 22) · 字段标识"
    )
    zh: str = strawberry.field(description="Its name in Chinese (art. 22) · 中文名称")
    en: str = strawberry.field(description="Its name in English (art. 22) · 英文名称")
    exemption: Exemption = strawberry.field(
        description="Ground, basis and end (art. 22) · 不予共享依据"
    )
    legal_basis: LegalBasis | None = strawberry.field(
        description="The provision cited (art. 22) · 依据"
    )
    lapsed: bool = strawberry.field(
        description="Whether it holds no more: ended, or its basis lapsed (art. 22) · 是否失效"
    )
    lapse: Lapse | None = strawberry.field(
        description="Since when it holds no more, why, and what that means (art. 22) · 失效情况"
    )
