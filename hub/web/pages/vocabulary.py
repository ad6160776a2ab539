"""What codes are called that the hub answers as they are: grounds, sectors, regions, failures."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import yaml

from hub.web.pages.words import Language, Words

_TOLD: Final = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
_CITY_DIGITS: Final = 4

Named = Mapping[str, Words]


def _read(kind: str) -> Named:
    return {code: Words(*words) for code, words in _TOLD[kind].items()}


GROUNDS: Final = _read("grounds")
SECTORS: Final = _read("sectors")
REGIONS: Final = _read("regions")
FAILURES: Final = _read("failures")
_NO_SECTOR: Final = Words("综合", "No sector")
_DIGITS: Final = "〇一二三四五六七八九"
_HTTP: Final = re.compile(r"HTTP_(\d{3})")
_ARTICLE: Final = re.compile(r"(\d+)(?:\((\d)\))?")


def options(named: Named, language: Language) -> list[tuple[str, str]]:
    """Return codes, each with what it is called."""
    return [(code, words.told(language)) for code, words in named.items()]


def ground(code: str) -> Words:
    """Return what a ground of findings is called."""
    return GROUNDS.get(code, Words(code, code))


def article(code: str) -> Words:
    """Return how an article of the measures is cited, with its item if there is one: 28(5)."""
    found = _ARTICLE.fullmatch(code)
    if found is None:
        return Words(code, code)
    item = f"第（{_DIGITS[int(found[2])]}）项" if found[2] else ""
    return Words(f"第{_numeral(int(found[1]))}条{item}", f"art. {code}")


def sector(code: str | None) -> Words:
    """Return what a sector is called; an organization may be of none."""
    return _NO_SECTOR if code is None else SECTORS.get(code, Words(code, code))


def region(code: str) -> Words:
    """Return what a region is called: a county by its city and its code."""
    if code in REGIONS:
        return REGIONS[code]
    city = REGIONS.get(code[:_CITY_DIGITS].ljust(len(code), "0"), Words("", ""))
    return Words(f"{city.zh} {code}".strip(), f"{city.en} {code}".strip())


def failure(code: str) -> Words:
    """Return why something was delivered in vain; what no word is known for is told as it is."""
    answered = _HTTP.fullmatch(code)
    if answered is not None:
        return Words(f"对方返回 HTTP {answered[1]}", f"The peer answered HTTP {answered[1]}")
    return FAILURES.get(code, Words(code, code))


def _numeral(number: int) -> str:
    """Write a number below a hundred as laws do."""
    tens, ones = divmod(number, 10)
    first = "" if tens == 0 else f"{_DIGITS[tens] if tens > 1 else ''}十"
    return first + (_DIGITS[ones] if ones else "")
