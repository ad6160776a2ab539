"""Each code that the hub can answer is called something, and others are told as they are."""

import re
from pathlib import Path

import pytest

import hub.exchange
from hub.sample.files import load_organizations
from hub.supervision.findings.grounds import GROUNDS as STANDING
from hub.web.pages.vocabulary import (
    FAILURES,
    GROUNDS,
    REGIONS,
    SECTORS,
    article,
    failure,
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


def test_each_failure_of_a_delivery_is_called_something() -> None:
    folder = Path(hub.exchange.__file__).parent
    text = "".join((folder / f"{name}.py").read_text() for name in ("sending", "asking", "wire"))
    codes = set(
        re.findall(r'(?:UnsoundError|put_off|ConnectError|DEAD)[(,][^()\n]*"([A-Z_]+)"', text)
    )
    assert codes == {code for code in FAILURES if code.isupper()}
    assert failure("HTTP_404") == Words("对方返回 HTTP 404", "The peer answered HTTP 404")
    assert failure("SSLError") == Words("SSLError", "SSLError")


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
