"""Small logs in memory, grown by the hub's own rules, and what a hub would tell of them."""

import json
import random
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

from hub.audit.transparency.documents import (
    LOG,
    Node,
    ShownDay,
    ShownHistory,
    ShownLink,
    ShownRecord,
    continuation,
    history,
)
from hub.audit.transparency.growth import (
    Chain,
    DayMap,
    Growth,
    Id,
    LoggedLink,
    LoggedRecord,
    State,
    Used,
    Waiting,
    new_chain,
)
from hub.audit.transparency.leaves import Record
from hub.audit.transparency.notes import Head, Signer, verifier_key
from hub.audit.transparency.salts import day_key, link_nonce, open_quarter, quarter_of, quarter_salt
from hub.audit.transparency.tree import At, Span, nodes_in, span_hash
from hub.clock import SHANGHAI

Document = dict[str, Any]

ORIGIN = "log.example/test"
SECRET, OTHER_SECRET = bytes(range(32)), bytes(range(1, 33))
KEY = verifier_key(ORIGIN, SECRET)
OWN = 0
"""Whose list is checked, among the holders."""

_dice = random.Random(20201103)
HOLDERS = tuple(str(UUID(int=_dice.getrandbits(128))) for _ in range(4))
CHAINS = tuple(new_chain(_dice.randbytes) for _ in range(16))
"""Chains to begin with: a tag is costly to make, and says nothing of the log it is used in."""

opened = cache(open_quarter)


@dataclass
class SmallLog:
    """A log, with all that a hub stores of it."""

    dice: random.Random
    state: State = field(default_factory=State)
    nodes: dict[Node, bytes] = field(default_factory=dict)
    chains: dict[Id, Chain] = field(default_factory=dict)
    records: dict[Id, tuple[LoggedRecord, Waiting]] = field(default_factory=dict)
    links: list[LoggedLink] = field(default_factory=list)
    days: list[DayMap] = field(default_factory=list)
    erased: set[Id] = field(default_factory=set)

    def fork(self) -> "SmallLog":
        """Return a copy, to be changed."""
        parts = {name: copy(part) for name, part in vars(self).items() if name != "dice"}
        return SmallLog(self.dice, **parts)

    def known(self, at: At) -> bytes:
        """Tell the hash of a node of the log."""
        return self.nodes[Node(LOG, *at)]

    def leaf(self, place: int) -> bytes:
        """Tell the hash of a leaf."""
        return self.known(At(0, place))

    def keep(self, growth: Growth) -> None:
        """Store what came."""
        self.nodes |= {Node(LOG, *at): node for at, node in nodes_in(growth.nodes()).items()}
        for day in growth.days:
            self.nodes |= {
                Node(day.closed.number, *at): node for at, node in nodes_in(day.nodes).items()
            }
        self.records |= {each.id: (each, self.records[each.id][1]) for each in growth.records}
        self.links += growth.links
        self.days += growth.days
        self.chains, self.state = growth.chains, growth.grown()

    def growing(self) -> Growth:
        """Begin to add."""
        return Growth(self.state, self.known, dict(self.chains), self.dice.randbytes)

    def record(self, waiting: Waiting, logged: datetime) -> None:
        """Log a record."""
        growth = self.growing()
        self.records[waiting.id] = (LoggedRecord(waiting.id, "usage", -1, b""), waiting)
        growth.log(waiting, logged.isoformat(), logged.astimezone(SHANGHAI).date())
        self.keep(growth)

    def used(self) -> list[Used]:
        """Return how often each holder was logged in the open day."""
        today = [link for link in self.links if link.day == self.state.day]
        counted = {
            holder: [link for link in today if link.holder_key == holder] for holder in HOLDERS
        }
        return [
            Used(holder, len(own), self.leaf(own[-1].place))
            for holder, own in counted.items()
            if own
        ]

    def close(self, used: list[Used] | None = None) -> None:
        """Close the open day, truthfully unless told otherwise."""
        growth = self.growing()
        growth.close_day(self.used() if used is None else used)
        self.keep(growth)

    def note(self, secret: bytes = SECRET) -> str:
        """Sign a checkpoint."""
        root = span_hash(Span(0, self.state.size), self.known)
        day = (self.state.number, self.state.day_leaf) if self.state.number else None
        return Signer(ORIGIN, [secret]).checkpoint(Head(self.state.size, root, day))

    def history(self, place: int = OWN, secret: bytes = SECRET) -> Document:
        """Return a holder's list over all closed days and the open one."""
        holder = HOLDERS[place]
        chain = self.chains[holder]
        own = [link for link in self.links if link.holder_key == holder]
        days = [date.fromisoformat(day.closed.day) for day in self.days]
        quarters = sorted({quarter_of(day) for day in [*days, *(link.day for link in own)]})
        shown = ShownHistory(
            first=days[0],
            last=days[-1],
            tag=chain.tag,
            quarters=[opened(chain.salt, quarter) for quarter in quarters],
            days=[ShownDay(day.closed, self._near(day, chain)) for day in self.days],
            entries=[(self._link(link, chain), self._record(link)) for link in own],
        )
        told = history(self.note(secret), self.state.size, shown, self.nodes.__getitem__)
        plain: Document = json.loads(json.dumps(told))
        return plain

    def continuation(self, old: int) -> Document:
        """Return the proof that the log continues what it was."""
        return continuation(old, self.state.size, self.nodes.__getitem__)

    def _near(self, day: DayMap, chain: Chain) -> dict[int, Any]:
        on = date.fromisoformat(day.closed.day)
        key = day_key(quarter_salt(chain.salt, quarter_of(on)), on)
        keys = [entry.key for entry in day.entries]
        place = sum(each < key for each in keys)
        near = [place] if keys[place] == key else [place - 1, place]
        return {each: day.entries[each] for each in near}

    def _link(self, link: LoggedLink, chain: Chain) -> ShownLink:
        quarter = quarter_salt(chain.salt, quarter_of(link.day))
        return ShownLink(link.place, link.link, chain.tag, link_nonce(quarter, link.link.count))

    def _record(self, link: LoggedLink) -> ShownRecord:
        logged, waiting = self.records[link.record_id]
        if logged.id in self.erased:
            return ShownRecord(logged.place, None)
        return ShownRecord(
            logged.place, Record(logged.nonce, waiting.bodies), (0, *link.link.parts)
        )


