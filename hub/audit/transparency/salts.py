"""A holder's secret salt, and what derives from it: quarter by quarter, day by day, leaf by leaf.

Each quarter has a salt of its own, and the tag of a holder's chain is the root over them all. So a
holder can show a range of days, provably under the one salt, and whoever saw it learns nothing of
any later quarter.
"""

from datetime import date

import msgspec

from hub.audit.transparency.leaves import keyed
from hub.audit.transparency.tree import folded, inclusion, leaf_hash, span_hash, tree_of

FIRST_YEAR = 2020
QUARTERS = 256
"""Until 2083; a power of two."""


class OpenedQuarter(msgspec.Struct, frozen=True):
    """The salt of one quarter, and the proof that it belongs to a tag."""

    name: str
    place: int
    salt: bytes
    path: tuple[bytes, ...]


def quarter_of(day: date) -> int:
    """Return the place of a day's quarter."""
    return (day.year - FIRST_YEAR) * 4 + (day.month - 1) // 3


def quarter_salt(salt: bytes, quarter: int) -> bytes:
    """Return the salt of a quarter."""
    return keyed(salt, f"quarter\n{quarter}")


def tag_of(salt: bytes) -> bytes:
    """Return the tag of a salt: it tells a holder's chain from another, and nothing else."""
    return folded(_leaves(salt))


def open_quarter(salt: bytes, quarter: int) -> OpenedQuarter:
    """Open one quarter."""
    tree = tree_of(_leaves(salt))
    path = [span_hash(span, tree.__getitem__) for span in inclusion(quarter, QUARTERS)]
    name = f"{FIRST_YEAR + quarter // 4}-Q{quarter % 4 + 1}"
    return OpenedQuarter(name, quarter, quarter_salt(salt, quarter), tuple(path))


def link_nonce(quarter: bytes, count: int) -> bytes:
    """Return what blinds a leaf of the chain."""
    return keyed(quarter, f"link\n{count}")


def day_key(quarter: bytes, day: date) -> bytes:
    """Return under what a holder is found in a day's map."""
    return keyed(quarter, f"day\n{day}")


def day_nonce(quarter: bytes, day: date) -> bytes:
    """Return what blinds a holder's entry in a day's map."""
    return keyed(quarter, f"map\n{day}")


def _leaves(salt: bytes) -> list[bytes]:
    return [leaf_hash(quarter_salt(salt, quarter)) for quarter in range(QUARTERS)]
