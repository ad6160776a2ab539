"""Access requests in GraphQL (依职能共享, art. 15(1))."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
import strawberry

import schema.terms  # noqa: F401 - names the vocabularies used below
from hub.authorizations.requests import commands, queries, wishes
from hub.authorizations.requests.model import AccessRequest as Row
from hub.authorizations.requests.queries import RequestFacts
from hub.authorizations.requests.rules import state_of
from hub.authorizations.requests.terms import RequestState
from hub.authorizations.terms import AuthorizationKind
from hub.policy.terms import Form
from schema.arguments import AtMost
from schema.authorizations.interface import Authorization
from schema.catalog.types import LegalBasis
from schema.context import Context, Info
from schema.errors import Refusal, attempted
from schema.ids import Named
from schema.organizations import Organization
from schema.working_days import DAYS_LEFT, days_left

strawberry.enum(
    RequestState, name="AccessRequestState", description="What was decided (art. 15(1)) · 审批状态"
)


@strawberry.type(description="An approved field and its form (art. 15(1)) · 批准的字段及形式")
class ApprovedField:
    """A field of a request, and in which form it flows."""

    key: str = strawberry.field(description="Key of the field · 字段标识")
    form: Form = strawberry.field(description="Full or masked · 提供形式")


@strawberry.type(description="Consent waived by law (art. 15(1)) · 免除同意（依法律、行政法规）")
class Waiver:
    """Fields that flow without the holders' consent."""

    fields: list[str] = strawberry.field(description="Keys of the fields · 字段")
    legal_basis: LegalBasis | None = strawberry.field(description="The law that says so · 依据")
    countersigned_at: datetime | None = strawberry.field(
        description="When the data center countersigned; before, it has no effect · 会签时间"
    )


@strawberry.type(description="An access request (art. 15(1)) · 依职能共享申请（第十五条第一项）")
class AccessRequest(Authorization):
    """What a using organization asks of an entry, and what its owner approved."""

    organization: Organization | None = strawberry.field(description="Who asks · 使用单位")
    entry: str = strawberry.field(description="Code of the catalog entry · 目录编码")
    scenario: str = strawberry.field(description="Code of the scenario (art. 17) · 应用场景")
    matters: list[str] = strawberry.field(description="Codes of the matters · 事项")
    over_asked: list[str] = strawberry.field(
        description="Fields asked that no matter of it needs (art. 25) · 超出需要的字段"
    )
    legal_basis: LegalBasis | None = strawberry.field(description="Legal basis of the use · 依据")
    quota: int | None = strawberry.field(description="Most licenses to be shown · 额度")
    used: int = strawberry.field(description="Licenses shown so far · 已用额度")
    waiver: Waiver | None = strawberry.field(description="Consent waived, if asked · 免除同意")
    decided: RequestState = strawberry.field(description="What was decided · 审批状态")
    approved: list[ApprovedField] = strawberry.field(description="What was approved · 批准的字段")
    reason: str | None = strawberry.field(description="Why refused, suspended, ended · 理由")
    answer_due: datetime = strawberry.field(description="When the answer is due · 答复期限")
    working_days_left: int | None = strawberry.field(description=DAYS_LEFT)
    overdue: bool = strawberry.field(description="Whether it waits past its term · 是否逾期未答复")
    answered_at: datetime | None = strawberry.field(description="When it was answered · 答复时间")

    @classmethod
    def of(cls, request: Row | RequestFacts, context: Context) -> "AccessRequest":
        """Show a request to those concerned."""
        moment = context.call.moment
        waits = request.state is RequestState.SUBMITTED
        return cls(
            id=strawberry.ID(context.ids.of(Named.REQUEST, request.id)),
            kind=AuthorizationKind.REQUEST,
            license=None,
            fields=request.asked,
            cause=request.purpose,
            given_at=request.requested_at,
            valid_from=request.valid_from,
            valid_until=request.valid_until,
            state=state_of(request, moment),
            organization=Organization.found(
                request.organization_id, context.directory, context.ids
            ),
            entry=context.catalog.by_id[request.entry_id].code,
            scenario=request.scenario_code,
            matters=request.matters,
            over_asked=request.over_asked,
            legal_basis=_law(context, request.legal_basis),
            quota=request.quota,
            used=request.used,
            waiver=_waiver(context, request),
            decided=request.state,
            approved=[
                ApprovedField(key=key, form=Form(request.forms[key]))
                for key in sorted(request.forms)
            ],
            reason=request.reason,
            answer_due=request.answer_due,
            working_days_left=days_left(context, request.answer_due, waits=waits),
            overdue=waits and request.answer_due <= moment,
            answered_at=request.answered_at,
        )


