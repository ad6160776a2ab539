"""Ask for partner enterprises (art. 16)."""

from typing import Annotated
from uuid import UUID

import strawberry

from hub.partners.onboarding import queries
from hub.partners.onboarding.terms import PartnerState
from schema.arguments import AtMost, GlobalId
from schema.context import Context, Info
from schema.ids import Named
from schema.partners.types import Partner

InState = Annotated[
    PartnerState | None, strawberry.argument(description="In one state alone · 状态")
]


@strawberry.type
class PartnerQuery:
    """Who is a partner."""

    @strawberry.field(description="A partner that concerns the caller (art. 16) · 合作企业")
    async def partner(self, info: Info, id: GlobalId) -> Partner:  # noqa: A002 - the argument's name in the schema
        """Return a partner."""
        return await shown(info.context, partner_key(info.context, id))

    @strawberry.field(
        description="Partners that concern the caller, the newest first (art. 16) · 合作企业列表"
    )
    async def partners(
        self, info: Info, state: InState = None, first: AtMost = 50
    ) -> list[Partner]:
        """Return all partners to the data center, and to everybody else the own."""
        context = info.context
        await context.current_catalog()
        found = await queries.partners(context.call, state, min(max(first, 1), 100))
        return [Partner.of(partner, context) for partner in found]


async def shown(context: Context, partner_id: UUID) -> Partner:
    """Show a partner as it stands now.

    Raises: PartnerNotFound.
    """
    await context.current_catalog()
    return Partner.of(await queries.partner(context.call, partner_id), context)


def partner_key(context: Context, id_: str) -> UUID:
    """Return the key in the id of a partner.

    Raises: IdInvalid.
    """
    (key,) = context.ids.keys(id_, Named.PARTNER)
    return key
