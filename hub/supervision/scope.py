"""Decide whom a caller supervises, and whose matters are the own (art. 5); pure."""

from collections.abc import Iterator
from typing import Final

from hub.identity.callers import Caller
from hub.identity.directory import Directory, OrganizationFacts
from hub.identity.terms import OrganizationKind, Role
from hub.policy.codes import covers

_ABOVE_ALL: Final = frozenset({OrganizationKind.SUPERVISOR, OrganizationKind.DATA_CENTER})
_LEADING: Final = frozenset({OrganizationKind.DEPARTMENT, OrganizationKind.GOVERNMENT})
_ORDERING: Final = _LEADING | {OrganizationKind.SUPERVISOR}
_LOOKING: Final = frozenset({Role.AUDITOR, Role.OVERSEER})


def oversees(caller: Caller, directory: Directory, overseen: OrganizationFacts) -> bool:
    """Tell whether an office looks after an organization: after all, a sector or a region.

    The supervisor and the data center see all of it, by their auditors too.
    """
    acting = _acting(caller, directory)
    if acting is None:
        return False
    if acting.kind in _ABOVE_ALL:
        return bool(_LOOKING & caller.roles)
    return Role.OVERSEER in caller.roles and _leads(acting, overseen)


def ordering_office(caller: Caller, directory: Directory) -> OrganizationFacts | None:
    """Return for whom a caller orders rectification: the supervisor, or who leads (art. 5, 28).

    Who keeps the hub finds, and orders nothing.
    """
    acting = _acting(caller, directory)
    if acting is None or acting.kind not in _ORDERING or Role.OVERSEER not in caller.roles:
        return None
    return acting


def may_order(caller: Caller, directory: Directory, overseen: OrganizationFacts) -> bool:
    """Tell whether an office orders an organization to rectify; never its own."""
    acting = ordering_office(caller, directory)
    if acting is None or acting.id == overseen.id:
        return False
    return acting.kind is OrganizationKind.SUPERVISOR or _leads(acting, overseen)


def is_own(caller: Caller, organization_id: int) -> bool:
    """Tell whether a person acts for an organization, or for one that succeeded it."""
    return organization_id in caller.issuer_organizations and not caller.client


def seen_by(caller: Caller, directory: Directory) -> Iterator[OrganizationFacts]:
    """Yield the organizations whose findings a caller may see."""
    for one in directory.by_id.values():
        if is_own(caller, one.id) or oversees(caller, directory, one):
            yield one


def _acting(caller: Caller, directory: Directory) -> OrganizationFacts | None:
    acting = caller.organization
    return None if acting is None or caller.client else directory.by_id.get(acting.id)


def _leads(acting: OrganizationFacts, overseen: OrganizationFacts) -> bool:
    if not covers(acting.region, overseen.region):
        return False
    match acting.kind:
        case OrganizationKind.DEPARTMENT:
            return acting.sector is not None and acting.sector == overseen.sector
        case OrganizationKind.GOVERNMENT:
            return overseen.kind is not OrganizationKind.SUPERVISOR
        case _:
            return False
