"""The Merkle tree of RFC 6962 over SHA-256, kept as the roots of its perfect subtrees.

A node lies at a level (0: the leaves) and a place; it covers `2 ** level` leaves and never changes
once it is there, so that appending only adds nodes and every proof is made of stored ones.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

EMPTY = sha256().digest()
"""The root of a tree without leaves."""


class At(NamedTuple):
    """Where a node lies."""

    level: int
    place: int


class Row(NamedTuple):
    """Nodes that lie beside each other on one level, from a place on."""

    level: int
    place: int
    hashes: list[bytes]


class Span(NamedTuple):
    """The leaves from `start` to before `end`, which one hash of a proof stands for."""

    start: int
    end: int


Known = Callable[[At], bytes]
"""Tells the hash of a node."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over two others."""
    return sha256(b"\x01" + left + right).digest()


def nodes_of(span: Span) -> Iterator[At]:
    """Name the perfect subtrees of a span, from left to right, as they lie in the tree."""
    start, end = span
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield At(level, start >> level)
        start += 1 << level


def span_hash(span: Span, known: Known) -> bytes:
    """Return the hash of a span: its perfect subtrees, joined from the right."""
    hashes = [known(at) for at in nodes_of(span)]
    if not hashes:
        return EMPTY
    joined = hashes.pop()
    while hashes:
        joined = node_hash(hashes.pop(), joined)
    return joined


def root(size: int, known: Known) -> bytes:
    """Return the root of the first leaves."""
    return span_hash(Span(0, size), known)


def inclusion(index: int, size: int) -> list[Span]:
    """Return the spans that prove a leaf to be in a tree, from the leaf up (RFC 6962, 2.1.1)."""
    return _path(index, 0, size)


def consistency(old: int, size: int) -> list[Span]:
    """Return the spans that prove a tree to begin with an older one (RFC 6962, 2.1.2)."""
    return [] if old in {0, size} else _prefix(old, Span(0, size), whole=True)


def appended(size: int, hashes: Sequence[bytes], known: Known) -> Iterator[Row]:
    """Yield the nodes that come with further leaves, from the leaves up.

    `known` tells those that were there: at most one a level, the left half of the first pair.
    """
    level, place, row = 0, size, list(hashes)
    while row:
        yield Row(level, place, row)
        if place & 1:
            row = [known(At(level, place - 1)), *row]
        row = _joined(row)
        level, place = level + 1, place >> 1


def nodes_in(rows: Iterable[Row]) -> dict[At, bytes]:
    """Return the nodes of rows, each under its place."""
    return {
        At(level, place): node
        for level, first, hashes in rows
        for place, node in enumerate(hashes, first)
    }


def _nothing(at: At) -> bytes:
    raise LookupError(at)


def grown(rows: Sequence[Row], before: Known = _nothing) -> Known:
    """Tell the nodes of rows, which lie level upon level, and those that were there before."""

    def known(at: At) -> bytes:
        if at.level < len(rows) and at.place >= rows[at.level].place:
            return rows[at.level].hashes[at.place - rows[at.level].place]
        return before(at)

    return known


def rows_over(hashes: Sequence[bytes]) -> list[Row]:
    """Return every node of a tree, row by row."""
    return list(appended(0, hashes, _nothing))


def tree_of(hashes: Sequence[bytes]) -> dict[At, bytes]:
    """Return every node of a small tree."""
    return nodes_in(rows_over(hashes))


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root of a small tree."""
    return root(len(hashes), tree_of(hashes).__getitem__)


def folded(hashes: list[bytes]) -> bytes:
    """Return the root of a perfect tree, as `root_of` in much less time."""
    while len(hashes) > 1:
        hashes = _joined(hashes)
    return hashes[0]


def _joined(hashes: list[bytes]) -> list[bytes]:
    """Return the nodes over pairs; a last one that is alone waits for the next."""
    return [
        sha256(b"\x01" + left + right).digest()
        for left, right in zip(hashes[::2], hashes[1::2], strict=False)
    ]


def _half(size: int) -> int:
    """Return the largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1


def _path(index: int, start: int, end: int) -> list[Span]:
    if end - start == 1:
        return []
    middle = start + _half(end - start)
    if index < middle:
        return [*_path(index, start, middle), Span(middle, end)]
    return [*_path(index, middle, end), Span(start, middle)]


def _prefix(old: int, span: Span, *, whole: bool) -> list[Span]:
    if span.end == old:
        return [] if whole else [span]
    middle = span.start + _half(span.end - span.start)
    if old <= middle:
        return [*_prefix(old, Span(span.start, middle), whole=whole), Span(middle, span.end)]
    return [*_prefix(old, Span(middle, span.end), whole=False), Span(span.start, middle)]
