"""Let callers spend within their limits: by themselves, and anonymous ones by where they are."""

import time
from typing import Final

from hub.identity.callers import Caller
from hub.rates.addresses import address
from hub.rates.leases import Leases
from hub.rates.limits import Level, Limit, Limits
from hub.rates.refusals import CostTooHigh, TooManyRequests
from hub.rates.shared import Shared, SharedLost
from hub.rates.windows import Windows

PUBLIC: Final = "public"


class Rates:
    """The limits as one process holds callers to them.

    Redis counts for all processes while it answers. While it does not, each process gives its
    share alone. A strict limit trusts Redis only after it has counted for a whole window, and
    takes its own share as spent when Redis is lost: so what fails never gives more.
    """

    def __init__(self, limits: Limits, workers: int = 1, shared: Shared | None = None) -> None:
        """Take the limits, how many processes share them, and where they count together."""
        self.limits = limits
        self.shared = shared
        self._windows = Windows(workers)
        self._leases = None if shared is None else Leases(shared, workers)
        self._losses = 0

    async def take(self, caller: Caller, cost: int) -> Level:
        """Let a caller spend.

        Raises: CostTooHigh, TooManyRequests.
        """
        if caller.account_id is None:
            return await self.take_open(cost)
        organization = caller.organization
        key = (caller.account_id, organization.id if organization else None)
        return await self._take(self.limits.of(caller), key, cost)

    async def take_open(self, cost: int, area: str = PUBLIC) -> Level:
        """Let whoever asks without a name spend: by address, and all of an area together.

        Raises: CostTooHigh, TooManyRequests.
        """
        level = await self._take(self.limits.address, (address.get(), area), cost)
        await self._take(self.limits.everyone, area, cost)
        return level

    async def take_objection(self) -> None:
        """Let whoever asks without a name object: by address, and all of them together.

        Raises: TooManyRequests.
        """
        await self._take(self.limits.objections, address.get(), 1)
        await self._take(self.limits.all_objections, PUBLIC, 1)

    def maximum(self, limit: Limit) -> int:
        """Return what one request may cost: never more than could ever be given."""
        return min(self.limits.request, self._windows.share(limit))

    async def _take(self, limit: Limit, key: object, cost: int) -> Level:
        maximum = self.maximum(limit)
        if cost > maximum:
            raise CostTooHigh(cost=cost, maximum=maximum)
        left = await self._spend(limit, key, cost)
        if left is None:
            raise TooManyRequests(seconds=limit.wait(cost))
        return Level(left, maximum, limit.restore_rate)

    async def _spend(self, limit: Limit, key: object, cost: int) -> int | None:
        """Return what is left; nothing where it would be too much."""
        leases, now = self._leases, time.monotonic()
        since = self._trusted_since(limit, now)
        if leases is None or since is None:
            return self._windows.take(limit, key, cost, now)
        if now < since and self._windows.take(limit, key, cost, now) is None:
            return None
        try:
            return await leases.take(limit, key, cost)
        except SharedLost:
            self._trusted_since(limit, now)
            return self._windows.take(limit, key, cost, now)

    def _trusted_since(self, limit: Limit, now: float) -> float | None:
        """Return from when on Redis alone is believed, if it answers at all."""
        shared = self.shared
        if shared is None:
            return None
        if shared.losses != self._losses:
            self._losses = shared.losses
            self._windows.doubt(shared.since)
        if not shared.up:
            return None
        return shared.since + limit.seconds if limit.strict else now
