"""Write an export with deliberate faults, and the list of which line has which."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import msgspec
import orjson
import yaml

from hub.sample.files import current_entries
from hub.sample.province import Record, licenses

ENTRY = "real-estate-certificate"
_FIRST = 70_000_001
"""Serials from here on are of faulty rows and of the good ones between them."""

_TOO_LONG = 2 * 1024 * 1024
_OTHER_SOURCE = "11519999MB99001522"

Fault = Callable[[Record], bytes]
"""Spoils a good record and writes it as a line."""


class PlantedFault(msgspec.Struct, frozen=True):
    """One line of the faulty export, counted from 1."""

    line: int
    fault: str
    zh: str
    en: str


def _line(record: Record) -> bytes:
    return orjson.dumps(record)


def _with(record: Record, **changes: object) -> bytes:
    return _line(record | changes)


def _off_by_one(check: str, alphabet: str) -> str:
    """Return another character of an alphabet than the right one."""
    return alphabet[(alphabet.index(check) + 1) % len(alphabet)]


def _wrong_holder_check(record: Record) -> bytes:
    holder = record["holders"][0]
    holder["code"] = holder["code"][:-1] + _off_by_one(holder["code"][-1], "0123456789XACDEF")
    return _line(record)


def _wrong_identifier_check(record: Record) -> bytes:
    text = record["identifier"]
    check = _off_by_one(text[-1], "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return _with(record, identifier=text[:-1] + check)


def _without(record: Record, key: str) -> bytes:
    del record["face"][key]
    return _line(record)


def _face(record: Record, **changes: object) -> bytes:
    return _with(record, face=record["face"] | changes)


def _duplicate_holders(record: Record) -> bytes:
    return _with(record, holders=[record["holders"][0]] * 2)


def _too_many_holders(record: Record) -> bytes:
    entry = current_entries()[ENTRY]
    others = licenses(entry, 0, entry.max_holders + 1, first=_FIRST)
    return _with(record, holders=[other["holders"][0] for other in others])


def _invalid_encoding(record: Record) -> bytes:
    return _line(record).replace(record["holders"][0]["name"].encode(), b"\xd5\xc5\xff")


_FAULTS: dict[str, tuple[Fault, str, str]] = {
    "WRONG_HOLDER_CHECK": (
        _wrong_holder_check, "持证主体代码校验位错误", "wrong check digit of a holder code"),
    "WRONG_IDENTIFIER_CHECK": (
        _wrong_identifier_check, "证照标识校验位错误", "wrong check character of the identifier"),
    "UNPARSEABLE_IDENTIFIER": (
        lambda record: _with(record, identifier="川字第0001号"),
        "证照标识无法解析", "an identifier that is none"),
    "IDENTIFIER_OF_ANOTHER": (
        lambda record: _with(record, serial=f"{record['serial'][:-8]}79999999"),
        "证照标识与流水号不符", "an identifier of another serial"),
    "NO_SUCH_DAY": (
        lambda record: _with(record, issued_on="2026-02-30"), "日期不存在", "a day that is none"),
    "ENDS_BEFORE_IT_BEGINS": (
        lambda record: _with(record, valid_until="1999-12-31"),
        "有效期截止早于起始", "an end before the beginning"),
    "MISSING_REQUIRED": (
        lambda record: _without(record, "location"), "缺少必填字段", "a required field is missing"),
    "NO_HOLDER": (
        lambda record: _with(record, holders=[]), "没有持证主体", "no holder"),
    "DUPLICATE_HOLDERS": (_duplicate_holders, "持证主体重复", "the same holder twice"),
    "TOO_MANY_HOLDERS": (_too_many_holders, "持证主体过多", "more holders than the entry allows"),
    "WRONG_SOURCE": (
        lambda record: _with(record, sources={"unit_number": _OTHER_SOURCE}),
        "字段来源与目录不符", "a field from another than its source"),
    "STATE_SECRET": (
        lambda record: _with(record, secret=True), "标注为国家秘密", "marked as a state secret"),
    "UNKNOWN_FIELD": (
        lambda record: _face(record, undefined_field="示例"),
        "目录没有的字段", "a field that the entry does not have"),
    "WRONG_TYPE": (
        lambda record: _face(record, area="约一百平方米"), "数值无法读取", "a number that is none"),
    "UNKNOWN_ENTRY": (
        lambda record: _with(record, entry="no-such-entry"), "目录不存在", "no such entry"),
    "UNKNOWN_ISSUER": (
        lambda record: _with(record, issuer="11519999MB99999993"),
        "签发部门不存在", "no such organization"),
    "UNKNOWN_REVISION": (
        lambda record: _with(record, revision=99), "目录版本不存在", "no such revision"),
    "TOO_LONG": (
        lambda record: _face(record, notes="长" * (_TOO_LONG // 3)), "行过长", "a line too long"),
    "INVALID_ENCODING": (_invalid_encoding, "编码无效", "bytes that are no UTF-8"),
    "NOT_JSON": (lambda record: _line(record)[:-40], "行不完整", "a line cut short"),
}  # fmt: skip
"""Every planned fault, in the order of the lines."""


def write_faulty(path: Path, seed: int) -> list[PlantedFault]:
    """Write the faulty export, a good row before each bad one, and beside it what is planned."""
    planted = []
    with path.open("wb") as file:
        for number, (line, fault) in enumerate(_lines(seed), 1):
            file.write(line + b"\n")
            if fault is not None:
                planted.append(PlantedFault(number, fault, *_FAULTS[fault][1:]))
    said = yaml.safe_dump(msgspec.to_builtins(planted), allow_unicode=True, sort_keys=False)
    path.with_suffix(".expected.yaml").write_text(said, "utf-8")
    return planted


def _lines(seed: int) -> Iterator[tuple[bytes, str | None]]:
    count = 2 * len(_FAULTS)
    records = licenses(current_entries()[ENTRY], seed, count, first=_FIRST)
    for fault, (spoil, _, _) in _FAULTS.items():
        yield _line(next(records)), None
        yield spoil(deepcopy(next(records))), fault


def planned_faults() -> tuple[str, ...]:
    """Return the names of the faults that the export has, one each."""
    return tuple(_FAULTS)
