"""Plots show the numbers that they are given, to eyes and to screen readers."""

from datetime import date

import pytest
from defusedxml.ElementTree import fromstring
from jinja2 import Environment

from hub.web.pages.plots import WIDTH, Plot, Row, bars, fitted, lines, number, shares
from hub.web.pages.render import Renderer
from hub.web.pages.words import Language

JUNE = [(date(2026, 6, 1), (0, 10)), (date(2026, 6, 2), (50, 40)), (date(2026, 6, 11), (100, 0))]
CITIES = [("成都市", 400), ("绵阳市", 100), ("自贡市", 0)]
PARTS = [Row("成都市", (30, 10)), Row("绵阳市", (0, 5)), Row("自贡市", (0, 0))]
SVG = "{http://www.w3.org/2000/svg}"


def test_bars_are_as_long_as_their_numbers() -> None:
    drawn = bars("各市", "归集数", CITIES)
    assert [box.width for box in drawn.boxes] == [WIDTH, WIDTH / 4, 0]
    assert [label.text for label in drawn.labels][:2] == ["成都市", "400"]
    assert drawn.highest.label == "成都市"


def test_parts_of_a_share_make_the_whole() -> None:
    drawn = shares("构成", ["共享", "使用"], PARTS)
    assert [box.width for box in drawn.boxes] == [WIDTH * 3 / 4, WIDTH / 4, 0, WIDTH]
    assert [box.x for box in drawn.boxes] == [0, WIDTH * 3 / 4, 0, 0]
    assert [row.label for row in drawn.rows] == ["成都市", "绵阳市"]


def test_days_lie_apart_as_they_do_in_time() -> None:
    drawn = lines("每日", ["制发", "归集"], JUNE)
    first, second, third = (x for x, _ in drawn.paths[0].points)
    assert third - second == pytest.approx(9 * (second - first), abs=0.5)
    assert [label.text for label in drawn.labels] == ["0", "50", "100", "2026-06-01", "2026-06-11"]
    heights = [y for _, y in drawn.paths[0].points]
    assert heights == sorted(heights, reverse=True)
    assert (heights[0], heights[-1]) == (drawn.grid[0], drawn.grid[-1])


def test_one_day_and_no_day_can_be_drawn() -> None:
    (only,) = lines("每日", ["制发"], [(date(2026, 6, 1), (7,))]).paths[0].points
    assert 0 < only[0] < WIDTH
    assert lines("每日", ["制发"], []).empty
    assert bars("各市", "归集数", []).empty


def test_numbers_and_names_are_written_to_be_read() -> None:
    assert (number(1234567), number(1234.56)) == ("1,234,567", "1,234.6")
    assert fitted("成都市", 36) == "成都市"
    assert fitted("成都市市场监督管理局", 60) == "成都市市…"


@pytest.mark.parametrize(
    "plot",
    [
        bars("各市", "归集数", CITIES),
        shares("构成", ["共享", "使用"], PARTS),
        lines("每日", ["a", "b"], JUNE),
    ],
    ids=["bars", "shares", "lines"],
)
def test_a_plot_is_told_to_who_does_not_see_it(plot: Plot) -> None:
    figure = fromstring(_drawn(plot))
    svg = figure.find("svg")
    assert svg is not None
    ids = {one.get("id"): one.text for one in svg.iter()}
    title, told = (ids[one] for one in (svg.get("aria-labelledby") or "").split())
    assert title == plot.title
    assert plot.highest.label in (told or "")
    cells = [one.text for one in figure.iter("td")]
    assert cells == [number(value) for row in plot.rows for value in row.values]
    assert not any(one.get("style") for one in figure.iter())


def _drawn(plot: Plot) -> str:
    environment: Environment = Renderer()._in_language[Language.ZH]  # noqa: SLF001 - the macro alone
    return str(environment.get_template("plots.html").module.draw(plot, "one", "市"))  # type: ignore[attr-defined] # a macro
