"""Let the log grow, purely: which leaves come with a record or the end of a day, in what order.

A record's leaf is followed by one leaf for each holder whom it concerns. What must be known of the
log before is handed in, and what must be stored is gathered.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import msgspec
from orjson import Fragment

from hub.audit.transparency.leaves import (
    NONCE_BYTES,
    Body,
    ClosedDay,
    Link,
    Record,
    map_leaf,
    map_value,
)
from hub.audit.transparency.salts import (
    day_key,
    day_nonce,
    link_nonce,
    quarter_of,
    quarter_salt,
    tag_of,
)
from hub.audit.transparency.tree import Known, Row, appended, grown, root, rows_over

EDGES = (bytes(32), bytes([255]) * 32)
"""The first and the last key of every day's map, so that each absence has two neighbours."""

DRAWN = 64
"""How many nonces are drawn at once: each draw asks the system."""

Random = Callable[[int], bytes]
Id = str
"""An id as PostgreSQL writes it."""


class State(msgspec.Struct, frozen=True):
    """Where the log stands: how many leaves, which day is open, and the last one closed."""

    size: int = 0
    day: date | None = None
    number: int = 0
    day_leaf: bytes = b""


class Chain(msgspec.Struct, frozen=True):
    """A holder's chain: its secret salt and tag, how long it is, and its last leaf."""

    salt: bytes
    tag: bytes
    count: int = 0
    head: bytes = b""


class Waiting(msgspec.Struct, frozen=True):
    """A record to be logged: its parts, and which of them concern which holder."""

    id: Id
    kind: str
    bodies: Sequence[Body | Fragment]
    holders: dict[Id, tuple[int, ...]] = msgspec.field(default_factory=dict)


class LoggedRecord(msgspec.Struct, frozen=True):
    """Where a record was logged, and the nonce that opens it."""

    id: Id
    kind: str
    place: int
    nonce: bytes


class LoggedLink(msgspec.Struct, frozen=True):
    """Where a leaf of a holder's chain was logged."""

    holder_key: Id
    record_id: Id
    place: int
    day: date
    link: Link


class Used(msgspec.Struct, frozen=True):
    """How often a holder was logged in a day, and the last leaf."""

    holder_key: Id
    count: int
    head: bytes


class MapEntry(msgspec.Struct, frozen=True, order=True):
    """An entry of a day's map: blind(holder, day), and a commitment to count and head."""

    key: bytes
    value: bytes

    @classmethod
    def of(cls, used: Used, salt: bytes, day: date) -> "MapEntry":
        """Blind how often a holder was logged in a day."""
        quarter = quarter_salt(salt, quarter_of(day))
        value = map_value(day_nonce(quarter, day), used.count, used.head)
        return cls(day_key(quarter, day), value)


class DayMap(msgspec.Struct, frozen=True):
    """A day's map, and every node of its tree, row by row."""

    closed: ClosedDay
    entries: list[MapEntry]
    nodes: list[Row]


def new_chain(random: Random = secrets.token_bytes) -> Chain:
    """Make a chain for a holder who had none."""
    salt = random(NONCE_BYTES)
    return Chain(salt, tag_of(salt))


@dataclass
class Growth:
    """What is added to a log; `known` tells its nodes before, `chains` those of the holders."""

    state: State
    known: Known
    chains: dict[Id, Chain]
    random: Random = secrets.token_bytes
    leaves: list[bytes] = field(default_factory=list)
    records: list[LoggedRecord] = field(default_factory=list)
    links: list[LoggedLink] = field(default_factory=list)
    days: list[DayMap] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Have nonces at hand."""
        self._nonces = _nonces(self.random)

    @property
    def size(self) -> int:
        """Return the size of the log as it is now."""
        return self.state.size + len(self.leaves)

    def log(self, waiting: Waiting, logged: str, day: date) -> None:
        """Log a record, and link it to the chain of each holder whom it concerns."""
        nonce, quarter = next(self._nonces), quarter_of(day)
        leaf = Record(nonce, waiting.bodies).leaf()
        self.records.append(LoggedRecord(waiting.id, waiting.kind, self._add(leaf), nonce))
        for holder, parts in waiting.holders.items():
            chain = self.chains[holder]
            link = Link(chain.count + 1, chain.head, logged, parts)
            blind = link_nonce(quarter_salt(chain.salt, quarter), link.count)
            head = link.leaf(leaf, chain.tag, blind)
            self.links.append(LoggedLink(holder, waiting.id, self._add(head), day, link))
            self.chains[holder] = Chain(chain.salt, chain.tag, link.count, head)

    def close_day(self, used: Sequence[Used]) -> None:
        """Close the open day with its map, and open the next."""
        state = self.state
        if state.day is None:
            raise ValueError("no day is open")
        blinded = [MapEntry.of(each, self.chains[each.holder_key].salt, state.day) for each in used]
        entries = sorted([*blinded, *(MapEntry(edge, bytes(32)) for edge in EDGES)])
        nodes = rows_over([map_leaf(entry.key, entry.value) for entry in entries])
        closed = ClosedDay(
            state.day.isoformat(),
            state.number + 1,
            self.size,
            len(entries),
            root(len(entries), grown(nodes)),
            state.day_leaf,
        )
        self.days.append(DayMap(closed, entries, nodes))
        self._add(closed.leaf())
        self.state = msgspec.structs.replace(
            state,
            day=state.day + timedelta(days=1),
            number=closed.number,
            day_leaf=closed.leaf(),
        )

    def nodes(self) -> list[Row]:
        """Return the nodes that come with the leaves."""
        return list(appended(self.state.size, self.leaves, self.known))

    def grown(self) -> State:
        """Return where the log stands now."""
        return msgspec.structs.replace(self.state, size=self.size)

    def _add(self, leaf: bytes) -> int:
        self.leaves.append(leaf)
        return self.size - 1


def _nonces(random: Random) -> Iterator[bytes]:
    while True:
        drawn = random(DRAWN * NONCE_BYTES)
        for start in range(0, len(drawn), NONCE_BYTES):
            yield drawn[start : start + NONCE_BYTES]
