"""Consents in GraphQL (征求同意, art. 15(1))."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

import schema.terms  # noqa: F401 - names the vocabularies used below
from hub.authorizations.consents import commands, queries, wishes
from hub.authorizations.consents.queries import AskFacts, ConsentFacts
from hub.authorizations.consents.rules import asked_state, state_of
from hub.authorizations.terms import AuthorizationKind, AuthorizationState
from hub.policy.entry import Field
from hub.policy.terms import Classification, Form
from schema.arguments import AtMost
from schema.authorizations.interface import Authorization
from schema.context import Context, Info
from schema.errors import Refusal, attempted
from schema.ids import Named
from schema.node import Node
from schema.organizations import Organization


@strawberry.type(description="A field that is asked for (art. 15(1)) · 征求同意的字段")
class AskedField:
    """A field that is asked for; none is ticked before the holder ticks it."""

    key: str = strawberry.field(description="Key of the field · 字段标识")
    label_zh: str = strawberry.field(description="Its name in Chinese · 中文名称")
    label_en: str = strawberry.field(description="Its name in English · 英文名称")
    form: Form = strawberry.field(description="In which form it would be seen · 提供形式")
    separate: bool = strawberry.field(
        description="Whether it must be ticked by itself (sensitive) · 是否须单独同意"
    )
    agreed: bool = strawberry.field(description="Whether it was agreed to · 是否已同意")


@strawberry.type(description="A holder's consent (art. 15(1)) · 持证主体同意（第十五条第一项）")
class Consent(Authorization):
    """What an organization asks of a holder, for which case, and the answer."""

    organization: Organization | None = strawberry.field(description="Who asks · 使用单位")
    scenario: str = strawberry.field(description="Code of the scenario (art. 17) · 应用场景")
    matter: str = strawberry.field(description="Code of the matter · 事项")
    case_number: str = strawberry.field(description="Case number · 办件编号")
    entry: str = strawberry.field(description="Code of the catalog entry · 目录编码")
    asked: list[AskedField] = strawberry.field(description="What is asked for · 征求的字段")
    by_field: bool = strawberry.field(
        description="Whether fields may be left out; else all or nothing · 是否可逐项同意"
    )
    retention_days: int | None = strawberry.field(
        description="How long the scenario keeps what it saw, in days (art. 17) · 保存期限"
    )
    answer_by: datetime = strawberry.field(description="Until when to answer · 答复期限")
    answered_at: datetime | None = strawberry.field(description="When answered · 答复时间")
    withdrawn_at: datetime | None = strawberry.field(description="When withdrawn · 撤回时间")

    @classmethod
    def of(cls, consent: ConsentFacts, context: Context) -> "Consent":
        """Show a consent to the one who is asked."""
        shelf = context.catalog.by_id[consent.entry_id]
        scenario = context.scenarios.scenarios.get(consent.scenario)
        license_id = context.ids.of(Named.LICENSE, consent.owner_key, consent.license_id)
        return cls(
            id=strawberry.ID(context.ids.of(Named.CONSENT, consent.holder_key, consent.id)),
            kind=AuthorizationKind.CONSENT,
            license=strawberry.ID(license_id),
            fields=consent.fields,
            cause=consent.purpose,
            given_at=consent.asked_at,
            valid_from=consent.answered_at,
            valid_until=consent.valid_until,
            state=state_of(consent, consent.answer_by, context.call.moment),
            organization=Organization.found(
                consent.organization_id, context.directory, context.ids
            ),
            scenario=consent.scenario,
            matter=consent.matter,
            case_number=consent.case_number,
            entry=shelf.code,
            asked=[_asked(shelf.policy.by_key[key], consent) for key in consent.asked],
            by_field=scenario is not None and scenario.by_field,
            retention_days=scenario.retention_days if scenario else None,
            answer_by=consent.answer_by,
            answered_at=consent.answered_at,
            withdrawn_at=consent.withdrawn_at,
        )


def _asked(field: Field, consent: ConsentFacts) -> AskedField:
    sensitive = field.classification is Classification.SENSITIVE_PERSONAL
    return AskedField(
        key=field.key,
        label_zh=field.zh,
        label_en=field.en,
        form=Form(consent.forms.get(field.key, Form.WITHHELD)),
        separate=sensitive or field.exemption is not None,
        agreed=field.key in consent.fields,
    )


@strawberry.type(description="That a holder was asked (art. 15(1)) · 征求同意记录")
class ConsentAsk(Node):
    """What an organization asked; it looks the same where there is no such license."""

    request: strawberry.ID = strawberry.field(description="Id of the request · 申请全局标识")
    matter: str = strawberry.field(description="Code of the matter · 事项")
    case_number: str = strawberry.field(description="Case number · 办件编号")
    fields: list[str] = strawberry.field(description="Keys of the fields asked for · 字段")
    asked_at: datetime = strawberry.field(description="When it was asked · 征求时间")
    answer_by: datetime = strawberry.field(description="Until when to answer · 答复期限")
    state: AuthorizationState = strawberry.field(
        description="ASKED until every holder has answered · 状态"
    )
    valid_until: datetime | None = strawberry.field(description="Until when it runs · 截止时间")

    @classmethod
    def of(cls, ask: AskFacts, context: Context) -> "ConsentAsk":
        """Show an ask to the organization that asked."""
        state = asked_state(ask, context.call.moment)
        return cls(
            id=strawberry.ID(context.ids.of(Named.ASK, ask.id)),
            request=strawberry.ID(context.ids.of(Named.REQUEST, ask.request_id)),
            matter=ask.matter,
            case_number=ask.case_number,
            fields=ask.fields,
            asked_at=ask.asked_at,
            answer_by=ask.answer_by,
            state=state,
            valid_until=ask.valid_until if state is AuthorizationState.RUNNING else None,
        )


ConsentResult = Annotated[
    Consent | Refusal,
    strawberry.union("ConsentResult", description="The consent, or why not · 同意或拒绝理由"),
]
ConsentAskResult = Annotated[
    ConsentAsk | Refusal,
    strawberry.union("ConsentAskResult", description="The ask, or why not · 征求记录或拒绝理由"),
]


@strawberry.input(description="A consent to be asked for (art. 15(1)) · 征求同意")
class AskConsentInput:
    """A consent to be asked for."""

    request: strawberry.ID = strawberry.field(description="Id of the request · 申请全局标识")
    identifier: str = strawberry.field(description="Identifier of the license · 证照标识")
    matter: str = strawberry.field(description="Code of the matter · 事项")
    case_number: str = strawberry.field(description="Case number · 办件编号")
    fields: list[str] | None = strawberry.field(
        default=None, description="Fields, if not all that were approved · 字段"
    )
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self, context: Context) -> wishes.AskConsent:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        (request,) = context.ids.keys(self.request, Named.REQUEST)
        return wishes.AskConsent(
            request=request,
            identifier=self.identifier,
            matter=self.matter,
            case_number=self.case_number,
            fields=None if self.fields is None else tuple(self.fields),
        )


@strawberry.input(description="What is agreed to (art. 15(1)) · 同意内容")
class GiveConsentInput:
    """What a holder agrees to."""

    consent: strawberry.ID = strawberry.field(description="Id of the consent · 同意全局标识")
    fields: list[str] = strawberry.field(description="Fields agreed to · 同意的字段")
    separate: list[str] = strawberry.field(
        default_factory=list, description="Those of them ticked one by one · 单独同意的字段"
    )
    valid_until: datetime | None = strawberry.field(
        default=None, description="Until when; 30 days where nothing is said · 截止时间"
    )
    delegation: strawberry.ID | None = strawberry.field(
        default=None, description="Under which delegation, if as a delegate · 所依委托"
    )
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self, context: Context) -> wishes.GiveConsent:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        return wishes.GiveConsent(
            consent=_key(context, self.consent),
            fields=tuple(self.fields),
            separate=tuple(self.separate),
            valid_until=self.valid_until,
            delegation=_delegation(context, self.delegation),
        )


@strawberry.input(description="A consent to refuse or withdraw (art. 15(1)) · 拒绝或撤回同意")
class AnswerConsentInput:
    """A consent to be refused or withdrawn."""

    consent: strawberry.ID = strawberry.field(description="Id of the consent · 同意全局标识")
    delegation: strawberry.ID | None = strawberry.field(
        default=None, description="Under which delegation, if as a delegate · 所依委托"
    )
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self, context: Context) -> wishes.AnswerConsent:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        return wishes.AnswerConsent(
            consent=_key(context, self.consent), delegation=_delegation(context, self.delegation)
        )


def _key(context: Context, id_: str) -> wishes.ConsentKey:
    return wishes.ConsentKey(*context.ids.keys(id_, Named.CONSENT))


def _delegation(context: Context, id_: str | None) -> UUID | None:
    if id_ is None:
        return None
    _, delegation = context.ids.keys(id_, Named.DELEGATION)
    return delegation


Asking = Annotated[
    AskConsentInput, strawberry.argument(name="input", description="What is asked · 征求内容")
]
Giving = Annotated[
    GiveConsentInput, strawberry.argument(name="input", description="What is agreed to · 同意内容")
]
Answering = Annotated[
    AnswerConsentInput, strawberry.argument(name="input", description="Which consent · 同意")
]
OfCase = Annotated[str | None, strawberry.argument(description="Of one case · 办件编号")]


async def told_consents(context: Context, first: int) -> list[Consent]:
    """Return the newest consents asked of the caller."""
    found = await queries.consents_of(context.call, first)
    return [Consent.of(consent, context) for consent in found]


async def _answered(
    info: Info, command: Callable[[Context], Awaitable[commands.Answered]]
) -> Consent | Refusal:
    """Let a command answer a consent, and show the consent as it stands then."""
    context = info.context

    async def act() -> Consent:
        await context.current_catalog()
        answered = await command(context)
        key = answered.consent.holder_key, answered.consent.id
        return Consent.of(await queries.consent_of(context.call, *key), context)

    return await attempted(act())


@strawberry.type
class ConsentQuery:
    """What was asked of holders."""

    @strawberry.field(
        description="Consents that the caller's organization asked for (art. 15(1)) · 征求同意记录"
    )
    async def consent_asks(
        self, info: Info, case_number: OfCase = None, first: AtMost = 50
    ) -> list[ConsentAsk]:
        """Return the newest asks by the caller's organization."""
        context = info.context
        size = min(max(first, 1), 100)
        found = await queries.asks_of(context.call, size, case_number)
        return [ConsentAsk.of(ask, context) for ask in found]


