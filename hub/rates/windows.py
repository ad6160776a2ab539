"""A window that slides: what was spent lately, told by two numbers (sliding window counter)."""

from math import ceil

from hub.identity.bounded import Bounded
from hub.rates.limits import Limit

KEYS_HELD = 50_000
"""Of each limit: beyond it, the key that spent longest ago is forgotten."""


class Window:
    """What one key has spent in the span that runs, and in the one before."""

    __slots__ = ("before", "spent", "start")

    def __init__(self, start: float, before: int = 0) -> None:
        """Begin a span."""
        self.start, self.before, self.spent = start, before, 0

    def weight(self, now: float, seconds: int) -> float:
        """Return what counts as spent: the span before as far as the window still reaches it."""
        passed = (now - self.start) / seconds
        if passed >= 1:
            self.before = self.spent if passed < 2 else 0  # noqa: PLR2004 - one span, or more
            self.spent = 0
            self.start += int(passed) * seconds
            passed %= 1
        return self.before * (1 - passed) + self.spent


class Windows:
    """The windows of one process: each gives its share, so that all together give the whole."""

    def __init__(self, workers: int) -> None:
        """Take how many processes share."""
        self._workers = workers
        self._held: dict[Limit, Bounded[object, Window]] = {}
        self._outage: float | None = None

    def share(self, limit: Limit) -> int:
        """Return what this process may give."""
        return limit.amount // self._workers

    def take(self, limit: Limit, key: object, cost: int, now: float) -> int | None:
        """Spend, and return what is left; nothing where it would be too much."""
        window = self._window(limit, key, now)
        left = self.share(limit) - ceil(window.weight(now, limit.seconds)) - cost
        if left < 0:
            return None
        window.spent += cost
        return left

    def doubt(self, now: float) -> None:
        """Take every strict window as full from now on: what others have given is not known."""
        self._outage = now
        self._held = {limit: held for limit, held in self._held.items() if not limit.strict}

    def _window(self, limit: Limit, key: object, now: float) -> Window:
        held = self._held.get(limit)
        if held is None:
            held = self._held[limit] = Bounded(KEYS_HELD)
        window = held.get(key)
        if window is None:
            window = self._fresh(limit, now)
            held.put(key, window)
        return window

    def _fresh(self, limit: Limit, now: float) -> Window:
        if not limit.strict or self._outage is None or now - self._outage >= limit.seconds:
            return Window(now)
        return Window(self._outage, self.share(limit))
