"""Licenses by id, by identifier and by list; every one of them a planned, decided read."""

from datetime import date
from typing import Annotated

import strawberry

from hub.errors import Kind, Refusal
from hub.policy import entry as keys
from hub.policy.states import LicenseState
from hub.reading.scope import (
    ById,
    ByIdentifier,
    Filter,
    Holdings,
    Issuance,
    Query,
    Scope,
    Span,
    UnderGrant,
    UnderRequest,
    UnderScenario,
)
from schema.arguments import After, Before, First, ForPurpose, Last
from schema.context import Info
from schema.executor import Planned
from schema.ids import GlobalIds, Named
from schema.licenses.connection import LicenseConnection, read_one, read_page
from schema.licenses.types import License
from schema.paging import Asked
from schema.purpose import call_for


class LicenseNotFound(Refusal):
    """No basis leads this caller to such a license; the same where there is none."""

    kind = Kind.NOT_FOUND
    zh = "未找到该电子证照，或您没有查看它的依据"
    en = "There is no such license, or nothing entitles you to see it"


class LocatorInvalid(Refusal):
    """A license is located by its id or by its identifier, and not by both."""

    kind = Kind.INVALID
    zh = "请用 id 或 identifier 之一指定电子证照"
    en = "Name the license by id or by identifier, one of the two"


class ScopeInvalid(Refusal):
    """A list of licenses stands under exactly one scope."""

    kind = Kind.INVALID
    zh = "请指定且仅指定一个范围（under）"
    en = "Name exactly one scope (under)"


@strawberry.input(
    one_of=True, description="The one scope of a list of licenses (art. 15) · 查询范围（第十五条）"
)
class LicenseScope:
    """The one scope of a list of licenses."""

    issuance: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Issued by the caller's organization · 本单位签发"
    )
    holdings: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Held by the caller · 本人持有"
    )
    grant: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Named by a grant to the caller · 授权用证"
    )

    request: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Consented to under an access request, for the stated case · 依职能共享申请",
    )
    scenario: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Consented to in a scenario, for the stated case (art. 17) · 应用场景",
    )

    def stated(self, ids: GlobalIds) -> Scope:
        """Return the scope as plain data.

        Raises: ScopeInvalid, IdInvalid.
        """
        if self.issuance:
            return Issuance()
        if self.holdings:
            return Holdings()
        if self.grant:
            return UnderGrant(*ids.keys(self.grant, Named.GRANT))
        if self.request:
            return UnderRequest(*ids.keys(self.request, Named.REQUEST))
        if self.scenario:
            return UnderScenario(self.scenario)
        raise ScopeInvalid


@strawberry.input(description="Days from one to another, both included · 日期区间")
class DaySpan:
    """A range of days."""

    first: date | None = strawberry.field(default=None, description="First day · 起")
    last: date | None = strawberry.field(default=None, description="Last day · 止")


@strawberry.input(description="A field with a value · 字段取值条件")
class FieldEquals:
    """A condition on a face field."""

    key: str = strawberry.field(description="Key of the field · 字段标识")
    equals: str = strawberry.field(description="Its value · 取值")


@strawberry.input(
    description="Conditions; a field may be used only where its value is granted · 筛选条件"
)
class LicenseFilter:
    """Conditions that narrow a list."""

    entry: str | None = strawberry.field(default=None, description="Code of the entry · 目录编码")
    status: LicenseState | None = strawberry.field(default=None, description="State · 状态")
    issued_on: DaySpan | None = strawberry.field(default=None, description="Issued · 签发日期")
    valid_from: DaySpan | None = strawberry.field(default=None, description="Valid from · 有效期起")
    valid_until: DaySpan | None = strawberry.field(
        default=None, description="Valid until · 有效期止"
    )
    number: str | None = strawberry.field(default=None, description="Number · 证照编号")
    fields: list[FieldEquals] | None = strawberry.field(
        default=None, description="Face fields; the entry must be named · 照面信息"
    )

    def stated(self) -> tuple[Filter, ...]:
        """Return the conditions as plain data."""
        days = {
            keys.ISSUED_ON: self.issued_on,
            keys.VALID_FROM: self.valid_from,
            keys.VALID_UNTIL: self.valid_until,
        }
        values = {keys.STATUS: self.status and self.status.value, keys.NUMBER: self.number}
        equal = [(key, value) for key, value in values.items() if value is not None]
        equal += [(wish.key, wish.equals) for wish in self.fields or ()]
        spans = [(key, span) for key, span in days.items() if span is not None]
        return (
            *(Filter(key, equals=value) for key, value in equal),
            *(Filter(key, span=Span(span.first, span.last)) for key, span in spans),
        )


Under = Annotated[
    LicenseScope, strawberry.argument(description="The one scope (art. 15) · 查询范围")
]
Narrowing = Annotated[
    LicenseFilter | None, strawberry.argument(description="What narrows the list · 筛选条件")
]
OneId = Annotated[strawberry.ID | None, strawberry.argument(description="Global id · 全局标识")]
OneIdentifier = Annotated[
    str | None, strawberry.argument(description="Or identifier, GB/T 36904 · 或证照标识")
]


@strawberry.type
class LicenseQuery:
    """Licenses by id, by identifier and by list."""

    @strawberry.field(
        extensions=[Planned()],
        description="One license, as the law lets the caller see it (art. 15, 21) · 电子证照",
    )
    async def license(
        self,
        info: Info,
        id: OneId = None,  # noqa: A002 - the argument's name in the schema
        identifier: OneIdentifier = None,
        purpose: ForPurpose = None,
    ) -> License | None:
        """Return the license that an id or an identifier locates."""
        call = call_for(info, purpose)
        found = await read_one(info, call, Query(located(info.context.ids, id, identifier)))
        if found is None:
            raise LicenseNotFound(remedy=info.context.way_on(call))
        return found

    @strawberry.field(
        extensions=[Planned()],
        description="Licenses of one scope (art. 15, 21) · 电子证照列表（第十五条、第二十一条）",
    )
    async def licenses(
        self,
        info: Info,
        under: Under,
        filter: Narrowing = None,  # noqa: A002 - the argument's name in the schema
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        purpose: ForPurpose = None,
    ) -> LicenseConnection:
        """Return a page of the licenses of one scope."""
        narrowing = filter or LicenseFilter()
        scope = under.stated(info.context.ids)
        query = Query(scope, entry=narrowing.entry, filters=narrowing.stated())
        page = Asked(first, after, last, before)
        return await read_page(info, call_for(info, purpose), query, page)


def located(ids: GlobalIds, id_: str | None, identifier: str | None) -> ById | ByIdentifier:
    """Return the scope of the one license that an id or an identifier locates.

    Raises: LocatorInvalid, IdInvalid.
    """
    if (id_ is None) == (identifier is None):
        raise LocatorInvalid
    if id_ is None:
        return ByIdentifier(identifier or "")
    return ById(*ids.keys(id_, Named.LICENSE))
