"""Check that a value is what its field's type says, and bring it to the form it is kept in."""

import base64
import binascii
import re
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from hub.aggregation.rules.faults import ValueUnreadable
from hub.policy.terms import FieldType

LONGEST_TEXT: Final = 4000
LONGEST_CODE: Final = 200
MOST_ITEMS: Final = 500
LARGEST_IMAGE: Final = 64 * 1024

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,6})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_IMAGE_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")

Value = Any
"""What a field holds: a string, a list of strings, or an object of strings."""


def checked(field: str, kind: FieldType, value: Value) -> Value:
    """Return a value as it is kept.

    Raises: ValueUnreadable.
    """
    check, wanted_zh, wanted_en = _CHECKS[kind]
    if not check(value):
        raise ValueUnreadable(field, wanted_zh=wanted_zh, wanted_en=wanted_en)
    return {"from": value["from"], "to": value.get("to")} if kind is FieldType.PERIOD else value


def is_text(value: Value, longest: int = LONGEST_TEXT) -> bool:
    """Tell whether a value is text that says something, without control characters."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= longest
        and not value.isspace()
        and (value.isprintable() or _CONTROL.search(value) is None)
    )


def is_date(value: Value) -> bool:
    """Tell whether a value is a day that the calendar has, as 2026-03-01."""
    if not isinstance(value, str) or _DATE.fullmatch(value) is None:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_code(value: Value) -> bool:
    """Tell whether a value is a short text on one line."""
    return is_text(value, LONGEST_CODE) and value.isprintable()


def _is_number(value: Value) -> bool:
    return isinstance(value, str) and _NUMBER.fullmatch(value) is not None


def _is_money(value: Value) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"amount", "currency"}
        and _is_number(value["amount"])
        and isinstance(value["currency"], str)
        and _CURRENCY.fullmatch(value["currency"]) is not None
    )


def _is_period(value: Value) -> bool:
    if not isinstance(value, dict) or not {"from"} <= value.keys() <= {"from", "to"}:
        return False
    start, end = value["from"], value.get("to")
    return is_date(start) and (end is None or (is_date(end) and start <= end))


def _is_list(value: Value) -> bool:
    return isinstance(value, list) and 0 < len(value) <= MOST_ITEMS and all(map(is_text, value))


def _is_image(value: Value) -> bool:
    if not isinstance(value, str) or len(value) > LARGEST_IMAGE * 4 // 3 + 4:
        return False
    try:
        image = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(image) <= LARGEST_IMAGE and image.startswith(_IMAGE_STARTS)


_CHECKS: dict[FieldType, tuple[Callable[[Value], bool], str, str]] = {
    FieldType.TEXT: (is_text, "非空文本，不超过 4000 字", "text of 1 to 4000 characters"),
    FieldType.CODE: (is_code, "单行代码，不超过 200 字", "a code of 1 to 200 characters"),
    FieldType.DATE: (is_date, "日期，如 2026-03-01", "a date such as 2026-03-01"),
    FieldType.PERIOD: (
        _is_period,
        "期间 {from, to}，起不晚于止",
        "a period {from, to} that ends no earlier than it begins",
    ),
    FieldType.NUMBER: (_is_number, "十进制数字文本", "a decimal number written as text"),
    FieldType.MONEY: (
        _is_money,
        "金额 {amount, currency}",
        "an amount {amount, currency}, both written as text",
    ),
    FieldType.LIST: (_is_list, "非空文本列表", "a list of 1 to 500 texts"),
    FieldType.IMAGE: (
        _is_image,
        "base64 编码的 PNG 或 JPEG 图像，不超过 64 KiB",
        "a PNG or JPEG image in base64 of at most 64 KiB",
    ),
}
