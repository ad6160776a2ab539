"""Put a paper into the words that stand on it, once for both formats."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from hub.documents.paper import Line, Mark, Paper

ZONE = ZoneInfo("Asia/Shanghai")
WITHHELD_ZH, WITHHELD_EN = "不予提供", "withheld"
NO_END_ZH, NO_END_EN = "长期", "no fixed end"


class Words(msgspec.Struct, frozen=True):
    """A thing said in Chinese and English."""

    zh: str
    en: str


class Row(msgspec.Struct, frozen=True):
    """A label and its value; `value_en` where the value itself has words."""

    label: Words
    value: Words


class Sheet(msgspec.Struct, frozen=True):
    """The words of a paper, in the order in which they stand."""

    title: Words
    number: Row
    rows: tuple[Row, ...]
    pictures: tuple[tuple[Words, bytes], ...]
    issuers: tuple[str, ...]
    issued: Row
    valid: Row
    identifier: Row
    scan: Words
    mark: tuple[str, ...]


_ISSUED, _VALID = Words("发证日期", "Issued on"), Words("有效期", "Valid")
_MADE, _KEPT = Words("副本制作日期", "Copied on"), Words("副本保存期", "Copy kept")


def sheet_of(paper: Paper) -> Sheet:
    """Return the words of a paper."""
    return Sheet(
        Words(paper.title_zh, paper.title_en),
        _row("编号", "No.", paper.number),
        tuple(_line(line) for line in paper.lines if line.withheld or line.image is None),
        tuple(
            (Words(line.zh, line.en), line.image)
            for line in paper.lines
            if line.image is not None and not line.withheld
        ),
        paper.issuers,
        Row(_MADE if paper.mark else _ISSUED, _day(paper.issued_on)),
        Row(_KEPT if paper.mark else _VALID, _period(paper)),
        _row("证照标识", "Identifier", _named(paper)),
        Words("扫码核验", "Scan to verify"),
        _mark(paper.mark) if paper.mark else (),
    )


def _named(paper: Paper) -> str:
    """Name the license; a copy tells of no version, which need not be its reader's to know."""
    return paper.identifier if paper.mark else f"{paper.identifier}  v{paper.version}"


def _row(zh: str, en: str, value: str) -> Row:
    return Row(Words(zh, en), Words(value, value))


def _line(line: Line) -> Row:
    value = Words(WITHHELD_ZH, WITHHELD_EN) if line.withheld else Words(line.value, line.value)
    return Row(Words(line.zh, line.en), value)


def _day(day: date) -> Words:
    return Words(f"{day.year}年{day.month}月{day.day}日", day.isoformat())


def _period(paper: Paper) -> Words:
    start = _day(paper.valid_from or paper.issued_on)
    end = _day(paper.valid_until) if paper.valid_until else Words(NO_END_ZH, NO_END_EN)
    return Words(f"{start.zh}至{end.zh}", f"{start.en} to {end.en}")


def _moment(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


def _mark(mark: Mark) -> tuple[str, ...]:
    return (
        f"存档副本 {mark.number}",
        f"接收单位：{mark.recipient}",
        f"制作时间：{_moment(mark.made_at)}　有效期至：{mark.expires_on}",
        f"事由：{mark.cause}",
    )
