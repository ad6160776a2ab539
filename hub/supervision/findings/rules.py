"""Say with which values a ground's statement is asked, and gather its rows by subject; pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hub.clock import SHANGHAI
from hub.supervision.findings.grounds import Ground
from hub.supervision.working_time import days_back, received_before
from hub.workdays import Calendar

_NAMED: Final = re.compile(r"(?<![:\w]):([a-z_]+)")

Place = tuple[int, str]
"""An organization, and a subject."""


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """What stands against an organization on one subject: since when, and its counts."""

    since: datetime
    facts: dict[str, Any]


def terms(ground: Ground, moment: datetime, calendar: Calendar) -> dict[str, Any]:
    """Return the values that a ground's statement may name."""
    today = moment.astimezone(SHANGHAI).date()
    windows = {name: days_back(calendar, today, days) for name, days in ground.windows.items()}
    before = received_before(calendar, moment, ground.term) if ground.term else moment
    named = {"now": moment, "today": today, "before": before, **windows, **ground.values}
    return {name: named[name] for name in dict.fromkeys(_NAMED.findall(ground.cause))}


def numbered(statement: str, names: Iterable[str], after: int) -> str:
    """Write a statement's names as numbers behind so many others, as the reading driver has it."""
    places = {name: place for place, name in enumerate(names, after + 1)}
    return _NAMED.sub(lambda named: f"${places[named[1]]}", statement)


def gathered(
    rows: Iterable[tuple[int, str, datetime, dict[str, Any]]], present: Mapping[int, int]
) -> dict[Place, Cause]:
    """Gather records by whoever answers for them now, and by subject."""
    found: dict[Place, list[tuple[datetime, dict[str, Any]]]] = {}
    for organization, subject, since, facts in rows:
        place = (present[organization], subject)
        found.setdefault(place, []).append((since, facts))
    return {place: _cause(records) for place, records in found.items()}


def _cause(records: list[tuple[datetime, dict[str, Any]]]) -> Cause:
    since, facts = min(records, key=lambda record: record[0])
    return Cause(since=since, facts=facts | {"records": len(records)})


def told(sentence: str, facts: Mapping[str, Any]) -> str:
    """Put the counts of a finding into the sentence of its ground."""
    return sentence.format_map({name: str(value) for name, value in facts.items()})


def finding_number(prefix: str, moment: datetime, id_: UUID) -> str:
    """Return the number by which a finding or an order is spoken of."""
    return f"{prefix}{moment.astimezone(SHANGHAI):%Y%m%d}-{id_.hex[-10:].upper()}"