def use_of(dice: random.Random, at: datetime, holders: list[Id]) -> Waiting:
    """Make a record of a use of licenses of some holders."""
    own_id = str(UUID(int=dice.getrandbits(128)))
    request = {
        "kind": "usage",
        "id": own_id,
        "at": at.isoformat(),
        "cause": dice.choice("查验办"),
    }
    licenses = [{"license": str(UUID(int=dice.getrandbits(128)))} for _ in holders]
    bodies = [request, {"account": str(UUID(int=dice.getrandbits(128)))}, *licenses]
    places: dict[Id, tuple[int, ...]] = {}
    for place, holder in enumerate(holders, 2):
        places[holder] = (*places.get(holder, ()), place)
    return Waiting(own_id, "usage", bodies, places)


def some_holders(dice: random.Random) -> list[Id]:
    """Choose whose licenses a request sees; the list that is checked is never far."""
    chosen = [dice.choice(HOLDERS[:3]) for _ in range(dice.choice((1, 1, 1, 2, 3)))]
    return chosen if dice.random() < 0.5 else [HOLDERS[OWN], *chosen]


def grow(dice: random.Random) -> SmallLog:
    """Grow a random log over a few days, its last day open."""
    log = SmallLog(dice)
    log.chains = dict(zip(HOLDERS, dice.sample(CHAINS, len(HOLDERS)), strict=True))
    begin = datetime(2026, 3, 28, tzinfo=UTC) + timedelta(days=dice.randrange(90))
    log.state = msgspec.structs.replace(log.state, day=begin.astimezone(SHANGHAI).date())
    days = dice.choice((2, 2, 3))
    for day in range(days + 1):
        moment = begin + timedelta(days=day)
        for _ in range(dice.choice((0, 1, 2, 3)) if day else 2):
            moment += timedelta(seconds=dice.randrange(1, 9000))
            logged = moment + timedelta(milliseconds=dice.randrange(1000))
            log.record(use_of(dice, moment, some_holders(dice)), logged)
        if day < days:
            log.close()
    log.erased = {each for each in log.records if dice.random() < 0.1}
    return log
