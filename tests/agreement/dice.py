"""A seeded source of choices."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Dice:
    """Choices that a seed repeats."""

    random: Random

    def chance(self, share: float) -> bool:
        """Tell whether this time it happens."""
        return self.random.random() < share

    def one(self, of: Sequence[T]) -> T:
        """Pick one."""
        return self.random.choice(of)

    def mostly(self, usual: T, *rare: T, share: float = 0.9) -> T:
        """Pick the usual, or now and then one of the rare."""
        return usual if self.chance(share) else self.one(rare)

    def some(self, of: Sequence[str], share: float) -> frozenset[str]:
        """Pick each with a chance."""
        return frozenset(it for it in of if self.chance(share))
