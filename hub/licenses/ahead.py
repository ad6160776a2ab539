"""Make the rows of changes ahead of their transaction, guessing that nothing of them is known.

The guess is right for whatever is handed in for the first time. Where it is wrong the transaction
finds that out, and takes those changes anew, and no others. What only the transaction can tell,
the keys of holders and the moment, stands in the rows as a mark.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from hub.crypto.digests import LookupHash
from hub.db.binary import moment_cell
from hub.licenses.book import Book, Outcome, Step
from hub.licenses.drafts import Change, EventDraft, Key
from hub.licenses.holders import AWAITED, Awaited, Hashes, Named, awaited, hashes_of
from hub.licenses.keys import LicenseKeys
from hub.licenses.rows import Made, Rows

_MOMENT: Final = (1 << 32) - 1
_NUMBER = 4
_SECOND = slice(26, 42)
"""Where the second cell of a row is, behind the first, which is an id as well."""

Name = Key | str
"""What changes of one license have in common: a key that finds it, or an identifier."""


class Awaiting(msgspec.Struct, frozen=True, gc=False):
    """A holder whose key the rows wait for, and the strands that name it."""

    named: Named
    hashes: list[LookupHash]
    strands: set[int]


class Ahead(msgspec.Struct, frozen=True):
    """What changes come to if nothing of them is known, in strands that know nothing of each other.

    Changes with a name in common are of one strand.
    """

    outcomes: list[Outcome]
    """What became of each change."""
    strands: list[int]
    """The strand of each change."""
    names: dict[Name, int]
    """Every name, and its strand."""
    holders: dict[int, Awaiting]
    """Who holds a license, by the number under which the rows await a key."""
    made: Made
    places: dict[bytes, int]
    """What the second cell of a row may be, the id of a license or a face, and its strand."""

    @property
    def keys(self) -> list[Key]:
        """Return every key under which a license is looked for."""
        return [name for name in self.names if isinstance(name, tuple)]

    @property
    def identifiers(self) -> list[str]:
        """Return every identifier that a version is to have."""
        return [name for name in self.names if isinstance(name, str)]

    @property
    def hashes(self) -> Hashes:
        """Return what each holder may be stored under."""
        return {one.named: one.hashes for one in self.holders.values()}

    def without(self, strands: set[int]) -> "Ahead":
        """Leave out the rows of strands of which something is known after all."""
        if not strands:
            return self
        holders = {at: one for at, one in self.holders.items() if not one.strands <= strands}
        made = {
            table: [one for one in rows if self.places[one[_SECOND]] not in strands]
            for table, rows in self.made.items()
        }
        return msgspec.structs.replace(self, holders=holders, made=made)

    def filled(self, holders: Mapping[Named, UUID], moment: datetime) -> Made:
        """Return the rows, with what they awaited in its place."""
        told = {at.to_bytes(_NUMBER): holders[one.named].bytes for at, one in self.holders.items()}
        told[_MOMENT.to_bytes(_NUMBER)] = moment_cell(moment)
        return {table: _filled(rows, told) for table, rows in self.made.items()}


NOTHING_AHEAD: Final = Ahead([], [], {}, {}, {}, {})


def make_ahead(keys: LicenseKeys, changes: Sequence[Change]) -> Ahead:
    """Take changes in their order as if nothing of them were known, and make the rows."""
    names = _strands(changes)
    strands = [names[change.keys[0]] for change in changes]
    book, outcomes = Book(keys, {}, ()), list[Outcome]()
    stepped: list[int] = []
    for change, strand in zip(changes, strands, strict=True):
        outcomes.append(book.take_or_refuse(change))
        stepped += [strand] * (len(book.steps) - len(stepped))
    named = {one: Awaited(int=place) for place, one in enumerate(sorted(book.holders()))}
    rows = Rows(keys.envelopes.seal, named, awaited(_MOMENT), {})
    made = rows.make(book.steps) | rows.settled()
    steps = list(zip(book.steps, stepped, strict=True))
    return Ahead(
        outcomes=outcomes,
        strands=strands,
        names=names,
        holders=_awaiting(keys, named, steps),
        made=made,
        places={
            place.bytes: strand for step, strand in steps for place in (step.state.id, step.face_id)
        },
    )


def _strands(changes: Iterable[Change]) -> dict[Name, int]:
    """Return the strand of every name; what has names in common comes together."""
    found: dict[Name, int] = {}
    members: dict[int, list[Name]] = {}
    for place, change in enumerate(changes):
        names = _names(change)
        met = {found[name] for name in names if name in found}
        for strand in met:
            names += members.pop(strand)
        members[place] = names
        found.update(dict.fromkeys(names, place))
    return found


def _names(change: Change) -> list[Name]:
    if isinstance(change, EventDraft):
        return [*change.keys]
    return [*change.keys, change.content.identifier]


def _awaiting(
    keys: LicenseKeys, named: Mapping[Named, Awaited], steps: Iterable[tuple[Step, int]]
) -> dict[int, Awaiting]:
    hashes, strands = hashes_of(keys.holders, named), defaultdict[Named, set[int]](set)
    for step, strand in steps:
        for one in step.draft.content.holders if step.draft else ():
            strands[one.code_type, one.code].add(strand)
    return {awaited.int: Awaiting(one, hashes[one], strands[one]) for one, awaited in named.items()}


def _filled(rows: Iterable[bytes], told: Mapping[bytes, bytes]) -> list[bytes]:
    head, *rest = b"".join(rows).split(AWAITED)
    return [head, *(told[part[:_NUMBER]] + part[_NUMBER:] for part in rest)]
