"""Figures come into plots by step of time and by group, and what was typed into their order."""

from datetime import date
from typing import Any

import pytest

from hub.web.pages.oversight.figures.numbers import by_group, by_origin, over_time, steps_of
from hub.web.pages.oversight.typed import end_of, whole
from hub.web.pages.words import Language

NOTHING: dict[str, Any] = {"organization": None, "region": None, "sector": None}
COUNTS = {"issued": 0, "aggregated": 0, "shared": 0, "used": 0, "refused": 0}


@pytest.mark.parametrize(
    ("step", "since", "until", "days"),
    [
        ("DAY", "2026-02-27", "2026-03-01", ["2026-02-27", "2026-02-28", "2026-03-01"]),
        ("MONTH", "2025-12-15", "2026-02-01", ["2025-12-01", "2026-01-01", "2026-02-01"]),
        ("QUARTER", "2025-11-15", "2026-04-01", ["2025-10-01", "2026-01-01", "2026-04-01"]),
        ("WHOLE", "2026-01-01", "2026-02-01", []),
        ("DAY", "2026-02-01", "2026-01-01", []),
    ],
)
def test_a_period_has_steps(step: str, since: str, until: str, days: list[str]) -> None:
    found = steps_of(date.fromisoformat(since), date.fromisoformat(until), step)
    assert [one.isoformat() for one in found] == days


def test_of_a_step_of_which_nothing_is_told_there_is_nothing() -> None:
    told = [NOTHING | COUNTS | {"since": "2026-02-28", "used": 12}]
    days = list(steps_of(date(2026, 2, 27), date(2026, 2, 28), "DAY"))
    assert [row.values for row in over_time(told, days, Language.ZH).rows] == [
        (0, 0, 0, 0),
        (0, 0, 0, 12),
    ]


def test_groups_are_called_by_what_they_are() -> None:
    groups = [
        NOTHING | COUNTS | {"organization": {"nameZh": "甲局", "nameEn": "A"}, "used": 30},
        NOTHING | COUNTS | {"region": "510000", "used": 20, "issued": 10},
        NOTHING | COUNTS | {"sector": "water", "used": 10},
        NOTHING | COUNTS,
    ]
    drawn = by_group(groups, "used", Language.EN)
    assert [row.label for row in drawn.rows] == ["A", "The province's own", "Water"]
    assert [row.label for row in by_origin(groups, Language.ZH).rows] == ["省本级"]


def test_what_cannot_be_meant_is_left_to_the_hub() -> None:
    assert [whole(text) for text in ("5", " 60 ", "-1", "x", "", None, "五", "99999")] == [
        *(5, 60, 0, 0, 0, 0, 0, 0)
    ]
    assert end_of("2026-12-31") == "2027-01-01T00:00:00+08:00"
    assert [end_of(text) for text in ("", None, "soon", "9999-12-31")] == [None] * 4
