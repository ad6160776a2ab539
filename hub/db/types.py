"""Define column types: moments that must be aware, and words of a closed vocabulary."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; one without its offset is a bug and is not guessed at."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse what has no offset."""
        del dialect
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its offset")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return UTC whatever the session's time zone is."""
        del dialect
        return None if value is None else value.astimezone(UTC)


class Word(TypeDecorator[StrEnum]):
    """A member of an enum, kept as text, so that a new word needs no change of type."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        """Name the vocabulary."""
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        """Accept the vocabulary's words only."""
        del dialect
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """Return the member."""
        del dialect
        return None if value is None else self.words(value)


def one_of(column: str, words: type[StrEnum]) -> str:
    """Write the check constraint that admits a vocabulary's words only."""
    return f"{column} IN ({', '.join(_quoted(words))})"


def _quoted(words: type[StrEnum]) -> Sequence[str]:
    return [f"'{word.value}'" for word in words]