@strawberry.type
class ConsentMutation:
    """Ask for consent, and answer."""

    @strawberry.mutation(description="Ask holders for consent (art. 15(1)) · 征求同意")
    async def ask_consent(self, info: Info, wish: Asking) -> ConsentAskResult:
        """Ask the holders of a license for consent."""
        context = info.context

        async def act() -> ConsentAsk:
            key = wish.idempotency_key
            ask = await commands.ask_consent(context.call, wish.stated(context), key=key)
            return ConsentAsk.of(await queries.ask_of(context.call, ask.id), context)

        return await attempted(act())

    @strawberry.mutation(description="Agree to what was asked (art. 15(1)) · 同意")
    async def give_consent(self, info: Info, wish: Giving) -> ConsentResult:
        """Give consent."""

        async def give(context: Context) -> commands.Answered:
            return await commands.give_consent(
                context.call,
                context.catalog,
                context.scenarios,
                wish.stated(context),
                key=wish.idempotency_key,
            )

        return await _answered(info, give)

    @strawberry.mutation(description="Refuse what was asked (art. 15(1)) · 拒绝")
    async def refuse_consent(self, info: Info, wish: Answering) -> ConsentResult:
        """Refuse consent."""

        async def refuse(context: Context) -> commands.Answered:
            key = wish.idempotency_key
            return await commands.refuse_consent(context.call, wish.stated(context), key=key)

        return await _answered(info, refuse)

    @strawberry.mutation(description="End a consent at once (art. 15(1)) · 撤回同意")
    async def withdraw_consent(self, info: Info, wish: Answering) -> ConsentResult:
        """Withdraw consent."""

        async def withdraw(context: Context) -> commands.Answered:
            key = wish.idempotency_key
            return await commands.withdraw_consent(context.call, wish.stated(context), key=key)

        return await _answered(info, withdraw)
