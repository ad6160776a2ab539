"""Make up holders: the n-th person or organization of a seed is always the same one."""

from datetime import date, timedelta

import msgspec

from hub.policy.codes import CREDIT_CODE, RESIDENT_ID, birth_date
from hub.sample.files import City, Person, load_cities, load_values
from hub.sample.numbers import credit_body, credit_code, resident_id

_VOCABULARY = load_values()
_CITIES = load_cities()
_DRAWN_CITIES = (*_CITIES, _CITIES[0], _CITIES[0], _CITIES[0], _CITIES[5])
"""A few more of the people live in the two largest cities."""

_MARKS = "示例样试"
"""The first character of every given name, so that nobody is taken for real."""

_FIRST_ORDER = 100
"""Orders below it are kept for the people of the documentation."""

_SPREAD = 7_368_787
"""A prime: consecutive holders differ in every respect."""


class Holder(msgspec.Struct, frozen=True, gc=False):
    """Somebody, or an organization, that holds licenses."""

    code_type: str
    code: str
    name: str
    city: City
    county: str
    male: bool = False
    born: str = ""

    @property
    def natural(self) -> bool:
        """Tell a person from an organization."""
        return self.code_type != CREDIT_CODE


def _days(first: date, last: date) -> tuple[date, ...]:
    return tuple(first + timedelta(n) for n in range((last - first).days))


_ADULT_DAYS = _days(date(1946, 1, 1), date(1997, 1, 1))
_CHILD_DAYS = _days(date(2014, 1, 1), date(2026, 1, 1))
_WRITTEN = {day: (day.isoformat(), f"{day:%Y%m%d}") for day in _ADULT_DAYS + _CHILD_DAYS}


def adult(seed: int, n: int, *, male: bool | None = None) -> Holder:
    """Return the n-th grown-up of a seed."""
    return _person(seed, n, _ADULT_DAYS, male=male)


def child(seed: int, n: int) -> Holder:
    """Return the n-th child of a seed."""
    return _person(seed, n, _CHILD_DAYS)


def _person(seed: int, n: int, days: tuple[date, ...], *, male: bool | None = None) -> Holder:
    mixed = (n + 1) * _SPREAD + seed * 104_729
    round_, place = divmod(n, len(days))
    born, digits = _WRITTEN[days[(place * 7919 + seed) % len(days)]]
    is_male = bool(mixed >> 3 & 1) if male is None else male
    order = _FIRST_ORDER + 2 * round_ + is_male
    city, county = _place(mixed)
    code = resident_id(digits, order)
    return Holder(RESIDENT_ID, code, _name(mixed), city, county, is_male, born)


def _place(mixed: int) -> tuple[City, str]:
    city = _DRAWN_CITIES[mixed % len(_DRAWN_CITIES)]
    return city, city.counties[mixed // 31 % len(city.counties)]


def _name(mixed: int) -> str:
    surname = _VOCABULARY.surnames[mixed // 7 % len(_VOCABULARY.surnames)]
    given = _VOCABULARY.given[mixed // 211 % len(_VOCABULARY.given)]
    return f"{surname}{_MARKS[mixed // 13 % len(_MARKS)]}{given}"


_FORMS = {
    "91": ("有限公司", "MC"),
    "92": ("经营部", "MD"),
    "51": ("协会", "MJ"),
    "52": ("学校", "ME"),
    "12": ("医院", "MF"),
}
"""By kind: how the name ends, and how the body of the credit code begins."""


def organization(seed: int, n: int, kind: str = "91") -> Holder:
    """Return the n-th organization of a seed and a kind of credit code."""
    mixed = (n + 1) * _SPREAD + seed * 130_363
    city, county = _place(mixed)
    ending, prefix = _FORMS[kind]
    word = _VOCABULARY.words[mixed // 17 % len(_VOCABULARY.words)]
    trade = _VOCABULARY.trades[mixed // 401 % len(_VOCABULARY.trades)]
    code = credit_code(kind, credit_body(prefix, seed % 1000 * 100_000 + n))
    name = f"{city.zh[:2]}{word}示例{trade}{ending}{n}号"
    return Holder(CREDIT_CODE, code, name, city, county)


def known(person: Person, region: str) -> Holder:
    """Return a person of the documentation as a holder, at home in a city.

    Whose number was corrected is first delivered under the former one.
    """
    city = next((city for city in _CITIES if city.region == region), _CITIES[0])
    male, born = _male_and_born(person)
    name, county = person.zh, city.counties[0]
    code = person.former_code or person.code
    return Holder(person.code_type, code, name, city, county, male, born)


def _male_and_born(person: Person) -> tuple[bool, str]:
    if person.code_type != RESIDENT_ID:
        return True, "1990-06-15"
    return int(person.code[16]) % 2 == 1, birth_date(person.code).isoformat()
