"""Make of a row of a spreadsheet a license that may be numbered, or say what is wrong; pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from hub.aggregation.formats.rows import BadRow, Read
from hub.aggregation.rules.context import Context, KnownEntry
from hub.aggregation.rules.faults import FieldMissing, FormulaFound, RowFault, ValueUnreadable
from hub.aggregation.rules.forms import EventForm
from hub.aggregation.rules.rows import validate
from hub.issuing.numbers import Counting, Numbered
from hub.issuing.records import Record, new_record, read_region
from hub.issuing.rules import LONGEST, is_said
from hub.licenses.drafts import Cause, LicenseDraft
from hub.policy.numbering import Numbering, NumberingError

FORMULA: Final = "="
CAUSE: Final = ("matter", "case_number")
_FIRST: Final = 1


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """What a row says, before it is numbered."""

    entry: str
    issuer: str
    revision: int
    said: Record
    number: str | None
    cause: Cause

    def record(self, numbered: Numbered) -> Record:
        """Return the license in the record form."""
        return new_record(self.issuer, self.entry, self.revision, self.said, numbered)


class Sound(msgspec.Struct, frozen=True, kw_only=True):
    """A row that keeps to its entry, with what its number is counted of."""

    filled: Filled
    draft: LicenseDraft
    """The license under a number that only stands for the one to come."""
    counting: Counting


def checked_rows(
    rows: Sequence[Read], context: Context, entry: str, today: date
) -> list[Sound | RowFault]:
    """Return each row as it may be issued, or what is wrong with it."""
    return [_checked(row, context, entry, today) for row in rows]


def _checked(row: Read, context: Context, entry: str, today: date) -> Sound | RowFault:
    if isinstance(row, BadRow):
        return row.fault
    try:
        return _sound(row.record, context, context.entry(entry), today)
    except RowFault as fault:
        return fault


def _sound(record: Record, context: Context, entry: KnownEntry, today: date) -> Sound:
    revision = entry.revision(None)
    rule = entry.shapes[revision].numbering
    filled = _filled(record, context, entry, revision, today)
    place = _place(filled.said, today)
    number = filled.number or _stand_in(rule, *place)
    counting = Counting(entry.id, rule, *place)
    draft = licensed(filled.record(Numbered(counting.serial(_FIRST), number)), context)
    content = draft.content
    counting = Counting(entry.id, rule, content.region, content.issued_on)
    return Sound(filled=filled, draft=draft, counting=counting)


def licensed(record: Record, context: Context) -> LicenseDraft:
    """Check a license like any that is issued.

    Raises: RowFault.
    """
    found = validate(record, context)
    if not isinstance(found, LicenseDraft):
        raise TypeError(EventForm)
    return found


def _filled(
    record: Record, context: Context, entry: KnownEntry, revision: int, today: date
) -> Filled:
    """Return what a row says, with what it leaves to the hub but the number.

    Raises: FormulaFound, FieldMissing, ValueUnreadable.
    """
    for path, value in _leaves(record):
        if isinstance(value, str) and value.startswith(FORMULA):
            raise FormulaFound(path)
    said = {
        "issued_on": record.get("issued_on", today.isoformat()),
        "valid_from": record.get("valid_from"),
        "valid_until": record.get("valid_until"),
        "region": record.get("region", context.provider.region),
        "holders": record.get("holders", []),
        "face": record.get("face", {}),
    }
    return Filled(
        entry=entry.policy.code,
        issuer=context.provider.code,
        revision=revision,
        said=said,
        number=record.get("number"),
        cause=Cause(**{key: _stated(key, record) for key in CAUSE}),
    )


def _stated(key: str, record: Mapping[str, Any]) -> str:
    """Return the matter, or the case number, that a license is made for (art. 8).

    Raises: FieldMissing, ValueUnreadable.
    """
    words = record.get(key)
    if words is None:
        raise FieldMissing(key)
    if not is_said(words):
        wanted = {"wanted_zh": f"1 至 {LONGEST} 个字符", "wanted_en": f"1 to {LONGEST} characters"}
        raise ValueUnreadable(key, **wanted)
    return str(words)


def _place(said: Record, today: date) -> tuple[str, date]:
    """Return region and day; a day that cannot be read is a fault found later.

    Raises: ValueUnreadable.
    """
    try:
        day = date.fromisoformat(said["issued_on"])
    except ValueError:
        day = today
    if day > today:
        wanted = {"wanted_zh": "不晚于今天的日期", "wanted_en": "a day not later than today"}
        raise ValueUnreadable("issued_on", **wanted)
    return read_region(said["region"]), day


def _stand_in(rule: Numbering, region: str, day: date) -> str:
    """Return a number by the rule, for a row to be checked with."""
    try:
        return rule.make(region=region, year=day.year, serial=_FIRST)
    except NumberingError:
        return rule.template  # the year is at fault, and told of as the number's


def _leaves(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - of any depth
    if isinstance(node, dict | list):
        pairs = node.items() if isinstance(node, dict) else enumerate(node)
        for key, value in pairs:
            yield from _leaves(value, f"{path}.{key}" if path else str(key))
    else:
        yield path, node
