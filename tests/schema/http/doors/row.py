"""What a row of the table says."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from schema.audience import Audience, may_ask
from schema.ids import GlobalIds, Named
from tests.schema.http.asking import Hub
from tests.schema.http.doors.callers import of_a_partner

ANSWERS, NULL, EMPTY = "answers", "null", "empty"
"""Outcomes beside the codes of refusals."""

UNHEARD = "DocumentInvalid"
"""The outcome of who asks for a field that is not there for partners."""

Make = Callable[[Hub, GlobalIds], str]


@dataclass(frozen=True)
class Thing:
    """What is named: how its rightful party makes one, and what it would be called if absent."""

    make: Make
    named: Named | None = None
    keys: int = 1
    """Under how many keys it lies, where it has a global id."""
    absent: str | None = None
    """A well-formed name of none, where it has no global id; None where everybody knows those."""


@dataclass(frozen=True)
class Knows:
    """The outcome of a caller who is refused, and may know that the thing exists."""

    outcome: str


@dataclass(frozen=True)
class Row:
    """Who gets what by naming a thing at a path."""

    path: str
    thing: Thing
    by: str
    """The rightful party, or one of them."""
    document: str
    """The field asked for, with `$it` where the thing is named; of a mutation its name."""
    others: str
    """The outcome of everybody else."""
    but: Mapping[str, str | Knows] = field(default_factory=dict)
    """Whose outcome is another one; those who get an answer are rightful parties too."""
    low: str | None = None
    """The outcome of the same person at a lower assurance, if not that of the others."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """The rest of a mutation's input, or other ids of a query; a thing is made by its party."""
    gets: str = ANSWERS
    """The outcome of the rightful party."""
    absent: str | None = None
    """The outcome of the rightful party where the thing is absent, if not that of the others."""
    forged: str = "IdInvalid"
    """The outcome of everybody who names what the hub did not give out."""
    once: bool = False
    """Whether it is done once and for all, so that the other rightful parties are not asked to."""
    purpose: Mapping[str, str] = field(default_factory=dict)
    """The purpose that the callers state, beside a cause."""

    @property
    def changes(self) -> bool:
        """Tell whether the row is about a mutation."""
        return self.path.startswith("Mutation.")

    def due(self, caller: str) -> str:
        """Return the outcome that is due to a caller."""
        if self._unheard(caller):
            return UNHEARD
        told = self._told(caller)
        return told.outcome if isinstance(told, Knows) else told

    def may_know(self, caller: str) -> bool:
        """Tell whether a caller may know whether the thing exists."""
        told = self._told(caller)
        if self._unheard(caller):
            return False
        return told == ANSWERS or isinstance(told, Knows)

    def _unheard(self, caller: str) -> bool:
        """Tell whether the field is not even in the schema that a caller is held to."""
        (root,) = re.findall(r"^\w+", self.document)
        return of_a_partner(caller) and not may_ask(Audience.PARTNER, root)

    def _told(self, caller: str) -> str | Knows:
        if caller == self.by:
            return self.gets
        usual = self.low if caller.startswith(f"{self.by}@") else None
        return self.but.get(caller, usual or self.others)


def ask(path: str, thing: Thing, document: str, *, by: str, others: str, **rest: Any) -> Row:  # noqa: ANN401 - as a row has it
    """Write a row about a query."""
    return Row(path, thing, by, document, others, **rest)


def act(path: str, thing: Thing, *, by: str, others: str, **rest: Any) -> Row:  # noqa: ANN401 - as a row has it
    """Write a row about a mutation."""
    name = path.removeprefix("Mutation.").partition("(")[0]
    return Row(path, thing, by, name, others, **rest)
