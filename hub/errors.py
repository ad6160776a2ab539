"""Say no: a refusal is a class, with a kind, a code and a message in Chinese and English."""

from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar

LONGEST_FACT = 200


class Kind(StrEnum):
    """What sort of refusal it is, and so what a caller can do about it."""

    INVALID = "INVALID"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    LIMITED = "LIMITED"
    UNAVAILABLE = "UNAVAILABLE"


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The hub declines, for a reason that the caller may read.

    The templates `zh` and `en` are filled with the facts given at construction. The facts reach
    the caller and the audit trail, so they never hold a personal value.
    """

    kind: ClassVar[Kind]
    zh: ClassVar[str]
    en: ClassVar[str]

    def __init__(self, *, remedy: str | None = None, **facts: object) -> None:
        """Fill both templates; a fact that is missing is a bug and raises `KeyError`."""
        self.remedy = remedy
        self.facts = facts = {name: _short(fact) for name, fact in facts.items()}
        self.message_zh = self.zh.format(**facts)
        self.message_en = self.en.format(**facts)
        super().__init__(self.message_en)

    def __reduce__(self) -> tuple[object, ...]:
        """Let it pass from one process to another as it is."""
        return type(self).__new__, (type(self), *self.args), vars(self)

    @property
    def code(self) -> str:
        """The name of the class, which clients may rely on."""
        return type(self).__name__


def _short(fact: object) -> object:
    """Cut what was sent: a refusal repeats no more of it than tells what is meant."""
    return f"{fact[:LONGEST_FACT]}…" if isinstance(fact, str) and len(fact) > LONGEST_FACT else fact


def all_refusals(root: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Walk every kind of refusal that has been imported."""
    for refusal in root.__subclasses__():
        yield refusal
        yield from all_refusals(refusal)
