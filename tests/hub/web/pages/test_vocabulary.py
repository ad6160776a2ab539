"""Each code that the hub can answer is called something, and others are told as they are."""

import pytest

from hub.sample.files import load_organizations
from hub.supervision.findings.grounds import GROUNDS as STANDING
from hub.web.pages.oversight.vocabulary import (
    GROUNDS,
    REGIONS,
    SECTORS,
    article,
    ground,
    region,
    sector,
)
from hub.web.pages.words import Words


def test_each_ground_is_called_something() -> None:
    assert set(GROUNDS) == {one.code for one in STANDING}
    assert ground("NEW") == Words("NEW", "NEW")


def test_each_sector_and_city_of_the_sample_is_called_something() -> None:
    organizations = load_organizations()
    assert {one.sector for one in organizations if one.sector} <= set(SECTORS)
    assert {f"{one.region[:4]}00" for one in organizations} <= set(REGIONS)
    assert sector(None).zh == "综合"


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("510100", "成都市", "Chengdu"),
        ("510104", "成都市 510104", "Chengdu 510104"),
        ("110101", "110101", "110101"),
    ],
)
def test_a_county_is_told_by_its_city(code: str, zh: str, en: str) -> None:
    assert region(code) == Words(zh, en)


@pytest.mark.parametrize(
    ("code", "zh"),
    [
        ("28(5)", "第二十八条第（五）项"),
        ("14", "第十四条"),
        ("5", "第五条"),
        ("20", "第二十条"),
        ("?", "?"),
    ],
)
def test_articles_are_cited_as_laws_are(code: str, zh: str) -> None:
    assert article(code).zh == zh
    assert {article(one.article).zh[0] for one in STANDING} == {"第"}
