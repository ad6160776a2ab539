"""Decide who may record a holder's ending (art. 23); pure."""

from hub.authorizations.endings.refusals import NotARegister
from hub.authorizations.endings.terms import EndingKind
from hub.identity.callers import Caller
from hub.identity.directory import OrganizationFacts
from hub.identity.terms import OrganizationKind, Role
from hub.policy.codes import CREDIT_CODE

REGISTERS = {
    EndingKind.DEATH: frozenset({"public-security", "civil-affairs"}),
    EndingKind.DISSOLUTION: frozenset({"market-regulation", "civil-affairs"}),
}
"""The sectors whose departments keep the register of people, or of legal persons."""

_ROLES = frozenset({Role.ISSUER, Role.AGGREGATOR})


def kind_of(code_type: str) -> EndingKind:
    """Return how a holder known by a code of a type ends: companies are dissolved, people die."""
    return EndingKind.DISSOLUTION if code_type == CREDIT_CODE else EndingKind.DEATH


def permit(caller: Caller, acting: OrganizationFacts | None, kind: EndingKind) -> None:
    """Let an office pass whose department keeps the register of one kind of ending.

    Raises: NotARegister.
    """
    keeps = (
        acting is not None
        and acting.kind is OrganizationKind.DEPARTMENT
        and acting.sector in REGISTERS[kind]
    )
    if not keeps or _ROLES.isdisjoint(caller.roles):
        raise NotARegister
