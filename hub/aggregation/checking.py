"""Check rows, here or in another process, and there make what they come to."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from hub.aggregation.formats.ndjson import read_line
from hub.aggregation.formats.rows import BadRow, Read, Unread
from hub.aggregation.rules.context import Context
from hub.aggregation.rules.faults import HolderMismatch, RowFault
from hub.aggregation.rules.rows import validate
from hub.licenses.ahead import Ahead, make_ahead
from hub.licenses.drafts import Change, LicenseDraft
from hub.licenses.keys import WritingKeys, license_keys
from hub.licenses.terms import Answer
from hub.policy.codes import Grade
from hub.processes import unpack
from hub.registers.rules import holder_check, may_be_taken
from hub.registers.terms import Holder

Given = Read | Unread
"""A row as a reader gives it."""

Answers = Mapping[Holder, Answer]
"""What the reference registers said of holders."""


class Prepared(msgspec.Struct, frozen=True):
    """What rows come to: the faults of some by their places, and the rest made ahead."""

    faults: dict[int, RowFault]
    grades: list[Grade | None]
    ahead: Ahead


def check(rows: Iterable[Given], context: Context, answers: Answers) -> list[Change | RowFault]:
    """Check rows: each becomes a change to be written, or a fault."""
    return [unless_mismatched(_checked(row, context), answers) for row in rows]


def _checked(given: Given, context: Context) -> Change | RowFault:
    row = read_line(given) if isinstance(given, Unread) else given
    if isinstance(row, BadRow):
        return row.fault
    try:
        return validate(row.record, context)
    except RowFault as fault:
        return fault


def holders_of(change: object) -> list[Holder]:
    """Return the holders that a license names, as registers know them."""
    if not isinstance(change, LicenseDraft):
        return []
    return [(one.code_type, one.code, one.name) for one in change.content.holders]


def unless_mismatched(change: Change | RowFault, answers: Answers) -> Change | RowFault:
    """Turn a license away whose holder a register knows by another name (art. 23).

    Any other keeps what was said of its holders.
    """
    if not answers or not isinstance(change, LicenseDraft):
        return change
    holders = holders_of(change)
    for ordinal, holder in enumerate(holders):
        if not may_be_taken(answers.get(holder, Answer.UNKNOWN)):
            return HolderMismatch(f"holders.{ordinal}.name")
    check = holder_check(holders, answers)
    return change if check is None else msgspec.structs.replace(change, holder_check=check)


def grade_of(change: Change) -> Grade | None:
    """Return how well a license's identifier keeps to the norm; an event has none."""
    return change.grade if isinstance(change, LicenseDraft) else None


def name_holders(rows: Sequence[Given], context: bytes) -> set[Holder]:
    """Return whom the rows name, as registers are asked about them."""
    checked = check(rows, unpack(context), {})
    return {holder for change in checked for holder in holders_of(change)}


def prepare(rows: Sequence[Given], context: bytes, answers: Answers, keys: WritingKeys) -> Prepared:
    """Check rows against a packed context, and make ahead what they come to."""
    checked = check(rows, unpack(context), answers)
    changes = [one for one in checked if not isinstance(one, RowFault)]
    faults = {place: one for place, one in enumerate(checked) if isinstance(one, RowFault)}
    return Prepared(faults, list(map(grade_of, changes)), make_ahead(license_keys(keys), changes))
