"""Presentations in GraphQL (亮证, art. 17)."""

from datetime import datetime
from typing import Annotated

import msgspec
import strawberry

from hub.authorizations.presentations import queries, wishes
from hub.authorizations.presentations.codes import Codes, qr_of
from hub.authorizations.presentations.commands.end import end_offline, end_presentation
from hub.authorizations.presentations.commands.prepare import prepare_offline
from hub.authorizations.presentations.commands.present import present_license
from hub.authorizations.presentations.commands.redeem import redeem_presentation
from hub.authorizations.presentations.facts import PassFacts, PresentationFacts
from hub.authorizations.presentations.model import OfflinePass as PassRow
from hub.authorizations.presentations.model import Presentation as PresentationRow
from hub.authorizations.presentations.rules import state_of, state_of_pass
from hub.authorizations.terms import AuthorizationKind
from hub.crypto.opaque import Opaque
from schema.authorizations.interface import Authorization
from schema.authorizations.presenting import (
    EndingOffline,
    EndingPresentation,
    Preparing,
    Presenting,
    Redeeming,
)
from schema.context import Context, Info
from schema.errors import Refusal, attempted
from schema.ids import Named
from schema.organizations import Organization


@strawberry.type(description="One showing of a license (art. 17) · 亮证（第十七条）")
class Presentation(Authorization):
    """A license is shown, and redeemed at most once; the holder sees by whom."""

    application: str = strawberry.field(description="Through which application · 亮证应用")
    offline: bool = strawberry.field(description="Whether the phone had no network · 是否离线")
    by_delegate: bool = strawberry.field(
        description="Whether a delegate shows it · 是否由受托人亮证"
    )
    expires_at: datetime = strawberry.field(description="Until when to be redeemed · 核验截止时间")
    redeemed_by: Organization | None = strawberry.field(description="Who redeemed it · 核验单位")
    redeemed_at: datetime | None = strawberry.field(description="When · 核验时间")
    scenario: str | None = strawberry.field(description="For which scenario · 应用场景")
    case_number: str | None = strawberry.field(description="For which case · 办件编号")
    ended_at: datetime | None = strawberry.field(description="When showing stopped · 停止时间")

    @classmethod
    def of(cls, shown: PresentationRow | PresentationFacts, context: Context) -> "Presentation":
        """Show a presentation to a party of it."""
        facts = shown
        if isinstance(facts, PresentationRow):
            facts = msgspec.convert(facts, PresentationFacts, from_attributes=True)
        license_id = context.ids.of(Named.LICENSE, facts.owner_key, facts.license_id)
        by = Organization.found(facts.redeemed_for, context.directory, context.ids)
        return cls(
            id=strawberry.ID(context.ids.of(Named.PRESENTATION, facts.holder_key, facts.id)),
            kind=AuthorizationKind.PRESENTATION,
            license=strawberry.ID(license_id),
            fields=facts.fields,
            cause=facts.cause or "",
            given_at=facts.given_at,
            valid_from=facts.redeemed_at,
            valid_until=facts.valid_until,
            state=state_of(facts, context.call.moment),
            application=facts.application,
            offline=facts.pass_id is not None,
            by_delegate=facts.delegation_id is not None,
            expires_at=facts.expires_at,
            redeemed_by=by,
            redeemed_at=facts.redeemed_at,
            scenario=facts.scenario,
            case_number=facts.case_number,
            ended_at=facts.ended_at,
        )


@strawberry.type(description="What a phone shows by itself (art. 17) · 离线亮证凭据（第十七条）")
class OfflinePass(Authorization):
    """A phone may sign codes by itself for some hours."""

    application: str = strawberry.field(description="Through which application · 亮证应用")
    by_delegate: bool = strawberry.field(
        description="Whether a delegate shows it · 是否由受托人亮证"
    )
    ended_at: datetime | None = strawberry.field(description="When it was ended · 终止时间")

    @classmethod
    def of(cls, prepared: PassRow | PassFacts, context: Context) -> "OfflinePass":
        """Show a pass to a party of it."""
        facts = prepared
        if isinstance(facts, PassRow):
            facts = msgspec.convert(facts, PassFacts, from_attributes=True)
        license_id = context.ids.of(Named.LICENSE, facts.owner_key, facts.license_id)
        return cls(
            id=strawberry.ID(context.ids.of(Named.OFFLINE_PASS, facts.holder_key, facts.id)),
            kind=AuthorizationKind.PRESENTATION,
            license=strawberry.ID(license_id),
            fields=facts.fields,
            cause="",
            given_at=facts.given_at,
            valid_from=facts.given_at,
            valid_until=facts.valid_until,
            state=state_of_pass(facts, context.call.moment),
            application=facts.application,
            by_delegate=facts.delegation_id is not None,
            ended_at=facts.ended_at,
        )


