"""Name values, days and moments as people say them."""

from collections.abc import Mapping
from datetime import date, datetime
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


def _day(at: date, language: Language) -> str:
    if language is Language.ZH:
        return f"{at.year}年{at.month}月{at.day}日"
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"
