"""Which offices there are in an organization, who gives and ends them, and who is told; pure."""

from collections.abc import Mapping
from typing import Final

from hub.identity.callers import Caller
from hub.identity.directory import Directory, OrganizationFacts
from hub.identity.terms import SEPARATED, OrganizationKind, Role
from hub.offices.refusals import AppointeeUnclear, PersonNeeded, RoleUnfit
from hub.offices.wishes import HoldOffice

LONGEST_NAME: Final = 200

_WORKING: Final = frozenset({Role.ISSUER, Role.AGGREGATOR, Role.USER})

ROLES: Final[Mapping[OrganizationKind, frozenset[Role]]] = {
    OrganizationKind.SUPERVISOR: SEPARATED | {Role.OVERSEER},
    OrganizationKind.DATA_CENTER: SEPARATED | {Role.OVERSEER, Role.CATALOG_REVIEWER},
    OrganizationKind.DEPARTMENT: frozenset(Role),
    OrganizationKind.GOVERNMENT: SEPARATED | _WORKING | {Role.OVERSEER},
    OrganizationKind.INSTITUTION: SEPARATED | _WORKING,
    OrganizationKind.PARTNER: SEPARATED | {Role.USER},
}
"""What there is to do where: departments compile the catalog (art. 7), the data center publishes it
(art. 13), governments and departments oversee (art. 5), and a partner uses licenses (art. 16)."""

GIVEN_BY_DATA_CENTER: Final = SEPARATED | {Role.OVERSEER}
"""What no organization gives by itself: no administrator makes administrators of the own house
(三员分立), and an overseer looks beyond it."""


def told_of_offices(
    caller: Caller, directory: Directory, organization: OrganizationFacts | None
) -> bool:
    """Tell whether a caller is told who holds which office in an organization."""
    acting = _acting(caller, directory)
    if acting is None or not SEPARATED & caller.roles:
        return False
    return acting == organization or acting.kind is OrganizationKind.DATA_CENTER


def roles_given(
    caller: Caller, directory: Directory, organization: OrganizationFacts | None
) -> frozenset[Role]:
    """Return the roles that a caller gives and ends in an organization (三员分立, art. 26)."""
    acting = _acting(caller, directory)
    given: frozenset[Role] = frozenset()
    if acting is None:
        return given
    if acting == organization and Role.SYSTEM_ADMIN in caller.roles:
        given |= frozenset(Role) - GIVEN_BY_DATA_CENTER
    if acting.kind is OrganizationKind.DATA_CENTER and Role.SECURITY_ADMIN in caller.roles:
        given |= GIVEN_BY_DATA_CENTER
    return given


def check_appointment(wish: HoldOffice, organization: OrganizationFacts) -> None:
    """Let an appointment pass to an office that there is, of one person who is named.

    Raises: RoleUnfit, AppointeeUnclear.
    """
    if wish.role not in ROLES[organization.kind]:
        raise RoleUnfit
    newcomer = wish.newcomer
    if (wish.person is None) == (newcomer is None):
        raise AppointeeUnclear(most=LONGEST_NAME)
    if newcomer is not None and not (_is_name(newcomer.subject) and _is_name(newcomer.name)):
        raise AppointeeUnclear(most=LONGEST_NAME)


def check_person(role: Role, *, client: bool) -> None:
    """Let nobody but a person administrate, audit or oversee.

    Raises: PersonNeeded.
    """
    if client and role in GIVEN_BY_DATA_CENTER:
        raise PersonNeeded


def _is_name(text: str) -> bool:
    return 1 <= len(text.strip()) <= LONGEST_NAME and text.isprintable()


def _acting(caller: Caller, directory: Directory) -> OrganizationFacts | None:
    acting = caller.organization
    return None if acting is None or caller.client else directory.by_id.get(acting.id)
