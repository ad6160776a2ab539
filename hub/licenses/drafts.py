"""What is to be written: a version of a license, or an event of its life, checked and placed."""

from datetime import date
from uuid import UUID

import msgspec

from hub.crypto.digests import sm3
from hub.licenses.content import Content
from hub.licenses.faces import FacePlan
from hub.licenses.terms import Answer, LicenseEvent
from hub.policy.codes import Grade

Key = tuple[int, str, str]
"""What a license is known by at its issuer: id of the entry, code of the issuer, serial."""


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """Why a version was made, as who made it states it: a reason, a basis, the case decided."""

    reason: str | None = None
    legal_basis: str | None = None
    matter: str | None = None
    case_number: str | None = None

    def digest(self) -> str:
        """Return the SM3 digest by which the version's seal binds the cause."""
        return sm3(msgspec.json.encode(self, order="sorted")).hex()


class NewIds(msgspec.Struct, frozen=True, gc=False):
    """The ids that a version gets; drawn beforehand where something is made of them first."""

    license_id: UUID
    face_id: UUID


class LicenseDraft(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A version of a license with what the hub knows about its entry and its issuer."""

    content: Content
    entry_id: int
    issuer_id: int
    grade: Grade
    plan: FacePlan
    keys: tuple[Key, ...]
    """Every key under which the license may be known, its own first."""
    event: LicenseEvent = LicenseEvent.CHANGED
    """What a version is that is not the first."""
    cause: Cause | None = None
    ids: NewIds | None = None
    co_issuers: tuple[int, ...] = ()
    holder_check: Answer | None = None
    """What the reference registers said of its holders, at the worst; none if nobody was asked."""


class EventDraft(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An event in the life of a license; one that happened elsewhere is numbered by its issuer."""

    event: LicenseEvent
    sequence: int | None
    """The number in the issuer's own order; none for what is done in the hub itself."""
    occurred_on: date
    keys: tuple[Key, ...]
    """Every key under which the license may be known, its own first."""
    cause: Cause | None = None


Change = LicenseDraft | EventDraft


def license_keys(
    entry_id: int, issuer: str, serial: str, former: tuple[str, ...] = ()
) -> tuple[Key, ...]:
    """Return what a license may be known by: its issuer may have taken over another's history.

    `former` are the codes of the organizations that the issuer succeeded (art. 12).
    """
    return (entry_id, issuer, serial), *((entry_id, code, serial) for code in former)
