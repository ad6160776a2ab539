"""Say by what somebody receives a field, and by what nobody does; pure."""

from typing import Final

from hub.policy.terms import Basis

RECEIVING: Final = frozenset(
    {Basis.OVERSIGHT, Basis.DELEGATION, Basis.PRESENTATION, Basis.REQUEST, Basis.GRANT}
)
"""By which bases somebody receives a field: the public, the holder and the issuer do not."""

VALUELESS: Final = frozenset({"explain", "compareLicense", "raiseObjection"})
"""Operations of which the record of use tells decisions, and by which no value leaves."""
