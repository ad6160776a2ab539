"""A mapping of bounded size that lets go of what was used longest ago."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Bounded(Generic[K, V]):
    """Holds values by key up to a size, of which each takes one, or what its key weighs."""

    def __init__(self, size: int, weigh: Callable[[K], int] = lambda _key: 1) -> None:
        """Start empty."""
        self._size = size
        self._weigh = weigh
        self._weight = 0
        self._values: OrderedDict[K, V] = OrderedDict()

    def __len__(self) -> int:
        """Return how many values are held."""
        return len(self._values)

    def get(self, key: K) -> V | None:
        """Return the value of a key and count it as used."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def put(self, key: K, value: V) -> None:
        """Hold a value; beyond the size those used longest ago go."""
        self.drop(key)
        self._values[key] = value
        self._weight += self._weigh(key)
        while self._weight > self._size:
            self.drop(next(iter(self._values)))

    def drop(self, key: K) -> None:
        """Let go of a key, if it is held."""
        if self._values.pop(key, None) is not None:
            self._weight -= self._weigh(key)
