"""Say which columns the spreadsheet of an entry has, and where each belongs in a record."""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from hub.aggregation.rules.context import Shape
from hub.policy.entry import (
    HOLDER_CODE,
    HOLDER_NAME,
    ISSUED_ON,
    METADATA,
    NUMBER,
    VALID_FROM,
    VALID_UNTIL,
    Entry,
    Field,
)
from hub.policy.terms import FieldType

MOST_GROUPS: Final = 2
"""For so many holders there are columns; who has more is named by `issueLicense`."""
LIST_SEPARATOR: Final = "；"
CURRENCY: Final = "CNY"
CURRENCIES: Final = {"CNY": "CNY", "USD": "USD", "EUR": "EUR", "HKD": "HKD"}
CODE_TYPES: Final = {"111": "居民身份证", "001": "统一社会信用代码", "414": "护照"}

WORDS: Final = {
    NUMBER: ("证照编号", "Number"),
    ISSUED_ON: ("签发日期", "Issued on"),
    VALID_FROM: ("有效期起始日期", "Valid from"),
    VALID_UNTIL: ("有效期截止日期", "Valid until"),
    "region": ("行政区划代码", "Region"),
    "matter": ("事项", "Matter"),
    "case_number": ("办件编号", "Case number"),
}
NOTES: Final = {
    NUMBER: ("留空则按编号规则生成", "left empty, it is made by the numbering rule"),
    ISSUED_ON: ("留空则为提交当日", "left empty, the day it is sent"),
    VALID_FROM: ("留空则同签发日期", "left empty, the day of issue"),
    VALID_UNTIL: ("留空则长期有效", "left empty, it holds without an end"),
    "region": ("留空则为本单位的行政区划", "left empty, that of your organization"),
    "matter": ("所据事项（第八条）", "the matter it is made for (art. 8)"),
    "case_number": ("所据办件（第八条）", "the case it is made for (art. 8)"),
}
_DATED = frozenset({ISSUED_ON, VALID_FROM, VALID_UNTIL})
_NEEDED = frozenset({"matter", "case_number"})


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to fill in: where it belongs, what it is called, what it may say."""

    path: str
    zh: str
    en: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    choices: Mapping[str, str] = {}
    """What a drop-down offers, and what each means."""
    fallback: str | None = None
    """What an empty cell means where the rest of its group is filled in."""
    note: tuple[str, str] = ("", "")

    @property
    def key(self) -> str:
        """Return the last part of the path: the key of a field."""
        return self.path.rpartition(".")[2]


def columns_of(entry: Entry, shape: Shape) -> list[Column]:
    """Return the columns for an entry's revision: holders, face, then what every license has."""
    groups = range(min(shape.max_holders, MOST_GROUPS))
    holders = (column for group in groups for column in _holder(entry, shape, group))
    face = (column for field in shape.face.values() for column in _field("face", field))
    return _told_apart([*holders, *face, *_common(entry)])


def date_paths(columns: list[Column]) -> frozenset[str]:
    """Return the paths at which there are dates."""
    return frozenset(column.path for column in columns if column.type is FieldType.DATE)


def _holder(entry: Entry, shape: Shape, group: int) -> Iterator[Column]:
    """Yield the columns of one holder; the first alone must be there."""
    place, label = f"holders.{group}", f" {group + 1}" if shape.max_holders > 1 else ""
    codes = sorted(shape.holder_codes)
    choices = {f"{code} {CODE_TYPES[code]}": code for code in codes}
    only = codes[0] if len(codes) == 1 else None
    name, code = entry.by_key[HOLDER_NAME], entry.by_key[HOLDER_CODE]
    yield Column(
        path=f"{place}.code_type",
        zh=f"持证主体代码类型{label}",
        en=f"Type of the holder's code{label}",
        required=group == 0 and only is None,
        choices=choices,
        fallback=only,
        note=("留空则为唯一可用的类型", "left empty, the only one there is") if only else ("", ""),
    )
    for key, field in (("code", code), ("name", name)):
        yield Column(
            path=f"{place}.{key}",
            zh=field.zh + label,
            en=field.en + label,
            type=FieldType.CODE,
            required=group == 0,
        )
    for field in shape.holder.values():
        yield from _field(f"{place}.fields", field, label, first=group == 0)


def _field(place: str, field: Field, label: str = "", *, first: bool = True) -> Iterator[Column]:
    """Yield the columns of a field: a period and an amount of money take two."""
    column = Column(
        path=f"{place}.{field.key}",
        zh=field.zh + label,
        en=field.en + label,
        type=field.type,
        required=field.required and first,
        note=_source(field),
    )
    match field.type:
        case FieldType.PERIOD:
            yield _part(column, "from", "起", "from", type=FieldType.DATE)
            yield _part(column, "to", "止", "to", type=FieldType.DATE, required=False)
        case FieldType.MONEY:
            yield _part(column, "amount", "金额", "amount", type=FieldType.NUMBER)
            yield _part(
                column,
                "currency",
                "币种",
                "currency",
                type=FieldType.CODE,
                required=False,
                choices=CURRENCIES,
                fallback=CURRENCY,
                note=(f"留空则为 {CURRENCY}", f"left empty, {CURRENCY}"),
            )
        case _:
            yield column


def _part(column: Column, key: str, zh: str, en: str, **said: object) -> Column:
    named = {
        "path": f"{column.path}.{key}",
        "zh": f"{column.zh}（{zh}）",
        "en": f"{column.en} ({en})",
    }
    return msgspec.structs.replace(column, **named, **said)


def _source(field: Field) -> tuple[str, str]:
    if field.source is None:
        return "", ""
    source = field.source
    return f"唯一数源为 {source}，其他单位不得填写", f"its one source is {source}; others leave it"


def _common(entry: Entry) -> Iterator[Column]:
    """Yield what every license has, called as the entry calls it."""
    for key, (zh, en) in WORDS.items():
        field = entry.by_key.get(key) if key in METADATA else None
        yield Column(
            path=key,
            zh=field.zh if field else zh,
            en=field.en if field else en,
            type=FieldType.DATE if key in _DATED else FieldType.CODE,
            required=key in _NEEDED,
            note=NOTES[key],
        )


def _told_apart(columns: list[Column]) -> list[Column]:
    """Return columns no two of which are called the same."""
    names = [column.zh for column in columns]
    return [
        msgspec.structs.replace(column, zh=f"{column.zh}（{column.path}）")
        if names.count(column.zh) > 1
        else column
        for column in columns
    ]
