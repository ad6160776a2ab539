"""Explain: the decisions for a query, without data (art. 22)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, cast

import strawberry
from graphql import GraphQLError, OperationType
from strawberry.scalars import JSON

from hub.audit.call import Call
from hub.errors import Kind
from hub.errors import Refusal as Refused
from hub.identity.callers import ANONYMOUS, ActingFor, Caller
from hub.partners.documents.rules import check_text
from schema.context import Context, ExplainedLicense, Info
from schema.documents import execute
from schema.executor import Recorded
from schema.faults import reason
from schema.licenses.decisions import Decision

if TYPE_CHECKING:
    from schema.root import HubSchema

CLIENT_ASSURANCE = 1


class NothingExplained(Refused):
    """The query asks for no license that this caller can reach; the same where there is none."""

    kind = Kind.NOT_FOUND
    zh = "该查询没有可说明的电子证照，或您没有查看的依据"
    en = "The query reaches no license to explain, or nothing entitles you to one"


class ExplainNotAllowed(Refused):
    """Decisions for another caller are explained to a holder, about own licenses."""

    kind = Kind.FORBIDDEN
    zh = "仅持证主体可查看他人对本人证照的判定"
    en = "Decisions for others are explained to a holder, about own licenses, and to nobody else"


class QueryNotExplained(Refused):
    """A document that cannot be explained: not a query, or one that fails."""

    kind = Kind.INVALID
    zh = "无法说明该查询：{reason}"
    en = "The query cannot be explained: {reason}"


@strawberry.input(
    one_of=True, description="As whom; to a holder about own licenses (art. 21) · 以何身份说明"
)
class ExplainAs:
    """As whom decisions are explained."""

    organization: str | None = strawberry.field(
        default=strawberry.UNSET, description="An organization's credit code · 单位代码"
    )
    public: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Everybody · 社会公众"
    )


@strawberry.type(description="The decisions for one license, without data (art. 22) · 判定说明")
class Explained:
    """The decisions for one license, without data."""

    entry: str = strawberry.field(description="Code of its entry · 目录编码")
    policy_revision: str = strawberry.field(description="Policy followed · 政策版本")
    fields: list["ExplainedField"] = strawberry.field(description="Its fields · 字段")


@strawberry.type(description="The decision for one field (art. 22) · 字段判定（第二十二条）")
class ExplainedField:
    """The decision for one field."""

    key: str = strawberry.field(description="Key of the field · 字段标识")
    holder: int | None = strawberry.field(description="Whose · 持证主体序号")
    decision: Decision = strawberry.field(description="What was decided, and why · 判定")


Document = Annotated[str, strawberry.argument(description="A query for licenses · 待说明的查询")]
Variables = Annotated[JSON | None, strawberry.argument(description="Its variables · 查询变量")]
As = Annotated[
    ExplainAs | None,
    strawberry.argument(name="as", description="As whom, if not as oneself · 以何身份"),
]


@strawberry.type
class ExplainQuery:
    """Explain decisions."""

    @strawberry.field(
        extensions=[Recorded()],
        description="The decisions for a query, without data (art. 22) · 判定说明（第二十二条）",
    )
    async def explain(
        self, info: Info, query: Document, variables: Variables = None, as_: As = None
    ) -> list[Explained]:
        """Decide a query and leave every value where it is."""
        outer = info.context
        await outer.current_catalog()
        client = outer.call.token.client if outer.call.token else None
        check_text(outer.directory.documents_of(client), query)
        found: list[ExplainedLicense] = []
        inner = Context(_call(outer, as_), outer.parts, explaining=found)
        given = cast("dict[str, Any] | None", variables)
        types = (OperationType.QUERY,)
        schema = cast("HubSchema", outer.schema)
        result = await execute(schema, inner, query, given, types=types)
        shown = [one for one in found if as_ is None or _is_own(outer, one)]
        if not shown:
            raise _why_nothing(result.errors or (), oneself=as_ is None)
        return [_explained(one) for one in shown]


def _call(outer: Context, as_: ExplainAs | None) -> Call:
    if as_ is None:
        return outer.call
    if not outer.call.own_keys:
        raise ExplainNotAllowed
    return replace(outer.call, caller=_other(outer, as_), token=None)


def _other(outer: Context, as_: ExplainAs) -> Caller:
    """Return somebody else as a caller: everybody, or an organization's client."""
    if not as_.organization:
        return ANONYMOUS
    facts = outer.directory.by_code.get(as_.organization)
    if facts is None:
        raise NothingExplained
    return Caller(
        assurance=CLIENT_ASSURANCE,
        organization=ActingFor(facts.id, facts.code),
        client=True,
        issuer_organizations=(facts.id, *outer.directory.predecessors(facts.id)),
    )


def _is_own(outer: Context, one: ExplainedLicense) -> bool:
    return not set(outer.call.own_keys).isdisjoint(one.row.record["holders"])


def _why_nothing(errors: Sequence[GraphQLError], *, oneself: bool) -> Refused:
    """Return why nothing is explained; what is absent and what is denied look the same.

    Who asks for oneself is told the way on. For somebody else there is none to tell: what they
    reach and the asker does not own would be known by its lack.
    """
    way_on = None
    for error in errors:
        cause = error.original_error
        if cause is None or isinstance(cause, GraphQLError):
            return QueryNotExplained(reason=reason(error))
        if not isinstance(cause, Refused):
            raise cause
        if cause.kind is not Kind.NOT_FOUND:
            return cause
        way_on = way_on or cause.remedy
    return NothingExplained(remedy=way_on if oneself else None)


def _explained(one: ExplainedLicense) -> Explained:
    shelf = one.row.decided.shelf
    return Explained(
        entry=shelf.code,
        policy_revision=shelf.policy_revision,
        fields=[
            ExplainedField(
                key=cell.cell.field.key,
                holder=cell.holder,
                decision=Decision(decided=cell.decision, row=one.row, view=one.view),
            )
            for cell in one.row.decided.cells
        ],
    )
