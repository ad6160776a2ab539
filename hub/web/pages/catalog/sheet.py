"""The sheet on which an entry is written: all of it as text, until it is sent to the hub.

Of many face fields one at a time lies open to be written in; the others travel with the form, so
that nothing typed is lost and a long entry stays a short page.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from hub.errors import Kind, Refusal

Texts = dict[str, str]

WHY: Final = ("ground", "exemptBasis", "exemptUntil")
"""The parts of an exemption, of the entry or of a field."""
_WHY: Final = ("ground", "legalBasis", "until")
"""What the hub calls them."""
BODY: Final = (
    *("code", "zh", "en", "typeCode", "sector", "owner", "issuers", "joint", "holderKind"),
    *("maxHolders", "sharing", "legalBasis", "numbering", "template", "publicAfterEnd", *WHY),
)
FIELD: Final = (
    *("key", "zh", "en", "type", "subject", "classification", "sharing", "disclosure"),
    *("defaultForm", "mask", "publicMask", "keep", "minAssurance", "legalBasis", "source"),
    *("required", "birthDate", *WHY),
)
_NUMBERS: Final = {"maxHolders", "publicAfterEnd", "keep", "minAssurance"}
_MARKS: Final = {"joint", "required", "birthDate"}
_NEEDED: Final = {"code", "zh", "en", "typeCode", "sector", "owner", "legalBasis"}
_FIELD_NEEDED: Final = {"key", "zh", "en"}
"""What is sent even where it is blank, so that the hub tells what is wrong with it."""
_USUAL: Final = {
    "type": "TEXT",
    "subject": "LICENSE",
    "classification": "INTERNAL",
    "sharing": "CONDITIONAL",
    "disclosure": "NONE",
    "defaultForm": "WITHHELD",
    "mask": "ALL",
}
"""What a field is where nothing else is said."""
_OPENED: Final = "field-"
_ASSURANCES: Final = {"SENSITIVE_PERSONAL": "3"}
_ASSURANCE: Final = "2"
_START: Final = Path(__file__).parent / "start.yaml"


class SheetUnreadable(Refusal):
    """What was written cannot be made an entry; the hub was not asked yet."""

    kind = Kind.INVALID
    zh = "“{what}”填写有误：{why}"
    en = "{what} is not as it should be: {why}"


@dataclass
class Sheet:
    """An entry as it is being written."""

    body: Texts
    fields: list[Texts] = field(default_factory=list)
    opened: int | None = None
    """Which field lies open."""

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Sheet":
        """Write down an entry as the hub tells it, or as its input has it."""
        return cls(_texts(body, BODY), [_field(one) for one in body.get("fields", [])])

    @classmethod
    def new(cls, owner: str) -> "Sheet":
        """Begin an entry with the fields that every license has."""
        return cls.of(yaml.safe_load(_START.read_text("utf-8")) | {"owner": owner})

    @property
    def typed(self) -> Texts:
        """Return what stands in the form's inputs."""
        texts = dict(self.body)
        if self.opened is not None:
            texts |= {f"{_OPENED}{name}": text for name, text in self.fields[self.opened].items()}
        return texts

    @property
    def copy(self) -> str:
        """Return the fields as they travel with the form."""
        told = [{name: text for name, text in one.items() if text} for one in self.fields]
        return msgspec.json.encode(told).decode()

    @property
    def json(self) -> str:
        """Return the whole as the hub takes it."""
        return msgspec.json.format(msgspec.json.encode(self.wish)).decode()

    @property
    def wish(self) -> dict[str, Any]:
        """Return the entry as the hub takes it.

        Raises: SheetUnreadable.
        """
        return _wish(self.body, _NEEDED) | {
            "issuers": self.body.get("issuers", "").split(),
            "fields": [_wish(one, _FIELD_NEEDED) for one in self.fields],
        }

    def do(self, what: str) -> None:
        """Do what a button of the form says: `add`, `close`, or `open-2` and the like."""
        act, _, number = what.partition("-")
        place = int(number) if number.isdecimal() and int(number) < len(self.fields) else None
        self.opened = None
        if act == "add":
            self.fields.append(_field({}))
            self.opened = len(self.fields) - 1
        elif act == "open":
            self.opened = place
        elif act == "remove" and place is not None:
            del self.fields[place]
        elif act == "up" and place:
            self.fields.insert(place - 1, self.fields.pop(place))


def read(form: Mapping[str, str]) -> Sheet:
    """Read the sheet that a form has.

    Raises: SheetUnreadable.
    """
    if "whole" in form:
        return _of_json(form["whole"])
    sheet = Sheet({name: form.get(name, "").strip() for name in BODY}, _copied(form))
    opened = form.get("opened", "")
    if opened.isdecimal() and int(opened) < len(sheet.fields):
        sheet.opened = int(opened)
        written = {name: form.get(f"{_OPENED}{name}", "").strip() for name in FIELD}
        sheet.fields[sheet.opened] = written
    return sheet


def _copied(form: Mapping[str, str]) -> list[Texts]:
    try:
        copied = msgspec.json.decode(form.get("copy", "[]"), type=list[Texts])
    except msgspec.DecodeError as error:
        raise SheetUnreadable(what="fields", why="无法读取 · it cannot be read") from error
    return [_field(one) for one in copied]


def _of_json(text: str) -> Sheet:
    try:
        told = msgspec.json.decode(text, type=dict[str, Any])
        fields = msgspec.convert(told.get("fields", []), list[dict[str, Any]])
    except msgspec.DecodeError as error:
        raise SheetUnreadable(what="JSON", why=str(error)) from error
    for known, part in ((BODY, told), *((FIELD, one) for one in fields)):
        if unknown := part.keys() - {*known, "exemption", "fields"}:
            name = min(unknown)
            raise SheetUnreadable(what=name, why="没有该项 · there is no such thing to say")
    return Sheet.of(told)


def _field(part: Mapping[str, Any]) -> Texts:
    """Return a field as texts, and the usual of what it leaves open."""
    texts = _texts(part, FIELD)
    return texts | {name: texts[name] or usual for name, usual in _USUAL.items()}


def _texts(part: Mapping[str, Any], names: tuple[str, ...]) -> Texts:
    """Return the parts of an entry, or of a field, as texts."""
    why = part.get("exemption") or {}
    told = dict(zip(WHY, map(why.get, _WHY), strict=True)) | dict(part)
    usual = _ASSURANCES.get(str(part.get("classification")), _ASSURANCE)
    if str(part.get("assurance", usual)) != usual:
        told["minAssurance"] = part["assurance"]
    return {name: _text(told.get(name)) for name in names}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)


def _wish(texts: Texts, needed: set[str]) -> dict[str, Any]:
    """Return the parts that are written; of what else is blank the hub knows the usual."""
    wish: dict[str, Any] = {name: text for name, text in texts.items() if text or name in needed}
    key = texts.get("key", "")
    for name in _NUMBERS & wish.keys():
        if not re.fullmatch(r"\d{1,6}", wish[name]):
            what = f"{key} {name}".strip()
            raise SheetUnreadable(what=what, why="应为整数 · a whole number is needed")
        wish[name] = int(wish[name])
    wish |= {name: bool(texts[name]) for name in _MARKS & texts.keys()}
    why = {name: wish.pop(part, None) for name, part in zip(_WHY, WHY, strict=True)}
    if any(why.values()):
        if why["ground"] is None:
            raise SheetUnreadable(
                what=key or "exemption", why="应选择不予共享理由 · a ground is needed"
            )
        wish["exemption"] = why | {"legalBasis": why["legalBasis"] or ""}
    return wish
