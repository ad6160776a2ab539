"""A numbering rule makes and recognizes license numbers."""

import pytest

from hub.policy.numbering import NumberingError, numbering


def test_makes_a_number() -> None:
    rule = numbering("川{region}[{year}]{serial:06d}")
    assert rule.make(region="519999", year=2026, serial=17) == "川519999[2026]000017"


@pytest.mark.parametrize(
    ("template", "number", "fits"),
    [
        ("川{region}[{year}]{serial:06d}", "川519999[2026]000017", True),
        ("川{region}[{year}]{serial:06d}", "川519999[2026]17", False),
        ("川{region}[{year}]{serial:06d}", "川519999[1726]000017", False),
        ("川{region}[{year}]{serial:06d}", "川519999x2026y000017", False),
        ("JY{serial}", "JY17", True),
        ("JY{serial}", "JY017", False),
        ("JY{serial}", "JY١٧", False),
        ("a.b-{serial}", "axb-1", False),
        ("{serial}", "1\n", False),
    ],
)
def test_recognizes_a_number(template: str, number: str, *, fits: bool) -> None:
    assert numbering(template).matches(number) is fits


@pytest.mark.parametrize(
    "template",
    [
        "",
        "no serial",
        "{serial}{serial}",
        "{serial:6}",
        "{year:04d}{serial}",
        "{serial",
        "{name}{serial}",
        "{{}}{serial}",
        "{serial!r}",
    ],
)
def test_refuses_a_rule_that_cannot_be_read(template: str) -> None:
    with pytest.raises(NumberingError):
        numbering(template)


def test_runs_out_of_serials_rather_than_outgrowing_its_places() -> None:
    rule = numbering("{year}{serial:02d}")
    assert rule.make(region="519999", year=2026, serial=99) == "202699"
    with pytest.raises(NumberingError):
        rule.make(region="519999", year=2026, serial=100)
