"""Name values, days and moments as people say them."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from hub.clock import SHANGHAI
from hub.web.pages.words import Language, Words

TERMS: Final = Path(__file__).parent / "terms"
_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_PAIRS: Final = (("zh", "en"), ("nameZh", "nameEn"), ("messageZh", "messageEn"))


@cache
def terms(enumeration: str) -> Mapping[str, Words]:
    """Return what the values of an enumeration are called."""
    told = yaml.safe_load((TERMS / f"{enumeration}.yaml").read_text("utf-8"))
    return {value: Words(*words) for value, words in told.items()}


def term(value: str, enumeration: str, language: Language) -> str:
    """Return what one value of an enumeration is called."""
    return terms(enumeration)[value].told(language)


def choices(enumeration: str, language: Language) -> list[tuple[str, str]]:
    """Return the values of an enumeration, each with what it is called."""
    return [(value, words.told(language)) for value, words in terms(enumeration).items()]


def name(named: Mapping[str, Any], language: Language) -> str:
    """Return the name of what GraphQL answers with one in each language."""
    for zh, en in _PAIRS:
        if zh in named and en in named:
            return Words(named[zh], named[en]).told(language)
    raise KeyError("a name in both languages")


def day(text: str, language: Language) -> str:
    """Return a day, given as in ISO 8601."""
    return _day(date.fromisoformat(text), language)


def moment(text: str, language: Language) -> str:
    """Return a moment in China, given as in ISO 8601."""
    at = datetime.fromisoformat(text).astimezone(SHANGHAI)
    return f"{_day(at.date(), language)} {at:%H:%M}"


def deadline(text: str, language: Language) -> str:
    """Return the moment at which a term is over: midnight is 24:00 of its last day."""
    at = datetime.fromisoformat(text).astimezone(SHANGHAI)
    if at.time() == time():
        return f"{_day(at.date() - timedelta(days=1), language)} 24:00"
    return moment(text, language)


def left(days: int | None, language: Language) -> str:
    """Return what is left of a term, given in working days: none, once it is over."""
    match days:
        case None:
            words = Words("已逾期", "overdue")
        case 0:
            words = Words("今日截止", "due today")
        case 1:
            words = Words("还剩 1 个工作日", "1 working day left")
        case _:
            words = Words(f"还剩 {days} 个工作日", f"{days} working days left")
    return words.told(language)


def value(told: object, language: Language) -> str:
    """Return a field's value as people write it: a day, a period, an amount, or a list of such."""
    match told:
        case None:
            return "—"
        case list():
            return ("、", ", ")[language is Language.EN].join(value(one, language) for one in told)
        case {"from": first, "to": last}:
            return f"{value(first, language)} – {value(last, language)}"
        case {"amount": amount, "currency": currency}:
            return f"{Decimal(amount):,} {currency}"
        case str() if _DAY.fullmatch(told):
            return day(told, language)
    return str(told)


def _day(at: date, language: Language) -> str:
    if language is Language.ZH:
        return f"{at.year}年{at.month}月{at.day}日"
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"
