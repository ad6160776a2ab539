"""Pass written notices on, within one process, to those who follow them; queues are bounded."""

import asyncio
import time
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import NamedTuple
from uuid import UUID

from hub.db.ids import id_floor
from hub.notices.refusals import SubscriberTooSlow, TooManySubscriptions

MOST_OF_ONE_CALLER = 8
MOST_OF_ALL = 5_000
MOST_WAITING = 64
"""How many notices may wait for a subscriber before it is let go."""
REMEMBERED = 256
"""How many notices a subscriber remembers, so that catching up repeats none."""


class Written(NamedTuple):
    """Where a written notice lies; whoever follows it reads it under the rights of that moment."""

    holder_key: UUID
    id: UUID


class Following:
    """One subscriber: the holders it follows, and the notices that wait for it."""

    def __init__(self, caller: str, holder_keys: Collection[UUID]) -> None:
        """Follow some holders."""
        self.caller = caller
        self.holder_keys = frozenset(holder_keys)
        self.since = id_floor(time.time())
        self._waiting: asyncio.Queue[Written] = asyncio.Queue(MOST_WAITING)
        self._passed: OrderedDict[UUID, None] = OrderedDict()
        self._too_slow = False

    def offer(self, written: Written) -> None:
        """Let a notice wait; one too many ends it all."""
        if written.id in self._passed or self._too_slow:
            return
        self._passed[written.id] = None
        if len(self._passed) > REMEMBERED:
            self._passed.popitem(last=False)
        try:
            self._waiting.put_nowait(written)
        except asyncio.QueueFull:
            self._too_slow = True

    async def next(self, seconds: float) -> Written | None:
        """Return the next notice, or None after so many seconds without any.

        Raises: SubscriberTooSlow.
        """
        if self._too_slow:
            raise SubscriberTooSlow
        try:
            async with asyncio.timeout(seconds):
                return await self._waiting.get()
        except TimeoutError:
            return None


class Feed:
    """All subscribers of one process, by the holders that they follow."""

    def __init__(self) -> None:
        """Start with none."""
        self._all: set[Following] = set()
        self._by_holder: dict[str, set[Following]] = defaultdict(set)

    @contextmanager
    def follow(self, caller: str, holder_keys: Collection[UUID]) -> Iterator[Following]:
        """Follow what some holders are told, until the block ends.

        Raises: TooManySubscriptions.
        """
        own = sum(one.caller == caller for one in self._all)
        if own >= MOST_OF_ONE_CALLER or len(self._all) >= MOST_OF_ALL:
            raise TooManySubscriptions(most=MOST_OF_ONE_CALLER)
        following = Following(caller, holder_keys)
        self._all.add(following)
        self._enter(following)
        try:
            yield following
        finally:
            self._leave(following)
            self._all.discard(following)

    def rekey(self, following: Following, holder_keys: Collection[UUID]) -> None:
        """Follow other holders from now on: a right began or ended meanwhile."""
        if following.holder_keys != frozenset(holder_keys):
            self._leave(following)
            following.holder_keys = frozenset(holder_keys)
            self._enter(following)

    @property
    def holder_keys(self) -> list[UUID]:
        """Return every holder that somebody follows."""
        return list(map(UUID, self._by_holder))

    @property
    def follows(self) -> bool:
        """Tell whether anybody follows anything."""
        return bool(self._by_holder)

    def followed(self, holder_key: str) -> bool:
        """Tell whether anybody follows a holder, by the text of the key as it is announced."""
        return holder_key in self._by_holder

    def offer(self, written: Written, *, late: bool = False) -> None:
        """Pass a notice to those who follow its holder; a late one to who followed by then."""
        for following in self._by_holder.get(str(written.holder_key), ()):
            if not late or following.since <= written.id:
                following.offer(written)

    def _enter(self, following: Following) -> None:
        for holder_key in map(str, following.holder_keys):
            self._by_holder[holder_key].add(following)

    def _leave(self, following: Following) -> None:
        for holder_key in map(str, following.holder_keys):
            self._by_holder[holder_key].discard(following)
            if not self._by_holder[holder_key]:
                del self._by_holder[holder_key]
