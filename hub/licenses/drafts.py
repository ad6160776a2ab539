"""What is to be written: a version of a license, or an event of its life, checked and placed."""

from datetime import date

import msgspec

from hub.licenses.content import Content
from hub.licenses.faces import FacePlan
from hub.licenses.terms import LicenseEvent
from hub.policy.codes import Grade

Key = tuple[int, str, str]
"""What a license is known by at its issuer: id of the entry, code of the issuer, serial."""


class LicenseDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a license with what the hub knows about its entry and its issuer."""

    content: Content
    entry_id: int
    issuer_id: int
    grade: Grade
    plan: FacePlan
    former_issuers: tuple[str, ...] = ()
    """Codes of the organizations whose history the issuer has taken over (art. 12)."""

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return every key under which the license may be known, its own first."""
        return _keys(self.entry_id, self.content.issuer, self.content.serial, self.former_issuers)


class EventDraft(msgspec.Struct, frozen=True, kw_only=True):
    """An event in the life of a license, numbered in its issuer's own order."""

    entry_id: int
    issuer: str
    serial: str
    event: LicenseEvent
    sequence: int
    occurred_on: date
    former_issuers: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return every key under which the license may be known, its own first."""
        return _keys(self.entry_id, self.issuer, self.serial, self.former_issuers)


Change = LicenseDraft | EventDraft


def _keys(entry_id: int, issuer: str, serial: str, former: tuple[str, ...]) -> tuple[Key, ...]:
    return (entry_id, issuer, serial), *((entry_id, code, serial) for code in former)
