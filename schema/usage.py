"""The record of use in GraphQL, in data and in plain words (art. 15(2), 26)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Self

import strawberry

from hub.audit.call import ANSWERED
from hub.audit.queries import Use, without_basis
from hub.audit.usage import DecidedField
from hub.audit.words import Both, Doing, Told, Who, sentence
from hub.authorizations.scenarios.book import MatterFacts, ScenarioFacts
from hub.catalog.queries import CatalogSnapshot, Shelf
from hub.identity.directory import Directory
from hub.identity.terms import RepresentationKind
from hub.policy.entry import Field
from hub.policy.terms import Basis, Outcome
from schema.catalog.types import CatalogEntry
from schema.context import Context
from schema.ids import Named
from schema.locales import Locale
from schema.organizations import Organization

InLanguage = Annotated[Locale, strawberry.argument(description="In which language · 语言")]
Since = Annotated[
    datetime | None, strawberry.argument(description="From this moment on · 自此时起（含）")
]
Until = Annotated[
    datetime | None, strawberry.argument(description="Before this moment · 至此时止（不含）")
]
OfLicense = Annotated[
    strawberry.ID | None, strawberry.argument(description="Of one license, by its id · 某一证照")
]

_DOING = {
    "compareLicense": Doing.COMPARE,
    "verifyLicense": Doing.VERIFY,
    "explain": Doing.EXPLAIN,
    "takeArchivalCopy": Doing.COPY,
    "archivalCopy": Doing.FETCH,
    "caseFile": Doing.FETCH,
    "archivePackage": Doing.PACKAGE,
    "verifyCopy": Doing.VERIFY_COPY,
    "raiseObjection": Doing.OBJECT,
    "exchange": Doing.EXCHANGE,
    "webhook": Doing.WEBHOOK,
}
_STOOD_AS = {RepresentationKind.AGENT: Who.AGENT, RepresentationKind.GUARDIAN: Who.GUARDIAN}


@strawberry.type(description="How a field was decided in a past use (art. 15(2)) · 用证字段")
class UsedField:
    """How a field was decided."""

    key: str = strawberry.field(description="Key of the field · 字段标识")
    holder: int = strawberry.field(description="Whose, from 1 · 持证主体序号")
    label: str = strawberry.field(description="Name of the field, in Chinese · 字段名称")
    outcome: str = strawberry.field(description="What was got · 查看结果")
    code: str = strawberry.field(description="Why · 判定代码")
    basis: str = strawberry.field(description="On what basis · 查看依托")

    @classmethod
    def of(cls, field: DecidedField, known: dict[str, Field]) -> Self:
        """Show one field."""
        return cls(
            key=field.key,
            holder=field.holder,
            label=known[field.key].zh if field.key in known else field.key,
            outcome=field.outcome,
            code=field.code,
            basis=field.basis,
        )


@strawberry.type(description="One use of an own license (art. 15(2)) · 用证记录（第十五条第二项）")
class UsageRecord:
    """Who saw which fields of an own license, when, why and on what basis; never the values."""

    told: strawberry.Private[Told]
    event: strawberry.ID = strawberry.field(description="Id of the event, for receipts · 记录编号")
    at: datetime = strawberry.field(description="When · 时间")
    operation: str = strawberry.field(description="What was asked · 操作")
    outcome: str = strawberry.field(
        description="ANSWERED, the refusal's code, or NO_BASIS · 已答复、拒绝代码或无依据"
    )
    by_self: bool = strawberry.field(description="Whether it was the viewer · 是否本人")
    organization: Organization | None = strawberry.field(description="For whom · 使用单位")
    cause: str | None = strawberry.field(description="Stated cause · 事由")
    scenario: str | None = strawberry.field(description="Scenario · 应用场景")
    matter: str | None = strawberry.field(description="Matter · 事项")
    case_number: str | None = strawberry.field(description="Case number · 办件编号")
    license: strawberry.ID = strawberry.field(description="Id of the license · 证照全局标识")
    entry: CatalogEntry | None = strawberry.field(description="Its entry · 目录条目")
    policy_revision: str = strawberry.field(description="Policy followed · 政策版本")
    fields: list[UsedField] = strawberry.field(description="Which fields, and how · 字段")

    @strawberry.field(description="All of it in one sentence (art. 15(2)) · 一句话说明")
    def sentence(self, locale: InLanguage = Locale.ZH) -> str:
        """Return the use in plain words."""
        said = sentence(self.told)
        return said.zh if locale is Locale.ZH else said.en

    @classmethod
    def of(cls, use: Use, context: Context) -> "UsageRecord":
        """Show one use."""
        shelf = shelf_of(use, context.catalog)
        known = shelf.policy.by_key if shelf else {}
        ids = context.ids
        return cls(
            told=told_of(use, context),
            event=strawberry.ID(str(use.event_id)),
            at=use.at,
            operation=use.operation,
            outcome=use.outcome,
            by_self=by_self(use, context),
            organization=Organization.found(use.organization_id, context.directory, ids),
            cause=use.cause,
            scenario=use.scenario,
            matter=use.matter,
            case_number=use.case_number,
            license=license_id(use, context) or strawberry.ID(""),
            entry=None if shelf is None else CatalogEntry.of(shelf, context),
            policy_revision=use.decisions.policy_revision,
            fields=[UsedField.of(field, known) for field in use.decisions.fields],
        )


@strawberry.type(description="A page of usage records (art. 15(2)) · 用证记录分页")
class UsagePage:
    """A page of usage records."""

    records: list[UsageRecord] = strawberry.field(description="The records · 记录")
    end_cursor: str | None = strawberry.field(description="Where the page ends · 末游标")


def license_id(use: Use, context: Context) -> strawberry.ID | None:
    """Return the global id of the license that was used; a search of the register names none."""
    if use.owner_key is None:
        return None
    return strawberry.ID(context.ids.of(Named.LICENSE, use.owner_key, use.license_id))


def by_self(use: Use, context: Context) -> bool:
    """Tell whether it was the caller who used it."""
    return use.account_id is not None and use.account_id == context.call.caller.account_id


def shelf_of(use: Use, catalog: CatalogSnapshot) -> Shelf | None:
    """Return the entry of the license that was used."""
    if without_basis(use):
        return catalog.by_id.get(use.entry_id or 0)
    return catalog.by_code.get(use.decisions.entry)


def told_of(use: Use, context: Context) -> Told:
    """Return what a use is told by, every name looked up."""
    shelf = shelf_of(use, context.catalog)
    fields = use.decisions.fields
    shown = [field for field in fields if field.outcome != Outcome.WITHHELD]
    known = shelf.policy.by_key if shelf else {}

    def named(outcome: Outcome) -> list[Both]:
        return [_name(field.key, known) for field in fields if field.outcome == outcome]

    return Told(
        at=use.at,
        who=_who(use, context),
        organization=_organization(use, context.directory),
        doing=_doing(use.operation),
        entry=None if shelf is None else Both(shelf.policy.zh, shelf.policy.en),
        full=named(Outcome.GRANTED),
        masked=named(Outcome.MASKED),
        withheld=named(Outcome.WITHHELD),
        bases=[basis for basis in Basis if basis in {field.basis for field in shown}],
        codes=frozenset(field.code for field in shown),
        laws=list(_laws(shown, context.catalog)),
        cause=use.cause,
        scenario=_stated(use.scenario, context.scenarios.scenarios),
        matter=_stated(use.matter, context.scenarios.matters),
        case_number=use.case_number,
        refusal=use.outcome if use.outcome != ANSWERED and not shown else None,
    )


def _stated(
    code: str | None, known: Mapping[str, ScenarioFacts] | Mapping[str, MatterFacts]
) -> Both | None:
    """Name what was stated; what nobody registered is told as it was stated."""
    found = known.get(code or "")
    if found is not None:
        return Both(found.zh, found.en)
    return None if code is None else Both(code, code)


def _name(key: str, known: dict[str, Field]) -> Both:
    field = known.get(key)
    return Both(key, key) if field is None else Both(field.zh, field.en)


def _laws(shown: Iterable[DecidedField], catalog: CatalogSnapshot) -> Iterable[Both]:
    """Name the provisions that a department's access rests on; the others go without saying."""
    codes = dict.fromkeys(field.legal_basis for field in shown if field.basis == Basis.REQUEST)
    found = (catalog.law.get(code) for code in codes)
    return (Both(law.zh, law.en) for law in found if law is not None)


def _organization(use: Use, directory: Directory) -> Both | None:
    facts = directory.by_id.get(use.organization_id or 0)
    return None if facts is None else Both(facts.name_zh, facts.name_en)


def _doing(operation: str) -> Doing:
    done = {_DOING.get(name, Doing.LOOK) for name in operation.split(",")}
    return done.pop() if len(done) == 1 else Doing.LOOK


def _who(use: Use, context: Context) -> Who:
    if by_self(use, context):
        return Who.SELF
    if use.organization_id is not None:
        return Who.ORGANIZATION
    if use.account_id is None:
        return Who.UNIDENTIFIED
    if use.stood_as is not None:
        return _STOOD_AS[RepresentationKind(use.stood_as)]
    bases = {field.basis for field in use.decisions.fields}
    if Basis.HOLDER in bases:
        return Who.CO_HOLDER
    return Who.DELEGATE if Basis.DELEGATION in bases else Who.PERSON
