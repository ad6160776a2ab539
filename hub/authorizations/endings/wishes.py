"""What is told of a holder's ending, as plain data."""

from datetime import date

import msgspec

from hub.authorizations.endings.terms import EndingKind


class RecordHolderEnd(msgspec.Struct, frozen=True, kw_only=True):
    """Who has died or was dissolved, by code, and when."""

    code_type: str
    code: str
    kind: EndingKind
    ended_on: date


class NameHolder(msgspec.Struct, frozen=True):
    """A holder by code."""

    code_type: str
    code: str