@strawberry.type(description="A license shown by a code (art. 17) · 亮证码（第十七条）")
class ShownCode:
    """The code by which a license is shown."""

    presentation: Presentation = strawberry.field(description="What is shown · 亮证")
    code: str = strawberry.field(
        description="To be redeemed once, within a minute · 亮证码，一分钟内一次有效"
    )
    qr: str = strawberry.field(description="The code as a QR symbol, in SVG · 二维码")


@strawberry.type(description="What a phone needs to show off line (art. 17) · 离线亮证准备")
class PreparedPass:
    """A pass, and how a phone names it."""

    offline_pass: OfflinePass = strawberry.field(description="The pass · 凭据")
    name: str = strawberry.field(
        description="What the phone signs as `pass`; it is no id and opens nothing · 凭据名称"
    )


PresentResult = Annotated[
    ShownCode | Refusal,
    strawberry.union("PresentResult", description="The code, or why not · 亮证码或拒绝理由"),
]
PrepareResult = Annotated[
    PreparedPass | Refusal,
    strawberry.union("PrepareResult", description="The pass, or why not · 凭据或拒绝理由"),
]
PresentationResult = Annotated[
    Presentation | Refusal,
    strawberry.union(
        "PresentationResult", description="The presentation, or why not · 亮证或拒绝理由"
    ),
]
OfflinePassResult = Annotated[
    OfflinePass | Refusal,
    strawberry.union("OfflinePassResult", description="The pass, or why not · 凭据或拒绝理由"),
]


@strawberry.type
class PresentationMutation:
    """Show licenses, redeem what is shown, and stop showing."""

    @strawberry.mutation(description="Show a license by a code (art. 17) · 亮证")
    async def present_license(self, info: Info, wish: Presenting) -> PresentResult:
        """Show a license."""
        context = info.context

        async def act() -> ShownCode:
            catalog = await context.current_catalog()
            stated, key = wish.stated(context), wish.idempotency_key
            shown = await present_license(context.call, catalog, stated, key=key)
            code = codes_of(context).code(shown.holder_key, shown.id)
            return ShownCode(
                presentation=Presentation.of(shown, context), code=code, qr=qr_of(code)
            )

        return await attempted(act())

    @strawberry.mutation(
        description="Let a phone show a license by itself for hours (art. 17) · 离线亮证"
    )
    async def prepare_offline(self, info: Info, wish: Preparing) -> PrepareResult:
        """Prepare a phone."""
        context = info.context

        async def act() -> PreparedPass:
            catalog = await context.current_catalog()
            stated, key = wish.stated(context), wish.idempotency_key
            made = await prepare_offline(context.call, catalog, stated, key=key)
            name = codes_of(context).pass_text(made.holder_key, made.id)
            return PreparedPass(offline_pass=OfflinePass.of(made, context), name=name)

        return await attempted(act())

    @strawberry.mutation(
        description="Redeem what is shown, once; for minutes the redeeming official may read "
        "the license for the scenario (art. 17) · 核验亮证"
    )
    async def redeem_presentation(self, info: Info, wish: Redeeming) -> PresentationResult:
        """Redeem a code."""
        context = info.context

        async def act() -> Presentation:
            await context.current_catalog()
            stated, key = wish.stated(), wish.idempotency_key
            shown = await redeem_presentation(context.call, codes_of(context), stated, key=key)
            return Presentation.of(shown, context)

        return await attempted(act())

    @strawberry.mutation(description="Stop showing a license, at once (art. 17) · 停止亮证")
    async def end_presentation(self, info: Info, wish: EndingPresentation) -> PresentationResult:
        """Stop showing."""
        context = info.context

        async def act() -> Presentation:
            await context.current_catalog()
            keys = context.ids.keys(wish.presentation, Named.PRESENTATION)
            stated, key = wishes.PresentationKey(*keys), wish.idempotency_key
            return Presentation.of(await end_presentation(context.call, stated, key=key), context)

        return await attempted(act())

    @strawberry.mutation(
        description="Let a phone show no more by itself, at once (art. 17) · 终止离线亮证"
    )
    async def end_offline(self, info: Info, wish: EndingOffline) -> OfflinePassResult:
        """End a pass."""
        context = info.context

        async def act() -> OfflinePass:
            await context.current_catalog()
            keys = context.ids.keys(wish.offline_pass, Named.OFFLINE_PASS)
            stated, key = wishes.PresentationKey(*keys), wish.idempotency_key
            return OfflinePass.of(await end_offline(context.call, stated, key=key), context)

        return await attempted(act())


async def told_shown(context: Context, first: int) -> list[Authorization]:
    """Return the newest presentations and passes to which the caller is a party."""
    shown = await queries.presentations_of(context.call, first)
    prepared = await queries.passes_of(context.call, first)
    return [
        *(Presentation.of(facts, context) for facts in shown),
        *(OfflinePass.of(facts, context) for facts in prepared),
    ]


def codes_of(context: Context) -> Codes:
    """Return the sealer of codes."""
    return Codes(Opaque(context.parts.keyring.siv))
