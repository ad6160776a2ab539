"""What a process has taken from the common windows and not spent yet, so that few requests ask."""

import asyncio
import time
from typing import Final

from hub.identity.bounded import Bounded
from hub.rates.limits import Limit
from hub.rates.shared import Shared
from hub.rates.windows import KEYS_HELD

LEASE_SECONDS: Final = 1.0
"""How long a lease may be spent: by so much a window may be longer than it says."""
REFUSED_SECONDS: Final = 0.1
"""How long what was refused is refused again unasked."""
PARTS: Final = 20
"""A lease is at most this part of a process's share."""


class _Lease:
    __slots__ = ("asked", "common", "held", "left", "lock", "refused", "refused_until", "until")

    def __init__(self) -> None:
        self.left, self.until, self.asked, self.common = 0, 0.0, 0, 0
        self.refused, self.refused_until = 0, 0.0
        self.lock = asyncio.Lock()

    def spend(self, cost: int, now: float) -> bool:
        if self.left < cost or self.until <= now:
            return False
        self.left -= cost
        return True

    def is_refused(self, cost: int, now: float) -> bool:
        return now < self.refused_until and cost >= self.refused


class Leases:
    """The leases of one process, by limit and key; a busy key takes twice as much each time."""

    def __init__(self, shared: Shared, workers: int) -> None:
        """Take where sums are taken from, and how many processes take them."""
        self._shared, self._workers = shared, workers
        self._held: dict[Limit, Bounded[object, _Lease]] = {}
        self._losses = 0

    async def take(self, limit: Limit, key: object, cost: int) -> int | None:
        """Spend, and return what is left; nothing where it would be too much.

        Raises: SharedLost.
        """
        lease = self._lease(limit, key)
        if not lease.spend(cost, time.monotonic()):
            async with lease.lock:
                if not await self._renewed(lease, limit, key, cost):
                    return None
        return lease.common + lease.left

    async def _renewed(self, lease: _Lease, limit: Limit, key: object, cost: int) -> bool:
        """Spend of what another has taken meanwhile, or take more; in one go or just enough."""
        now = time.monotonic()
        if lease.spend(cost, now):
            return True
        if lease.is_refused(cost, now):
            return False
        used_up = now < lease.until
        most = limit.amount // (self._workers * PARTS)
        wanted = max(cost, min(2 * lease.asked, most)) if used_up else cost
        for asked in sorted({wanted, cost}, reverse=True):
            given = await self._shared.take(limit, key, asked)
            lease.common = given.left
            if given.given:
                lease.left = asked - cost + (lease.left if used_up else 0)
                lease.asked, lease.until = asked, time.monotonic() + LEASE_SECONDS
                return True
        lease.refused, lease.refused_until = cost, time.monotonic() + REFUSED_SECONDS
        return False

    def _lease(self, limit: Limit, key: object) -> _Lease:
        if self._losses != self._shared.losses:  # what was taken from a Redis that is gone is void
            self._losses = self._shared.losses
            self._held.clear()
        held = self._held.get(limit)
        if held is None:
            held = self._held[limit] = Bounded(KEYS_HELD)
        lease = held.get(key)
        if lease is None:
            lease = _Lease()
            held.put(key, lease)
        return lease
