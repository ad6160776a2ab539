"""How often a grant may be used, and where it stands."""

from datetime import datetime, timedelta
from typing import Protocol

from hub.authorizations.grants.refusals import UsesInvalid
from hub.authorizations.terms import AuthorizationState

LONGEST = timedelta(days=3 * 366)
MOST_USES = 1_000_000


def check_uses(count: int | None) -> None:
    """Let a number of uses pass; none is no limit.

    Raises: UsesInvalid.
    """
    if count is not None and not 1 <= count <= MOST_USES:
        raise UsesInvalid(most=MOST_USES)


def state_of(grant: "Terms", moment: datetime) -> AuthorizationState:
    """Return where a grant stands at a moment."""
    if grant.withdrawn_at is not None:
        return AuthorizationState.WITHDRAWN
    if grant.valid_until <= moment:
        return AuthorizationState.EXPIRED
    if grant.max_uses is not None and grant.used >= grant.max_uses:
        return AuthorizationState.USED_UP
    return AuthorizationState.WAITING if moment < grant.valid_from else AuthorizationState.RUNNING


class Terms(Protocol):
    """What of a grant tells where it stands."""

    @property
    def withdrawn_at(self) -> datetime | None:
        """When it was withdrawn."""

    @property
    def valid_from(self) -> datetime:
        """From when it runs."""

    @property
    def valid_until(self) -> datetime:
        """Until when it runs."""

    @property
    def max_uses(self) -> int | None:
        """How often it may be used."""

    @property
    def used(self) -> int:
        """How often it was used."""