def _waiver(context: Context, request: Row | RequestFacts) -> Waiver | None:
    if not request.waiver_fields:
        return None
    return Waiver(
        fields=request.waiver_fields,
        legal_basis=_law(context, request.waiver_basis or ""),
        countersigned_at=request.countersigned_at,
    )


def _law(context: Context, code: str) -> LegalBasis | None:
    found = context.catalog.law.get(code)
    return None if found is None else msgspec.convert(found, LegalBasis, from_attributes=True)


AccessRequestResult = Annotated[
    AccessRequest | Refusal,
    strawberry.union("AccessRequestResult", description="The request, or why not · 申请或拒绝理由"),
]


@strawberry.input(description="Consent to be waived (art. 15(1)) · 申请免除同意")
class WaiverInput:
    """Fields for which consent shall be waived."""

    fields: list[str] = strawberry.field(description="Keys of the fields · 字段")
    legal_basis: str = strawberry.field(description="Code of the law that says so · 依据编码")


@strawberry.input(description="Access to be asked for (art. 15(1)) · 共享申请")
class RequestAccessInput:
    """Access to be asked for."""

    scenario: str = strawberry.field(description="Code of an own scenario (art. 17) · 应用场景")
    matters: list[str] = strawberry.field(description="Codes of its matters · 事项")
    entry: str = strawberry.field(description="Code of the catalog entry · 目录编码")
    fields: list[str] = strawberry.field(description="Keys of the fields · 申请字段")
    purpose: str = strawberry.field(description="What for, in at most 200 characters · 用途")
    legal_basis: str = strawberry.field(description="Code of the legal basis · 依据编码")
    valid_from: datetime | None = strawberry.field(default=None, description="From when · 起始时间")
    valid_until: datetime = strawberry.field(description="Until when · 截止时间")
    quota: int | None = strawberry.field(default=None, description="Most licenses · 额度")
    waiver: WaiverInput | None = strawberry.field(
        default=None, description="Consent to be waived · 免除同意"
    )
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self) -> wishes.RequestAccess:
        """Return the wish as plain data."""
        waiver = None
        if self.waiver is not None:
            waiver = wishes.AskedWaiver(tuple(self.waiver.fields), self.waiver.legal_basis)
        return wishes.RequestAccess(
            scenario=self.scenario,
            matters=tuple(self.matters),
            entry=self.entry,
            fields=tuple(self.fields),
            purpose=self.purpose,
            legal_basis=self.legal_basis,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            quota=self.quota,
            waiver=waiver,
        )


@strawberry.input(description="A field and the form to approve (art. 15(1)) · 批准字段")
class ApprovedFieldInput:
    """A field and the form in which it shall flow."""

    key: str = strawberry.field(description="Key of the field · 字段标识")
    form: Form = strawberry.field(description="FULL or MASKED · 提供形式")


@strawberry.input(description="What of a request is approved (art. 15(1)) · 批准申请")
class ApproveRequestInput:
    """What of a request is approved."""

    request: strawberry.ID = strawberry.field(description="Id of the request · 申请全局标识")
    fields: list[ApprovedFieldInput] = strawberry.field(
        description="What is approved; what is not named is not · 批准的字段"
    )
    quota: int | None = strawberry.field(default=None, description="A lower quota · 额度")
    valid_until: datetime | None = strawberry.field(
        default=None, description="An earlier end · 截止时间"
    )
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self, context: Context) -> wishes.ApproveRequest:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        return wishes.ApproveRequest(
            request=_request_id(context, self.request),
            forms={field.key: field.form for field in self.fields},
            quota=self.quota,
            valid_until=self.valid_until,
        )


@strawberry.input(description="A request and the reason (art. 15(1)) · 申请及理由")
class AnswerRequestInput:
    """A request to be refused, suspended or ended, with the reason."""

    request: strawberry.ID = strawberry.field(description="Id of the request · 申请全局标识")
    reason: str = strawberry.field(description="Why, in at most 200 characters · 理由")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self, context: Context) -> wishes.AnswerRequest:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        return wishes.AnswerRequest(_request_id(context, self.request), self.reason)


