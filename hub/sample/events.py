"""Make up what happened to licenses since: inspections, suspensions, and their ends."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from hub.sample.province import Record

Event = dict[str, Any]
"""One life-cycle event in the form that departments report."""

_COURSES = (
    ("INSPECTED",),
    ("INSPECTED", "INSPECTED"),
    ("SUSPENDED",),
    ("SUSPENDED", "RESUMED"),
    ("SUSPENDED", "RESUMED", "INSPECTED"),
    ("SUSPENDED", "REVOKED"),
    ("INSPECTED", "CANCELLED"),
    ("ANNULLED",),
)
"""How lives of licenses go."""

_REASONS = {
    "INSPECTED": "年检合格",
    "SUSPENDED": "停业整顿",
    "RESUMED": "整改合格",
    "REVOKED": "行政处罚",
    "CANCELLED": "持证主体申请注销",
    "ANNULLED": "准予决定被撤销",
}
_FIRST_DAY = date(2026, 3, 2)
_NEWEST = "2026-10-01"
"""Licenses issued from here on have seen nothing yet."""

_EVERY = 40
_LATE = 3


def events_of(record: Record, course: Iterable[str]) -> list[Event]:
    """Return the events of one license, in order."""
    begun = max(_FIRST_DAY, date.fromisoformat(record["issued_on"]))
    return [
        {
            "event": event,
            "issuer": record["issuer"],
            "entry": record["entry"],
            "serial": record["serial"],
            "sequence": sequence,
            "occurred_on": (begun + timedelta(14 * sequence)).isoformat(),
            "reason": _REASONS[event],
        }
        for sequence, event in enumerate(course, 1)
    ]


def happened(records: Iterable[Record]) -> Iterator[Event]:
    """Return the events of one license in forty; one in three of these arrives in reverse."""
    for number, record in enumerate(records):
        turn, place = divmod(number, _EVERY)
        if place == 0 and record["issued_on"] < _NEWEST:
            events = events_of(record, _COURSES[turn % len(_COURSES)])
            yield from reversed(events) if turn % _LATE == _LATE - 1 else events
