"""How long what is shown lives, who may redeem it, and where it stands (亮证, art. 17)."""

from datetime import datetime, timedelta

from hub.authorizations.presentations.facts import PassFacts, PresentationFacts
from hub.authorizations.presentations.refusals import HoursInvalid, OfficialNeeded
from hub.authorizations.terms import AuthorizationState
from hub.identity.callers import ActingFor, Caller
from hub.identity.terms import Role

LIFETIME = timedelta(seconds=60)
"""How long a code can be redeemed."""
LOOK = timedelta(minutes=5)
"""How long the official may look once the code is redeemed."""
MOST_HOURS = 24
REAL_NAME = 2

_OFFICES = frozenset({Role.USER, Role.ISSUER})


def check_hours(hours: int) -> timedelta:
    """Return for how long a phone may show a license by itself.

    Raises: HoursInvalid.
    """
    if not 1 <= hours <= MOST_HOURS:
        raise HoursInvalid(most=MOST_HOURS)
    return timedelta(hours=hours)


def official_of(caller: Caller) -> ActingFor:
    """Return the organization for which a person in office looks at what is shown.

    Raises: OfficialNeeded.
    """
    office = None if caller.client else caller.organization
    if office is None or caller.assurance < REAL_NAME or not caller.roles & _OFFICES:
        raise OfficialNeeded(needed=REAL_NAME)
    return office


def state_of(shown: PresentationFacts, moment: datetime) -> AuthorizationState:
    """Return where a presentation stands: it waits to be redeemed, and runs for a look."""
    if shown.ended_at is not None:
        return AuthorizationState.WITHDRAWN
    if shown.redeemed_at is None:
        waits = moment < shown.expires_at
        return AuthorizationState.WAITING if waits else AuthorizationState.EXPIRED
    looking = shown.valid_until is not None and moment < shown.valid_until
    return AuthorizationState.RUNNING if looking else AuthorizationState.USED_UP


def state_of_pass(prepared: PassFacts, moment: datetime) -> AuthorizationState:
    """Return where an offline pass stands."""
    if prepared.ended_at is not None:
        return AuthorizationState.WITHDRAWN
    return (
        AuthorizationState.RUNNING if moment < prepared.valid_until else AuthorizationState.EXPIRED
    )
