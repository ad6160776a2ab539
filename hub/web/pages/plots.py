"""Draw numbers as plain shapes, of which a macro makes SVG: no colors and no words; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

WIDTH: Final = 360
"""Units across a plot: on the narrowest phone one unit is about one pixel."""
TONES: Final = ("first", "second", "third", "fourth")
"""What tells series apart; a plot has at most so many."""

_TEXT, _BAR, _ROW, _BELOW = 16, 14, 40, 22
_TOP, _LEFT, _RIGHT, _HEIGHT = 10, 44, 352, 150
_WIDE, _NARROW = 12.0, 6.8
_STEPS: Final = (1, 2, 5, 10)
_LAST_ASCII: Final = "\x7f"

Number = int | float


class Row(NamedTuple):
    """What one thing, or one day, is called, and its number in each series."""

    label: str
    values: tuple[Number, ...]


class Box(NamedTuple):
    """A bar, or a part of one."""

    x: float
    y: float
    width: float
    tone: str
    height: float = _BAR


class Label(NamedTuple):
    """A text, by its end (`end`), middle or start."""

    x: float
    y: float
    text: str
    anchor: str = "start"


class Path(NamedTuple):
    """A line through points, and the points."""

    points: tuple[tuple[float, float], ...]
    tone: str


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A plot: its shapes, and the numbers that they stand for."""

    title: str
    names: tuple[str, ...]
    """Of the series."""
    rows: tuple[Row, ...]
    height: float
    boxes: tuple[Box, ...] = ()
    labels: tuple[Label, ...] = ()
    paths: tuple[Path, ...] = ()
    grid: tuple[float, ...] = ()
    """How high lines across lie."""

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to see."""
        return not any(value for row in self.rows for value in row.values)

    @property
    def highest(self) -> Row:
        """Return the row with the largest number."""
        return max(self.rows, key=lambda row: max(row.values))

    @property
    def keys(self) -> list[tuple[str, str]]:
        """Return the name and the tone of each series."""
        return list(zip(self.names, TONES, strict=False))


def bars(title: str, name: str, numbers: Iterable[tuple[str, Number]]) -> Plot:
    """Draw one bar for each thing, in their order, below its name and number."""
    rows = tuple(Row(label, (value,)) for label, value in numbers)
    most = max((row.values[0] for row in rows), default=0) or 1
    boxes, labels = [], []
    for place, (label, (value,)) in enumerate(rows):
        top, told = place * _ROW, number(value)
        room = WIDTH - _width(told) - _WIDE
        labels += [Label(0, top + _TEXT, fitted(label, room))]
        labels += [Label(WIDTH, top + _TEXT, told, "end")]
        boxes.append(Box(0, top + _BELOW, _rounded(WIDTH * value / most), TONES[0]))
    height = max(len(rows), 1) * _ROW
    return Plot(
        title=title,
        names=(name,),
        rows=rows,
        height=height,
        boxes=tuple(boxes),
        labels=tuple(labels),
    )


def shares(title: str, names: Sequence[str], rows: Iterable[Row]) -> Plot:
    """Draw one bar of full length for each thing that has any, in parts of its sum."""
    kept = tuple(row for row in rows if sum(row.values) > 0)
    boxes, labels = [], []
    for place, row in enumerate(kept):
        top, left, whole = place * _ROW, 0.0, sum(row.values)
        labels.append(Label(0, top + _TEXT, fitted(row.label, WIDTH)))
        for value, tone in zip(row.values, TONES, strict=False):
            part = _rounded(WIDTH * value / whole)
            boxes.append(Box(left, top + _BELOW, part, tone))
            left = _rounded(left + part)
    return Plot(
        title=title,
        names=tuple(names),
        rows=kept,
        height=max(len(kept), 1) * _ROW,
        boxes=tuple(boxes),
        labels=tuple(labels),
    )


def lines(title: str, names: Sequence[str], days: Sequence[tuple[date, Sequence[Number]]]) -> Plot:
    """Draw one line for each series over an axis of days, which lie apart as they do in time."""
    most = _round_above(max((value for _, values in days for value in values), default=0))
    places = [_across(day, days[0][0], days[-1][0]) for day, _ in days]
    heights = [[_up(value, most) for value in values] for _, values in days]
    paths = tuple(
        Path(tuple(zip(places, one, strict=True)), tone)
        for one, tone in zip(zip(*heights, strict=True), TONES, strict=False)
    )
    levels = sorted({0, most / 2, most})
    beside = [Label(_LEFT - 6, _up(one, most) + 4, number(_plain(one)), "end") for one in levels]
    return Plot(
        title=title,
        names=tuple(names),
        rows=tuple(Row(day.isoformat(), tuple(values)) for day, values in days),
        height=_TOP + _HEIGHT + _BELOW,
        paths=paths,
        labels=(*beside, *_below([day for day, _ in days], places)),
        grid=tuple(_up(one, most) for one in levels),
    )


def number(value: Number) -> str:
    """Write a number as people read it: thousands apart, at most one place behind the point."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def fitted(text: str, room: float) -> str:
    """Return a text, cut where it would not fit into so many units."""
    if _width(text) <= room:
        return text
    while text and _width(text) + _WIDE > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _width(text: str) -> float:
    return sum(_NARROW if one <= _LAST_ASCII else _WIDE for one in text)


def _below(days: Sequence[date], places: Sequence[float]) -> list[Label]:
    """Name the first day, the last, and one between if there is room."""
    if not days:
        return []
    y, last = _TOP + _HEIGHT + _TEXT, len(days) - 1
    if last == 0:
        return [Label(places[0], y, days[0].isoformat(), "middle")]
    ends = [Label(_LEFT, y, days[0].isoformat()), Label(_RIGHT, y, days[last].isoformat(), "end")]
    middle = (_LEFT + _RIGHT) / 2
    near = min(range(len(days)), key=lambda at: abs(places[at] - middle))
    if abs(places[near] - middle) < _TEXT * 2:
        ends.append(Label(places[near], y, days[near].isoformat(), "middle"))
    return ends


def _across(day: date, first: date, last: date) -> float:
    if first == last:
        return (_LEFT + _RIGHT) / 2
    return _rounded(_LEFT + (_RIGHT - _LEFT) * (day - first).days / (last - first).days)


def _up(value: Number, most: Number) -> float:
    return _rounded(_TOP + _HEIGHT - _HEIGHT * value / most)


def _round_above(most: Number) -> int:
    """Return the least of 1, 2, 5 and 10 times a power of ten that is not below a number."""
    power = 1
    while power * _STEPS[-1] < most:
        power *= 10
    return next(step * power for step in _STEPS if step * power >= most)


def _plain(value: float) -> Number:
    return int(value) if value == int(value) else value


def _rounded(value: float) -> float:
    return round(value, 1)
