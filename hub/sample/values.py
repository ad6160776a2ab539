"""Draw what a face field says: a choice, a figure, a code, or something of the holder's own."""

import base64
import re
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from hub.policy.entry import METADATA, Entry, Field
from hub.policy.terms import FieldType, Subject
from hub.sample.files import load_values
from hub.sample.holders import Holder, adult, organization

Value = str | Sequence[str] | dict[str, str]
"""Text, a list of texts, a period {from, to} or an amount {amount, currency}."""

_T = TypeVar("_T")

_VALUES = load_values()
_MISSING = 1 / 16
"""How often an optional field is left empty."""

_THIRD_PERSONS = 20_000


class Draw:
    """The state of one license while its face is drawn."""

    __slots__ = ("_third", "holder", "issued", "joint", "random", "seed")

    def __init__(self, seed: int, name: str) -> None:
        """Start the stream of chance that a seed and a name stand for."""
        self.seed = seed
        self.random = Random(f"{seed}/{name}").random  # noqa: S311 - must be repeatable, not secret
        self._third: dict[str, Holder] = {}

    def begin(self, holder: Holder, issued: date, *, joint: bool = False) -> None:
        """Turn to the next license, or to another of its joint holders."""
        self.holder = holder
        self.issued = issued
        self.joint = joint
        self._third.clear()

    def pick(self, choices: Sequence[_T]) -> _T:
        """Draw one of several."""
        return choices[int(self.random() * len(choices))]

    def below(self, end: int) -> int:
        """Draw a number from 0 up to an end."""
        return int(self.random() * end)

    def third(self, role: str) -> Holder:
        """Return the third person in a role, the same one throughout a license."""
        person = self._third.get(role)
        if person is None:
            person = self._third[role] = adult(self.seed, self.below(_THIRD_PERSONS))
        return person


Maker = Callable[[Draw], Value | None]


def makers(entry: Entry, subject: Subject) -> dict[str, tuple[Maker, bool]]:
    """Return how to draw each face field, the holder's own or the others, and if it must be."""
    own = subject is Subject.HOLDER
    return {
        field.key: (_maker(entry, field), field.required)
        for field in entry.fields
        if field.key not in METADATA and (field.subject is Subject.HOLDER) is own
    }


def draw_face(draw: Draw, wanted: Mapping[str, tuple[Maker, bool]]) -> dict[str, Value]:
    """Draw the fields; an optional one is now and then left out."""
    face = {}
    for key, (maker, required) in wanted.items():
        if required or draw.random() >= _MISSING:
            value = maker(draw)
            if value:
                face[key] = value
    return face


def _maker(entry: Entry, field: Field) -> Maker:
    named = f"{entry.code}.{field.key}"
    if field.type is FieldType.IMAGE:
        return lambda draw: draw.pick(_IMAGES)
    if choices := _VALUES.choices.get(named) or _VALUES.choices.get(field.key):
        return lambda draw: draw.pick(choices)
    if figures := _VALUES.figures.get(named) or _VALUES.figures.get(field.key):
        return _money(*figures) if field.type is FieldType.MONEY else _figure(*figures)
    if pattern := _VALUES.patterns.get(field.key):
        return _pattern(pattern)
    return _MAKERS[field.key]


def _figure(low: int, high: int, decimals: int) -> Callable[[Draw], str]:
    return lambda draw: f"{low + draw.random() * (high - low):.{decimals}f}"


def _money(low: int, high: int, decimals: int) -> Maker:
    figure = _figure(low, high, decimals)
    return lambda draw: {"amount": figure(draw), "currency": "CNY"}


def _pattern(text: str) -> Maker:
    width = re.search(r"\{:0(\d+)d\}", text)
    if width is None:
        raise ValueError(text)
    end = 10 ** int(width[1])
    return lambda draw: text.format(draw.below(end))


def _image(shade: int) -> str:
    """Return a picture of one gray dot (PNG, base64)."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    dot = zlib.compress(bytes([0, shade]))
    parts = chunk(b"IHDR", header), chunk(b"IDAT", dot), chunk(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(parts)).decode()


_IMAGES = tuple(_image(shade) for shade in range(0, 256, 16))


def _address(draw: Draw) -> str:
    city, county = draw.holder.city, draw.holder.county
    return f"四川省{city.zh}{county}示例路{1 + draw.below(300)}号{1 + draw.below(30)}栋"


def _company(draw: Draw) -> str:
    return organization(draw.seed, draw.below(_THIRD_PERSONS)).name


def _name(role: str) -> Maker:
    return lambda draw: draw.third(role).name


def _number(role: str) -> Maker:
    return lambda draw: draw.third(role).code


def _names(draw: Draw) -> Sequence[str]:
    return [draw.holder.name, draw.third("member").name]


def _day(days: int) -> Maker:
    return lambda draw: (draw.issued + timedelta(days)).isoformat()


def _term(draw: Draw) -> Value:
    until = draw.issued + timedelta(25_567)
    return {"from": draw.issued.isoformat(), "to": until.isoformat()}


def _corners(draw: Draw) -> Sequence[str]:
    east, north = draw.below(99_999), draw.below(99_999)
    return [f"{n},X{3_300_000 + north + 50 * n},Y{500_000 + east + 50 * n}" for n in (1, 2, 3)]


_MAKERS: dict[str, Maker] = {
    **dict.fromkeys(
        (
            "address", "premises", "production_address", "business_address", "registered_address",
            "home_address", "warehouse", "location", "birth_place",
        ),
        _address,
    ),
    **dict.fromkeys(("employer",), _company),
    "legal_representative": _name("representative"),
    "representative_identity_number": _number("representative"),
    "person_in_charge": _name("representative"),
    "operator_identity_number": _number("representative"),
    "complaint_handler": _name("complaints"),
    "registrar": _name("registrar"),
    "quality_head": _name("quality"),
    "principal": _name("principal"),
    "principal_identity_number": _number("principal"),
    "obligor": _name("obligor"),
    "obligor_identity_number": _number("obligor"),
    "mother_name": _name("mother"),
    "mother_identity_number": _number("mother"),
    "father_name": _name("father"),
    "father_identity_number": _number("father"),
    "guardian_name": _name("guardian"),
    "appraised_person": _name("appraised"),
    "appraisers": _names,
    "members": _names,
    "sex": lambda draw: "男" if draw.holder.male else "女",
    "birth_date": lambda draw: draw.holder.born,
    "permittee_unit": lambda draw: None if draw.holder.natural else draw.holder.name,
    "share": lambda draw: "50%" if draw.joint else None,
    "co_ownership": lambda draw: "按份共有" if draw.joint else "单独所有",
    "established_on": _day(0),
    "first_issued_on": _day(0),
    "used_from": _day(0),
    "accepted_on": _day(-15),
    "inspected_until": _day(730),
    "reviewed_on": _day(1095),
    "term": _term,
    "corner_points": _corners,
}  # fmt: skip
