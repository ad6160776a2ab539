"""Write receipts and histories for the offline checker, as JSON (hub-receipt/1, hub-history/1).

Each document is written by a function that asks for nodes of trees as it goes. `nodes_needed` runs
one without an answer, to learn which nodes must be fetched.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from hub.audit.transparency.growth import MapEntry
from hub.audit.transparency.leaves import Body, ClosedDay, Link, Record
from hub.audit.transparency.salts import OpenedQuarter
from hub.audit.transparency.tree import At, Span, consistency, inclusion, span_hash

LOG = 0
"""The tree of the log itself; that of a day's map has the day's number."""


class Node(NamedTuple):
    """Where a node lies, in which tree."""

    tree: int
    level: int
    place: int


Nodes = Callable[[Node], bytes]
Write = Callable[[Nodes], Body]


class ShownRecord(msgspec.Struct, frozen=True):
    """A record as it is shown: some of its parts, or the tombstone of one that was erased."""

    place: int
    record: Record | None
    parts: tuple[int, ...] = ()


class ShownLink(msgspec.Struct, frozen=True):
    """A leaf of a holder's chain, and what opens it."""

    place: int
    link: Link
    tag: bytes
    nonce: bytes


class ShownDay(msgspec.Struct, frozen=True):
    """A closed day, and the entries of its map that show a holder's presence or absence."""

    closed: ClosedDay
    near: Mapping[int, MapEntry]


class ShownHistory(msgspec.Struct, frozen=True):
    """A holder's list over a range of days; `days` begins a day early and ends with the last."""

    first: date
    last: date
    tag: bytes
    quarters: Sequence[OpenedQuarter]
    days: Sequence[ShownDay]
    entries: Sequence[tuple[ShownLink, ShownRecord]]


def nodes_needed(write: Write) -> set[Node]:
    """Return the nodes that a document needs."""
    needed: set[Node] = set()

    def note(node: Node) -> bytes:
        needed.add(node)
        return b""

    write(note)
    return needed


def receipt(
    note: str, size: int, shown: ShownRecord, links: Sequence[ShownLink], nodes: Nodes
) -> Body:
    """Write a receipt for one record."""
    opened = [
        _link(link, size, nodes) | {"tag": link.tag.hex(), "nonce": link.nonce.hex()}
        for link in links
    ]
    return {
        "format": "hub-receipt/1",
        "checkpoint": note,
        "record": _record(shown, size, nodes),
        "links": opened,
    }


def history(note: str, size: int, shown: ShownHistory, nodes: Nodes) -> Body:
    """Write a holder's complete list."""
    in_range = [day for day in shown.days if day.closed.day <= shown.last.isoformat()]
    days = [day.closed.told() for day in shown.days]
    for told in days[: len(in_range)]:
        told["path"] = proof(told["index"], size, nodes)
    entries = [
        {"link": _link(link, size, nodes), "record": _record(record, size, nodes)}
        for link, record in shown.entries
    ]
    return {
        "format": "hub-history/1",
        "checkpoint": note,
        "from": shown.first.isoformat(),
        "to": shown.last.isoformat(),
        "tag": shown.tag.hex(),
        "quarters": [_quarter(quarter) for quarter in shown.quarters],
        "days": days,
        "maps": {day.closed.day: _near(day, nodes) for day in in_range if day.near},
        "entries": entries,
    }


def continuation(old: int, size: int, nodes: Nodes) -> Body:
    """Write the proof that the log of one size begins with that of another."""
    path = [_hash(span, LOG, nodes) for span in consistency(old, size)]
    return {"format": "hub-consistency/1", "from": old, "to": size, "path": path}


def proof(index: int, size: int, nodes: Nodes, tree: int = LOG) -> list[str]:
    """Return the path from a leaf to the root."""
    return [_hash(span, tree, nodes) for span in inclusion(index, size)]


def leaf_at(place: int, nodes: Nodes) -> str:
    """Return the hash of a leaf of the log."""
    return nodes(Node(LOG, 0, place)).hex()


def _hash(span: Span, tree: int, nodes: Nodes) -> str:
    def known(at: At) -> bytes:
        return nodes(Node(tree, at.level, at.place))

    return span_hash(span, known).hex()


def _record(shown: ShownRecord, size: int, nodes: Nodes) -> Body:
    lies = {"index": shown.place, "path": proof(shown.place, size, nodes)}
    if shown.record is None:
        return lies | {"tombstone": leaf_at(shown.place, nodes)}
    return lies | shown.record.opened(shown.parts)


def _link(shown: ShownLink, size: int, nodes: Nodes) -> Body:
    lies = {"index": shown.place, "path": proof(shown.place, size, nodes)}
    return lies | shown.link.told()


def _quarter(quarter: OpenedQuarter) -> Body:
    return {
        "name": quarter.name,
        "place": quarter.place,
        "salt": quarter.salt.hex(),
        "path": [each.hex() for each in quarter.path],
    }


def _near(day: ShownDay, nodes: Nodes) -> list[Body]:
    return [
        {
            "place": place,
            "key": entry.key.hex(),
            "value": entry.value.hex(),
            "path": proof(place, day.closed.entries, nodes, day.closed.number),
        }
        for place, entry in sorted(day.near.items())
    ]
