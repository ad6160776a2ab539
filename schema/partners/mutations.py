"""Change partners: each resolver calls the command of its name."""

from collections.abc import Awaitable
from typing import Annotated, Any

import strawberry

from hub.identity.public_keys import KeyUnfit
from hub.licenses.keys import LicenseKeys
from hub.partners.clients import commands as clients
from hub.partners.clients import wishes as client_wishes
from hub.partners.onboarding import commands, wishes
from hub.partners.onboarding.queries import partner_of_client
from schema.context import Context, Info
from schema.errors import Refusal, attempted
from schema.partners.inputs import (
    ApplyAsPartnerInput,
    ApprovePartnerInput,
    EndPartnerInput,
    LimitPartnerInput,
    RefusePartnerInput,
    RegisterClientInput,
    RegisterClientKeyInput,
    ResumePartnerInput,
    RetireClientInput,
    RetireClientKeyInput,
    SuspendPartnerInput,
)
from schema.partners.queries import partner_key, shown
from schema.partners.types import Partner

PartnerResult = Annotated[
    Partner | Refusal,
    strawberry.union("PartnerResult", description="The partner, or why not · 合作企业或拒绝理由"),
]


def _input(description: str) -> Any:  # noqa: ANN401 - strawberry's own
    return strawberry.argument(name="input", description=description)


@strawberry.type
class PartnerMutation:
    """Onboard partners, and keep their clients and keys."""

    @strawberry.mutation(description="Apply to be a partner (art. 16) · 申请合作")
    async def apply_as_partner(
        self, info: Info, wish: Annotated[ApplyAsPartnerInput, _input("Who applies · 申请")]
    ) -> PartnerResult:
        """Apply."""
        context = info.context

        async def act() -> Partner:
            stated = wishes.ApplyAsPartner(
                code=wish.code,
                name_zh=wish.name_zh,
                name_en=wish.name_en,
                region=wish.region,
                purpose=wish.purpose,
                contact=wish.contact,
            )
            keys = LicenseKeys(context.parts.keyring)
            partner = await commands.apply_as_partner(
                context.call, keys, stated, key=wish.idempotency_key
            )
            return await shown(context, partner)

        return await attempted(act())

    @strawberry.mutation(description="Approve an applicant (art. 16) · 批准合作")
    async def approve_partner(
        self, info: Info, wish: Annotated[ApprovePartnerInput, _input("Whom · 合作企业")]
    ) -> PartnerResult:
        """Approve."""
        return await _limited(commands.approve_partner, wishes.ApprovePartner, info.context, wish)

    @strawberry.mutation(description="Set a partner's daily limits (art. 16) · 调整额度")
    async def limit_partner(
        self, info: Info, wish: Annotated[LimitPartnerInput, _input("Whom · 合作企业")]
    ) -> PartnerResult:
        """Set limits."""
        return await _limited(commands.limit_partner, wishes.LimitPartner, info.context, wish)

    @strawberry.mutation(description="Refuse an applicant (art. 16) · 不予批准")
    async def refuse_partner(
        self, info: Info, wish: Annotated[RefusePartnerInput, _input("Whom, and why · 理由")]
    ) -> PartnerResult:
        """Refuse."""
        return await _judged(commands.refuse_partner, info.context, wish)

    @strawberry.mutation(description="Suspend a partner at once (art. 16) · 暂停合作")
    async def suspend_partner(
        self, info: Info, wish: Annotated[SuspendPartnerInput, _input("Whom, and why · 理由")]
    ) -> PartnerResult:
        """Suspend."""
        return await _judged(commands.suspend_partner, info.context, wish)

    @strawberry.mutation(description="Let a suspended partner act again (art. 16) · 恢复合作")
    async def resume_partner(
        self, info: Info, wish: Annotated[ResumePartnerInput, _input("Whom, and why · 理由")]
    ) -> PartnerResult:
        """Resume."""
        return await _judged(commands.resume_partner, info.context, wish)

    @strawberry.mutation(description="End a partnership (art. 16) · 终止合作")
    async def end_partner(
        self, info: Info, wish: Annotated[EndPartnerInput, _input("Whom, and why · 理由")]
    ) -> PartnerResult:
        """End."""
        return await _judged(commands.end_partner, info.context, wish)

    @strawberry.mutation(description="Register one more client (art. 16) · 登记客户端")
    async def register_client(
        self, info: Info, wish: Annotated[RegisterClientInput, _input("Which · 客户端")]
    ) -> PartnerResult:
        """Register a client."""
        context = info.context

        async def act() -> str:
            stated = client_wishes.RegisterClient(
                partner_id=partner_key(context, wish.partner), name=wish.name, dpop=wish.dpop
            )
            return await clients.register_client(context.call, stated, key=wish.idempotency_key)

        return await attempted(_of_client(context, act()))

    @strawberry.mutation(description="Retire a client at once (art. 16) · 停用客户端")
    async def retire_client(
        self, info: Info, wish: Annotated[RetireClientInput, _input("Which · 客户端")]
    ) -> PartnerResult:
        """Retire a client."""
        stated = client_wishes.RetireClient(client=wish.client)
        done = clients.retire_client(info.context.call, stated, key=wish.idempotency_key)
        return await attempted(_of_client(info.context, done))

    @strawberry.mutation(description="Register a key of a client (art. 16) · 登记公钥")
    async def register_client_key(
        self, info: Info, wish: Annotated[RegisterClientKeyInput, _input("Which · 公钥")]
    ) -> PartnerResult:
        """Register a key."""
        context = info.context

        async def act() -> str:
            if not isinstance(wish.jwk, dict):
                raise KeyUnfit
            stated = client_wishes.RegisterClientKey(client=wish.client, jwk=wish.jwk)
            return await clients.register_client_key(context.call, stated, key=wish.idempotency_key)

        return await attempted(_of_client(context, act()))

    @strawberry.mutation(description="Retire a key of a client at once (art. 16) · 停用公钥")
    async def retire_client_key(
        self, info: Info, wish: Annotated[RetireClientKeyInput, _input("Which · 公钥")]
    ) -> PartnerResult:
        """Retire a key."""
        stated = client_wishes.RetireClientKey(client=wish.client, kid=wish.kid)
        done = clients.retire_client_key(info.context.call, stated, key=wish.idempotency_key)
        return await attempted(_of_client(info.context, done))


async def _limited(command: Any, kind: Any, context: Context, wish: Any) -> Partner | Refusal:  # noqa: ANN401 - one of two
    """Call a command that takes daily limits."""

    async def act() -> Partner:
        limits = wishes.Limits(requests_a_day=wish.requests_a_day, holders_a_day=wish.holders_a_day)
        stated = kind(partner_id=partner_key(context, wish.partner), limits=limits)
        return await shown(context, await command(context.call, stated, key=wish.idempotency_key))

    return await attempted(act())


async def _judged(command: Any, context: Context, wish: Any) -> Partner | Refusal:  # noqa: ANN401 - one of four
    """Call a command that takes a reason."""

    async def act() -> Partner:
        stated = wishes.JudgePartner(
            partner_id=partner_key(context, wish.partner), reason=wish.reason
        )
        return await shown(context, await command(context.call, stated, key=wish.idempotency_key))

    return await attempted(act())


async def _of_client(context: Context, done: Awaitable[str]) -> Partner:
    """Show the partner of a client that something was done to."""
    found = await partner_of_client(context.call, await done)
    await context.current_catalog()
    return Partner.of(found, context)
