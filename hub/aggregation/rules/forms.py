"""The record form: what a department writes of a license or of an event, one object a row."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from hub.aggregation.rules.faults import FieldMissing, FieldUnknown, RowFault, ValueUnreadable
from hub.licenses.terms import Origin

Serial = Annotated[str, msgspec.Meta(pattern="^[0-9A-Z]{1,32}\\Z")]
Version = Annotated[int, msgspec.Meta(ge=1, le=999)]
Sequence = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
HexDigest = Annotated[str, msgspec.Meta(pattern="^(?:[0-9a-f]{2}){16,64}\\Z")]
Region = Annotated[str, msgspec.Meta(pattern="^[1-9][0-9]{5}\\Z")]
Reason = Annotated[str, msgspec.Meta(max_length=200)]
IdentifierText = Annotated[str, msgspec.Meta(pattern="^[!-~]{1,128}\\Z")]


class HolderForm(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A holder (持证主体) as a row names it."""

    code_type: Literal["111", "001", "414"]
    code: str
    name: str
    fields: dict[str, Any] = {}


class LicenseForm(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, kw_only=True):
    """A version of a license as a row states it."""

    entry: str
    issuer: str
    serial: Serial
    version: Version = 1
    identifier: IdentifierText | None = None
    number: str
    issued_on: date
    valid_from: date
    valid_until: date | None
    region: Region
    origin: Origin = Origin.BORN_DIGITAL
    revision: int | None = None
    digest: HexDigest | None = None
    holders: tuple[HolderForm, ...]
    face: dict[str, Any]
    sources: dict[str, str] = {}
    secret: bool = False


class EventForm(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, kw_only=True):
    """An event in the life of a license kept elsewhere, as a row states it."""

    event: Literal["SUSPENDED", "RESUMED", "INSPECTED", "ANNULLED", "REVOKED", "CANCELLED"]
    issuer: str
    entry: str
    serial: Serial
    sequence: Sequence
    occurred_on: date
    reason: Reason


_Form = TypeVar("_Form", LicenseForm, EventForm)

_PLACE = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_NAMED = re.compile(r"^Object (?P<what>missing required|contains unknown) field `(?P<name>[^`]*)`")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


def read_form(form: type[_Form], record: Mapping[str, Any]) -> _Form:
    """Read a row into its form.

    Raises: FieldMissing, FieldUnknown, ValueUnreadable.
    """
    try:
        return msgspec.convert(record, form)
    except msgspec.ValidationError as error:
        raise _fault(str(error)) from None


def shown(name: str) -> str:
    """Return a key as it may stand in a report: what is not shaped like one is not shown."""
    return name if _NAME.fullmatch(name) else "?"


def _fault(message: str) -> RowFault:
    """Turn the reader's message into a fault; the message itself may hold a value."""
    place = _PLACE.search(message)
    path = _dotted(place["path"]) if place else ""
    named = _NAMED.match(message)
    if named is None:
        return ValueUnreadable(path, wanted_zh="见归集格式说明", wanted_en="see the record form")
    field = f"{path}.{shown(named['name'])}".removeprefix(".")
    return FieldMissing(field) if named["what"].startswith("missing") else FieldUnknown(field)


def _dotted(path: str) -> str:
    """Write `holders[0].code` as `holders.0.code`, leaving out what a sender may have made up."""
    parts = path.replace("[", ".").replace("]", "").split(".")
    return ".".join(part if part.isdecimal() else shown(part) for part in parts if part)
