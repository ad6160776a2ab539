"""Read what a license is to say from a form, and fill a form with it (照面信息, art. 7)."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from hub.policy.entry import METADATA
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

CODE_TYPES: Final = {
    "111": Words("居民身份证", "Resident identity card"),
    "414": Words("护照", "Passport"),
    "001": Words("统一社会信用代码", "Unified social credit code"),
}
_OF_KIND: Final = {"NATURAL": ("111", "414"), "LEGAL": ("001",), "EITHER": ("111", "414", "001")}
FILE: Final = ".file"
"""What the field of a picture's file is called behind the name of what is kept of it."""

Body = Mapping[str, Any]
Field = Mapping[str, Any]
Typed = Mapping[str, str]


def face_fields(body: Body) -> list[Field]:
    """Return the fields of a face that are stated once, as the catalog gives them."""
    return [one for one in _own(body) if one["subject"] != "HOLDER"]


def holder_fields(body: Body) -> list[Field]:
    """Return the fields that are stated of each holder."""
    return [one for one in _own(body) if one["subject"] == "HOLDER"]


def code_types(body: Body) -> list[tuple[str, Words]]:
    """Return the types of codes by which holders of an entry are named."""
    return [(code, CODE_TYPES[code]) for code in _OF_KIND[body["holderKind"]]]


def holder_count(body: Body, typed: Typed) -> int:
    """Return for how many holders a form has room, after one more or one less was asked for."""
    stated = typed.get("holders", "1")
    count = int(stated) if stated.isdecimal() else 1
    count += ("more" in typed) - ("fewer" in typed)
    most: int = body["maxHolders"]
    return min(max(count, 1), most)


def stated(place: str, fields: Iterable[Field], typed: Typed) -> dict[str, Any]:
    """Return what a form says of fields, by key; what was left empty is left out."""
    said = {one["key"]: _value(f"{place}.{one['key']}", one["type"], typed) for one in fields}
    return {key: value for key, value in said.items() if value is not None}


def holders(body: Body, typed: Typed) -> list[dict[str, Any]]:
    """Return the holders that a form names."""
    return [
        {
            "codeType": typed.get(f"holders.{place}.code_type", ""),
            "code": typed.get(f"holders.{place}.code", "").strip(),
            "name": typed.get(f"holders.{place}.name", "").strip(),
            "fields": stated(f"holders.{place}.fields", holder_fields(body), typed),
        }
        for place in range(holder_count(body, typed))
    ]


def case_of(typed: Typed) -> dict[str, str | None]:
    """Return the decided case that a form states (art. 8)."""
    return {
        "matter": typed.get("matter", "").strip(),
        "caseNumber": typed.get("case_number", "").strip(),
        "reason": typed.get("reason", "").strip() or None,
    }


async def keep_pictures(visit: Visit, body: Body) -> None:
    """Take the pictures that were chosen into what was typed, so that none is chosen twice."""
    places = [f"face.{one['key']}" for one in face_fields(body) if one["type"] == "IMAGE"]
    of_holders = [one["key"] for one in holder_fields(body) if one["type"] == "IMAGE"]
    for holder in range(body["maxHolders"]):
        places += [f"holders.{holder}.fields.{key}" for key in of_holders]
    for place in places:
        if chosen := await visit.file(place + FILE):
            visit.typed = {**visit.typed, place: b64encode(chosen).decode()}


def filled(body: Body, cells: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return what a form holds that says what a license says, without its pictures."""
    types = {one["key"]: one["type"] for one in body["fields"]}
    single = {one["key"] for one in face_fields(body)}
    values: dict[str, str] = {}
    for cell in cells:
        key, value, place = cell["key"], cell["value"], (cell["holder"] or 1) - 1
        if value is None or key not in types or types[key] == "IMAGE":
            continue
        if key in single:
            values |= _flat(f"face.{key}", value)
        elif key in _NAMED:
            values[f"holders.{place}.{_NAMED[key]}"] = value
        elif key not in METADATA:
            values |= _flat(f"holders.{place}.fields.{key}", value)
    return values


def changes(body: Body, before: Typed, typed: Typed) -> dict[str, Any]:
    """Return what of a face was changed in a form; none, where a value was taken out."""
    fields = face_fields(body)
    old, new = stated("face", fields, before), stated("face", fields, typed)
    dropped = dict.fromkeys(old.keys() - new.keys())
    return {key: value for key, value in new.items() if value != old.get(key)} | dropped


_NAMED: Final = {"holder_name": "name", "holder_code": "code"}


def _own(body: Body) -> list[Field]:
    return [one for one in body["fields"] if one["key"] not in METADATA]


def _value(path: str, kind: str, typed: Typed) -> object:
    match kind:
        case "PERIOD":
            start, end = _said(path + ".from", typed), _said(path + ".to", typed)
            return None if start is None and end is None else {"from": start, "to": end}
        case "MONEY":
            amount, currency = _said(path + ".amount", typed), typed.get(path + ".currency", "CNY")
            return None if amount is None else {"amount": amount, "currency": currency}
        case "LIST":
            lines = [one.strip() for one in typed.get(path, "").splitlines()]
            return [one for one in lines if one] or None
        case _:
            return _said(path, typed)


def _said(path: str, typed: Typed) -> str | None:
    return typed.get(path, "").replace("\r\n", "\n").strip() or None


def _flat(path: str, value: object) -> dict[str, str]:
    if isinstance(value, dict):
        return {f"{path}.{key}": part for key, part in value.items() if part is not None}
    return {path: "\n".join(value) if isinstance(value, list) else str(value)}
