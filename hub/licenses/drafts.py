"""What is to be written: a version of a license, or an event of its life, checked and placed."""

from datetime import date

import msgspec

from hub.licenses.content import Content
from hub.licenses.faces import FacePlan
from hub.licenses.terms import LicenseEvent
from hub.policy.codes import Grade

Key = tuple[int, str, str]
"""What a license is known by at its issuer: id of the entry, code of the issuer, serial."""


class LicenseDraft(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A version of a license with what the hub knows about its entry and its issuer."""

    content: Content
    entry_id: int
    issuer_id: int
    grade: Grade
    plan: FacePlan
    keys: tuple[Key, ...]
    """Every key under which the license may be known, its own first."""


class EventDraft(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An event in the life of a license, numbered in its issuer's own order."""

    event: LicenseEvent
    sequence: int
    occurred_on: date
    keys: tuple[Key, ...]
    """Every key under which the license may be known, its own first."""


Change = LicenseDraft | EventDraft


def license_keys(
    entry_id: int, issuer: str, serial: str, former: tuple[str, ...] = ()
) -> tuple[Key, ...]:
    """Return what a license may be known by: its issuer may have taken over another's history.

    `former` are the codes of the organizations that the issuer succeeded (art. 12).
    """
    return (entry_id, issuer, serial), *((entry_id, code, serial) for code in former)
