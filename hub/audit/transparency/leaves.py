"""What a leaf commits to, and how it is blinded, so that the log tells nobody who or what.

A record is a small tree of parts, each blinded by a nonce of its own: a holder is shown the parts
on own licenses, the caller all of them, and both check them against the same leaf. To the left are
the request and the caller, to the right the licenses, so that who is shown the left alone learns
not even whether there are any.
"""

import hmac
from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from itertools import zip_longest
from typing import Any

import msgspec
import orjson

from hub.audit.transparency.tree import (
    At,
    folded,
    inclusion,
    leaf_hash,
    node_hash,
    span_hash,
    tree_of,
)

NONCE_BYTES = 32
LEFT = 2
"""How many parts a record has beside its licenses: the request, and the caller."""
Body = dict[str, Any]


class Link(msgspec.Struct, frozen=True):
    """One leaf of a holder's chain: its number, the leaf before, and which parts of the record."""

    count: int
    previous: bytes
    logged: str
    parts: tuple[int, ...]

    def told(self) -> Body:
        """Return what is shown of it."""
        return {
            "count": self.count,
            "previous": self.previous.hex(),
            "logged": self.logged,
            "parts": list(self.parts),
        }

    def leaf(self, record: bytes, tag: bytes, nonce: bytes) -> bytes:
        """Return the hash of the leaf, for the record's leaf and the chain's tag.

        What is told of it is written in the one way that is hashed, at once: there are many.
        """
        told = (
            f'{{"count":{self.count},"logged":"{self.logged}","parts":[{_listed(self.parts)}]'
            f',"previous":"{self.previous.hex()}","record":"{record.hex()}","tag":"{tag.hex()}"}}'
        )
        return sha256(b"\0hub/holder/1\n" + nonce + told.encode()).digest()


class ClosedDay(msgspec.Struct, frozen=True):
    """The leaf that closes a day: its map of who was used how often, and the day before."""

    day: str
    number: int
    index: int
    entries: int
    root: bytes
    previous: bytes

    def told(self) -> Body:
        """Return what the leaf says."""
        return {
            "day": self.day,
            "number": self.number,
            "index": self.index,
            "entries": self.entries,
            "root": self.root.hex(),
            "previous": self.previous.hex(),
        }

    def leaf(self) -> bytes:
        """Return the hash of the leaf."""
        return leaf_hash(b"hub/day/1\n" + canonical(self.told()))


def canonical(body: Body) -> bytes:
    """Write JSON in the one way that is hashed: keys sorted, no spaces, UTF-8.

    The checker writes the same with Python's own `json`, at many times the cost.
    """
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def keyed(secret: bytes, use: str) -> bytes:
    """Derive 32 bytes from a secret for a use."""
    return hmac.digest(secret, use.encode(), "sha256")


class Record:
    """A record as it is logged: request, caller and licenses, blinded under its nonce."""

    def __init__(self, nonce: bytes, bodies: Sequence[Body | orjson.Fragment]) -> None:
        """Blind the parts of a record."""
        self._bodies = bodies
        size = LEFT + _padded(max(len(bodies) - LEFT, 1))
        self._nonces = [hmac.digest(nonce, b"part\n%d" % place, "sha256") for place in range(size)]
        written = [orjson.dumps(body, option=orjson.OPT_SORT_KEYS) for body in bodies]
        told = zip_longest(self._nonces, written, fillvalue=b"")
        leaves = [sha256(b"\0" + blind + body).digest() for blind, body in told]
        self._leaves = leaves[:LEFT], leaves[LEFT:]

    def leaf(self) -> bytes:
        """Return the hash of the record's leaf."""
        left, right = self._leaves
        return leaf_hash(b"hub/record/1\n" + node_hash(node_hash(*left), folded(right)))

    def opened(self, places: Sequence[int]) -> Body:
        """Return what opens some parts, and proves them to be the record's."""
        return {"parts": [self._opened(place) for place in places]}

    @cached_property
    def _trees(self) -> tuple[dict[At, bytes], ...]:
        return tuple(map(tree_of, self._leaves))

    def _opened(self, place: int) -> Body:
        side = int(place >= LEFT)
        spans = inclusion(place - LEFT * side, len(self._leaves[side]))
        path = [span_hash(span, self._trees[side].__getitem__) for span in spans]
        return {
            "place": place,
            "nonce": self._nonces[place].hex(),
            "body": self._bodies[place],
            "path": [each.hex() for each in (*path, folded(self._leaves[1 - side]))],
        }


def _listed(parts: Sequence[int]) -> str:
    return str(parts[0]) if len(parts) == 1 else ",".join(map(str, parts))


def map_value(nonce: bytes, count: int, head: bytes) -> bytes:
    """Commit to how often a holder was logged in a day, and to the last leaf."""
    return sha256(nonce + canonical({"count": count, "head": head.hex()})).digest()


def map_leaf(key: bytes, value: bytes) -> bytes:
    """Return the hash of an entry of a day's map."""
    return leaf_hash(key + value)


def _padded(count: int) -> int:
    return 1 << (count - 1).bit_length()
