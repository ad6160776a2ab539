"""Gather a policy difference, so that hundreds of situations are read in a short table."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

Change = dict[str, Any]

_ORDER: Final = ("WIDENS", "NARROWS", "ADDED")


def moves(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Return a row for all fields that go one way alike: their keys, and the steps with who."""
    by_field: dict[tuple[int, str], list[Change]] = defaultdict(list)
    for change in changes:
        by_field[_ORDER.index(change["direction"]), change["key"]].append(change)
    rows: dict[str, dict[str, Any]] = {}
    for (order, key), own in sorted(by_field.items(), key=lambda one: one[0]):
        steps = _steps(own)
        alike = repr((order, [one | {"key": ""} for step in steps for one in step["who"]]))
        row = rows.setdefault(alike, {"keys": [], "direction": _ORDER[order], "steps": steps})
        row["keys"].append(key)
    return list(rows.values())


def _steps(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Return from what to what a field goes, and for whom."""
    steps: dict[str, dict[str, Any]] = {}
    for one in changes:
        step = {name: one[name] for name in ("before", "after", "since")}
        seen = one["before"] and one["before"]["outcome"]  # why it was seen matters no more
        steps.setdefault(repr(step | {"before": seen}), step | {"who": []})["who"].append(one)
    return list(steps.values())
