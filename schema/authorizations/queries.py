"""The authorizations to which the caller is a party (art. 15, 17)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated

import strawberry

from hub.authorizations.terms import AuthorizationKind, AuthorizationState
from schema.arguments import AtMost
from schema.authorizations.consents import told_consents
from schema.authorizations.grants import told_grants
from schema.authorizations.interface import Authorization
from schema.authorizations.requests import told_requests
from schema.context import Context, Info
from schema.paging import LARGEST

Told = Callable[[Context, int], Awaitable[Sequence[Authorization]]]

KINDS: Mapping[AuthorizationKind, Told] = {
    AuthorizationKind.GRANT: told_grants,
    AuthorizationKind.REQUEST: told_requests,
    AuthorizationKind.CONSENT: told_consents,
}
"""How the newest authorizations of each kind are told to their parties."""

OfKind = Annotated[
    AuthorizationKind | None, strawberry.argument(description="Of one kind alone · 类别")
]
InState = Annotated[
    AuthorizationState | None, strawberry.argument(description="In one state alone · 状态")
]


@strawberry.type
class AuthorizationQuery:
    """What was authorized."""

    @strawberry.field(
        description="What the caller gave, asked for or got, the newest first (art. 15) · 授权"
    )
    async def authorizations(
        self, info: Info, kind: OfKind = None, state: InState = None, first: AtMost = 50
    ) -> list[Authorization]:
        """Return the authorizations to which the caller is a party."""
        await info.context.current_catalog()
        size = min(max(first, 1), LARGEST)
        kinds = KINDS.values() if kind is None else [KINDS[kind]]
        found = [one for told in kinds for one in await told(info.context, size)]
        shown = [one for one in found if state in (None, one.state)]
        return sorted(shown, key=lambda one: one.given_at, reverse=True)[:size]
