"""Decide who may record a holder's ending (art. 23); pure."""

from hub.authorizations.endings.refusals import NotARegister
from hub.authorizations.endings.terms import EndingKind
from hub.identity.callers import Caller
from hub.identity.directory import OrganizationFacts
from hub.identity.terms import OrganizationKind, Role

REGISTERS = {
    EndingKind.DEATH: frozenset({"public-security", "civil-affairs"}),
    EndingKind.DISSOLUTION: frozenset({"market-regulation", "civil-affairs"}),
}
"""The sectors whose departments keep the register of people, or of legal persons."""

_ROLES = frozenset({Role.ISSUER, Role.AGGREGATOR})


def permit(caller: Caller, acting: OrganizationFacts | None, *kinds: EndingKind) -> None:
    """Let an office pass whose department keeps the register of one of some kinds of ending.

    Raises: NotARegister.
    """
    keeps = (
        acting is not None
        and acting.kind is OrganizationKind.DEPARTMENT
        and any(acting.sector in REGISTERS[kind] for kind in kinds)
    )
    if not keeps or _ROLES.isdisjoint(caller.roles):
        raise NotARegister
