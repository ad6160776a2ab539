"""What a disclosure uses up, or must find still standing, as it is recorded.

Requests are recorded in groups, and what they consume of one thing is consumed as one: a statement
for a group, not for a request. If that is refused, each request is tried by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol, Self
from uuid import UUID

import msgspec

from hub.db.engine import ReaderConnection


class Consumption(Protocol):
    """Something that a disclosure uses up, or must find still standing, as it is recorded."""

    @property
    def turn(self) -> tuple[str, ...]:
        """Say when it has its turn, the same on all workers; those of one turn are joined."""

    def join(self, others: Sequence[Any]) -> "Consumption":
        """Return what consumes this and others of the same turn."""

    async def consume(self, connection: ReaderConnection, moment: datetime) -> None:
        """Use it up within the transaction of the usage event; raise a refusal if it is gone."""


def in_turn(consumptions: Iterable[Consumption]) -> list[Consumption]:
    """Return consumptions in the order in which all workers take them, so that none deadlock."""
    turns: dict[tuple[str, ...], list[Consumption]] = defaultdict(list)
    for one in consumptions:
        turns[one.turn].append(one)
    return [_joined(turns[turn]) for turn in sorted(turns)]


def _joined(ones: Sequence[Consumption]) -> Consumption:
    return ones[0].join(ones[1:]) if len(ones) > 1 else ones[0]


class OfHolders(msgspec.Struct, frozen=True):
    """Authorizations that must still stand, each by its holder's key and its own."""

    holder_keys: Sequence[UUID]
    ids: Sequence[UUID]

    @property
    def turn(self) -> tuple[str, ...]:
        """Take turns by kind."""
        return "4", type(self).__name__

    def join(self, others: Sequence[Self]) -> Self:
        """Return the authorizations of all, each once."""
        holders = dict(zip(self.ids, self.holder_keys, strict=True))
        for other in others:
            holders.update(zip(other.ids, other.holder_keys, strict=True))
        return type(self)(list(holders.values()), list(holders))
