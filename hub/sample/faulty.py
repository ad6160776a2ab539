"""Write an export with deliberate faults, and the list of which line has which."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import msgspec
import orjson
import yaml

from hub.sample.files import current_entries
from hub.sample.province import Record, licenses

ENTRY = "real-estate-certificate"
_FIRST = 70_000_001
"""Serials from here on are of faulty rows and of the good ones between them."""

_TOO_LONG = 1024 * 1024
_NO_ISSUER = "11519999MB99999993"
_OTHER_SERIAL = "519999202679999999"
_OTHER_SOURCE = "11519999MB99001522"

Spoiler = Callable[[Record], bytes]
"""Spoils a good record and writes it as a line."""


class PlantedFault(msgspec.Struct, frozen=True):
    """One line of the faulty export, counted from 1."""

    line: int
    fault: str
    found: str
    """The refusal of the row; for an identifier that is taken all the same, its grade."""


def _line(record: Record) -> bytes:
    return orjson.dumps(record)


def _with(record: Record, **changes: object) -> bytes:
    return _line(record | changes)


def _misread(code: str) -> str:
    """Return a code with another check character than the right one."""
    return code[:-1] + ("1" if code.endswith("0") else "0")


def _wrong_holder_check(record: Record) -> bytes:
    holder = record["holders"][0]
    return _with(record, holders=[holder | {"code": _misread(holder["code"])}])


def _wrong_identifier_check(record: Record) -> bytes:
    return _with(record, identifier=_misread(record["identifier"]))


def _without(record: Record, key: str) -> bytes:
    del record["face"][key]
    return _line(record)


def _face(record: Record, **changes: object) -> bytes:
    return _with(record, face=record["face"] | changes)


def _same_holder_twice(record: Record) -> bytes:
    return _with(record, holders=[record["holders"][0]] * 2)


def _too_many_holders(record: Record) -> bytes:
    entry = current_entries()[ENTRY]
    others = licenses(entry, 0, entry.max_holders + 1, first=_FIRST)
    return _with(record, holders=[other["holders"][0] for other in others])


def _invalid_encoding(record: Record) -> bytes:
    return _line(record).replace(record["holders"][0]["name"].encode(), b"\xd5\xc5\xff")


_FAULTS: dict[str, tuple[Spoiler, str]] = {
    "wrong check digit of a holder code": (_wrong_holder_check, "HolderCodeInvalid"),
    "wrong check character of the identifier": (_wrong_identifier_check, "WRONG_CHECK"),
    "identifier that is none": (
        lambda record: _with(record, identifier="SAMPLE-0001"), "UNPARSEABLE"),
    "identifier of another license": (
        lambda record: _with(record, serial=_OTHER_SERIAL), "IdentifierMismatch"),
    "day that is none": (
        lambda record: _with(record, issued_on="2026-02-30"), "ValueUnreadable"),
    "end before the beginning": (
        lambda record: _with(record, valid_until="1999-12-31"), "DatesInverted"),
    "required field missing": (lambda record: _without(record, "location"), "FieldMissing"),
    "no holder": (lambda record: _with(record, holders=[]), "FieldMissing"),
    "same holder twice": (_same_holder_twice, "HolderTwice"),
    "more holders than allowed": (_too_many_holders, "TooManyHolders"),
    "field from another than its source": (
        lambda record: _with(record, sources={"unit_number": _OTHER_SOURCE}), "SourceConflict"),
    "state secret": (lambda record: _with(record, secret=True), "StateSecret"),
    "field that the entry does not have": (
        lambda record: _face(record, undefined_field="示例"), "FieldUnknown"),
    "number that is none": (
        lambda record: _face(record, area="约一百平方米"), "ValueUnreadable"),
    "no such entry": (lambda record: _with(record, entry="no-such-entry"), "EntryUnknown"),
    "no such issuer": (lambda record: _with(record, issuer=_NO_ISSUER), "IssuerUnknown"),
    "no such revision": (lambda record: _with(record, revision=99), "RevisionUnknown"),
    "line too long": (lambda record: _face(record, notes="长" * _TOO_LONG), "LineTooLong"),
    "bytes that are no UTF-8": (_invalid_encoding, "NotDecodable"),
    "line cut short": (lambda record: _line(record)[:-40], "NotReadable"),
}  # fmt: skip
"""How each fault is made, in the order of the lines, and what the hub finds."""


def write_faulty(path: Path, seed: int) -> list[PlantedFault]:
    """Write the faulty export, a good row before each bad one, and beside it what is planted."""
    planted = []
    with path.open("wb") as file:
        for number, (line, fault) in enumerate(_lines(seed), 1):
            file.write(line + b"\n")
            if fault is not None:
                planted.append(PlantedFault(number, fault, _FAULTS[fault][1]))
    said = yaml.safe_dump(msgspec.to_builtins(planted), sort_keys=False)
    path.with_suffix(".expected.yaml").write_text(said, "utf-8")
    return planted


def _lines(seed: int) -> Iterator[tuple[bytes, str | None]]:
    records = licenses(current_entries()[ENTRY], seed, 2 * len(_FAULTS), first=_FIRST)
    for fault, (spoil, _) in _FAULTS.items():
        yield _line(next(records)), None
        yield spoil(deepcopy(next(records))), fault