@strawberry.input(description="A request (art. 15(1)) · 指定申请")
class NameRequestInput:
    """A request to be resumed or countersigned."""

    request: strawberry.ID = strawberry.field(description="Id of the request · 申请全局标识")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self, context: Context) -> wishes.NameRequest:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        return wishes.NameRequest(_request_id(context, self.request))


def _request_id(context: Context, id_: str) -> UUID:
    (request,) = context.ids.keys(id_, Named.REQUEST)
    return request


Asking = Annotated[
    RequestAccessInput, strawberry.argument(name="input", description="The request · 申请")
]
Approving = Annotated[
    ApproveRequestInput, strawberry.argument(name="input", description="What of it · 批准内容")
]
Answering = Annotated[
    AnswerRequestInput, strawberry.argument(name="input", description="Which, and why · 理由")
]
Naming = Annotated[
    NameRequestInput, strawberry.argument(name="input", description="Which request · 申请")
]
Overdue = Annotated[
    bool | None,
    strawberry.argument(description="Only those that wait past their term · 仅逾期未答复"),
]


_Wish = ApproveRequestInput | AnswerRequestInput | NameRequestInput


async def _answered(
    info: Info, wish: _Wish, command: Callable[..., Awaitable[Row]]
) -> AccessRequest | Refusal:
    """Let a command act on a request, and show the request."""
    context = info.context

    async def act() -> AccessRequest:
        await context.current_catalog()
        made = await command(context.call, wish.stated(context), key=wish.idempotency_key)
        return AccessRequest.of(made, context)

    return await attempted(act())


async def told_requests(context: Context, first: int) -> list[AccessRequest]:
    """Return the newest requests by, or to, the caller's organization."""
    found = await queries.requests_of(context.call, first)
    return [AccessRequest.of(request, context) for request in found]


@strawberry.type
class RequestQuery:
    """Access requests."""

    @strawberry.field(
        description="Requests by, or to, the caller's organization (art. 15(1)) · 共享申请"
    )
    async def access_requests(
        self, info: Info, overdue: Overdue = None, first: AtMost = 50
    ) -> list[AccessRequest]:
        """Return the newest requests that concern the caller's organization."""
        context = info.context
        await context.current_catalog()
        size = min(max(first, 1), 100)
        found = await queries.requests_of(context.call, size, overdue=bool(overdue))
        return [AccessRequest.of(request, context) for request in found]


@strawberry.type
class RequestMutation:
    """Ask for access, and answer."""

    @strawberry.mutation(description="Ask an owner for fields (art. 15(1)) · 提出共享申请")
    async def request_access(self, info: Info, wish: Asking) -> AccessRequestResult:
        """Ask for access."""
        context = info.context

        async def act() -> AccessRequest:
            catalog = await context.current_catalog()
            made = await commands.request_access(
                context.call,
                catalog,
                context.scenarios,
                wish.stated(),
                key=wish.idempotency_key,
            )
            return AccessRequest.of(made, context)

        return await attempted(act())

    @strawberry.mutation(description="Approve a request, whole or in part (art. 15(1)) · 批准申请")
    async def approve_request(self, info: Info, wish: Approving) -> AccessRequestResult:
        """Approve a request."""
        return await _answered(info, wish, commands.approve_request)

    @strawberry.mutation(description="Refuse a request (art. 15(1)) · 不予批准")
    async def refuse_request(self, info: Info, wish: Answering) -> AccessRequestResult:
        """Refuse a request."""
        return await _answered(info, wish, commands.refuse_request)

    @strawberry.mutation(description="Suspend a request at once (art. 15(1)) · 暂停共享")
    async def suspend_request(self, info: Info, wish: Answering) -> AccessRequestResult:
        """Suspend a request."""
        return await _answered(info, wish, commands.suspend_request)

    @strawberry.mutation(description="Let a suspended request run again (art. 15(1)) · 恢复共享")
    async def resume_request(self, info: Info, wish: Naming) -> AccessRequestResult:
        """Resume a request."""
        return await _answered(info, wish, commands.resume_request)

    @strawberry.mutation(description="End a request for good (art. 15(1)) · 终止共享")
    async def end_request(self, info: Info, wish: Answering) -> AccessRequestResult:
        """End a request."""
        return await _answered(info, wish, commands.end_request)

    @strawberry.mutation(description="Countersign a waiver of consent (art. 15(1)) · 会签免除同意")
    async def countersign_waiver(self, info: Info, wish: Naming) -> AccessRequestResult:
        """Countersign a waiver."""
        return await _answered(info, wish, commands.countersign_waiver)
