"""What is asked of, and answered in, consents, as plain data."""

from datetime import datetime
from uuid import UUID

import msgspec


class AskConsent(msgspec.Struct, frozen=True, kw_only=True):
    """Ask whoever holds a license to consent to an approved request, for one case."""

    request: UUID
    identifier: str
    matter: str
    case_number: str
    fields: tuple[str, ...] | None = None


class ConsentKey(msgspec.Struct, frozen=True):
    """A consent by the key under which it lives."""

    holder_key: UUID
    consent: UUID


class GiveConsent(msgspec.Struct, frozen=True, kw_only=True):
    """The fields agreed to; `separate` are those that were ticked one by one."""

    consent: ConsentKey
    fields: tuple[str, ...]
    separate: tuple[str, ...] = ()
    valid_until: datetime | None = None
    delegation: UUID | None = None


class AnswerConsent(msgspec.Struct, frozen=True, kw_only=True):
    """A consent to be refused or withdrawn."""

    consent: ConsentKey
    delegation: UUID | None = None
