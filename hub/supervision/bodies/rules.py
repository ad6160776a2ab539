"""Decide who designates, and what a designation says (art. 26); pure."""

from typing import Final

from hub.identity.callers import Caller
from hub.identity.terms import OrganizationKind, Role
from hub.supervision.bodies.refusals import DesignationInvalid, DesignationReserved
from hub.supervision.bodies.wishes import DesignateBody

LONGEST_NAME: Final = 200
MOST_OFFICERS: Final = 20


def permit(caller: Caller, organization: str, kind: OrganizationKind | None) -> None:
    """Let a system administrator pass: the organization's own, or the data center's.

    `kind` is that of the organization in whose office the caller acts.

    Raises: DesignationReserved.
    """
    acting = caller.organization
    administrates = Role.SYSTEM_ADMIN in caller.roles and not caller.client
    own = acting is not None and acting.code == organization
    if not administrates or not (own or kind is OrganizationKind.DATA_CENTER):
        raise DesignationReserved


def check(wish: DesignateBody) -> None:
    """Let a designation pass that names a body and its officers.

    Raises: DesignationInvalid.
    """
    named = 1 <= len(wish.body.strip()) <= LONGEST_NAME
    if not named or not 1 <= len(set(wish.officers)) <= MOST_OFFICERS:
        raise DesignationInvalid(most=LONGEST_NAME, officers=MOST_OFFICERS)
