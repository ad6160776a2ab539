"""Decide who may oversee what (art. 5); pure."""

from datetime import timedelta

from hub.authorizations.oversight.refusals import (
    NamedWithoutObjection,
    NotAnOverseer,
    OverseerUnfit,
    ReferenceInvalid,
)
from hub.authorizations.oversight.terms import OversightKind
from hub.authorizations.oversight.wishes import AssignOversight
from hub.identity.callers import Caller
from hub.identity.directory import OrganizationFacts
from hub.identity.terms import OrganizationKind, Role
from hub.policy.codes import covers

LONGEST = timedelta(days=366)
LONGEST_REFERENCE = 100
MOST_NAMED = 50
_ABOVE_ALL = frozenset({OrganizationKind.SUPERVISOR, OrganizationKind.DATA_CENTER})


def permit(caller: Caller, acting: OrganizationFacts | None) -> None:
    """Let an overseer of the supervisor or the data center pass (综合管理, art. 4).

    Raises: NotAnOverseer.
    """
    if acting is None or acting.kind not in _ABOVE_ALL or Role.OVERSEER not in caller.roles:
        raise NotAnOverseer


def check(wish: AssignOversight, overseer: OrganizationFacts | None) -> None:
    """Let an assignment pass that lies within the overseer's own sector and region (art. 5).

    Raises: ReferenceInvalid, NamedWithoutObjection, OverseerUnfit.
    """
    if not 1 <= len(wish.reference.strip()) <= LONGEST_REFERENCE:
        raise ReferenceInvalid(most=LONGEST_REFERENCE)
    objection = wish.kind is OversightKind.OBJECTION and wish.license is not None
    if (wish.named and not objection) or len(wish.named) > MOST_NAMED:
        raise NamedWithoutObjection
    if overseer is None or not overseer.active or not _within(wish, overseer):
        raise OverseerUnfit


def _within(wish: AssignOversight, overseer: OrganizationFacts) -> bool:
    match overseer.kind:
        case OrganizationKind.SUPERVISOR | OrganizationKind.DATA_CENTER:
            return True
        case OrganizationKind.DEPARTMENT:
            own_sector = wish.sector is not None and wish.sector == overseer.sector
            return own_sector and covers(overseer.region, wish.region)
        case OrganizationKind.GOVERNMENT:
            return covers(overseer.region, wish.region)
        case _:
            return False
