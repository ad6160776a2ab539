"""Read an entry of a founding file, and hold it against what is there already; pure."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, TypeVar

import msgspec

from hub.crypto.digests import normalized
from hub.founding.refusals import (
    AccountDiffers,
    EndedSince,
    HolderCodeWrong,
    LineUnfit,
    LineUnreadable,
    OrganizationDiffers,
)
from hub.founding.wishes import Entry, Holder, Organization, Person, Succession
from hub.identity.rules import AccountFacts, AccountInactive, Tenure
from hub.identity.wishes import RegisterAccount, RegisterOrganization
from hub.policy.codes import holder_code_valid

_DECODER: Final = msgspec.json.Decoder(Organization | Succession | Person)
_MISSING: Final = re.compile(r"Object missing required field `([a-z_]+)`")
_AT: Final = re.compile(r" - at `\$((?:\.[a-z_]{1,20}|\[\d{1,4}\])+)`$")
"""The place at the end of a complaint, which before it may repeat what it complains of."""

Held = TypeVar("Held", bound=Tenure)


class Known(RegisterOrganization, frozen=True, kw_only=True):
    """An organization as it stands."""

    id: int
    successor: str | None


def read_entry(line: bytes) -> Entry:
    """Return the entry that a line holds.

    Raises: LineUnreadable, LineUnfit.
    """
    try:
        entry: Entry = _DECODER.decode(line)
    except msgspec.ValidationError as error:
        raise LineUnfit(at=_place(str(error))) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise LineUnreadable from None
    for place, text in _texts(msgspec.to_builtins(entry)):
        if not text.isprintable():
            raise LineUnfit(at=place)
    if isinstance(entry, Person) and len(set(entry.stands_for)) < len(entry.stands_for):
        raise LineUnfit(at="stands_for")  # ending one of two would leave the other
    return entry


def check_holder(holder: Holder) -> None:
    """Let a holder pass whose code is right.

    Raises: HolderCodeWrong.
    """
    if not holder_code_valid(holder.code_type, normalized(holder.code)):
        raise HolderCodeWrong


def check_same_organization(wish: RegisterOrganization, known: Known) -> None:
    """Let an organization pass that stands as it is told.

    Raises: OrganizationDiffers.
    """
    names = RegisterOrganization.__struct_fields__
    if differing := [name for name in names if getattr(wish, name) != getattr(known, name)]:
        raise OrganizationDiffers(fields=", ".join(differing))


def check_same_account(wish: RegisterAccount, known: AccountFacts, client_of: int | None) -> None:
    """Let an account pass that stands as it is told.

    Raises: AccountInactive, AccountDiffers.
    """
    if not known.active:
        raise AccountInactive
    told = {"name": wish.name, "holder": wish.holder_key, "client_of": client_of}
    stand = {"name": known.name, "holder": known.holder_key, "client_of": known.client_of}
    if differing := [name for name in told if told[name] != stand[name]]:
        raise AccountDiffers(fields=", ".join(differing))


def stands(held: Iterable[Held], moment: datetime) -> bool:
    """Tell whether one of some rights stands, or is to begin; false where there never was one.

    Raises: EndedSince, where there was.
    """
    ended = [one.until is not None and one.until <= moment for one in held]
    if ended and all(ended):
        raise EndedSince
    return bool(ended)


def _place(complaint: str) -> str:
    """Return where a line is not as it must be, in our own words only."""
    found, missing = _AT.search(complaint), _MISSING.match(complaint)
    named = [found.group(1).lstrip(".").replace("[", ".").replace("]", "")] if found else []
    return ".".join([*named, *([missing.group(1)] if missing else [])]) or "$"


def _texts(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Walk all that is written within a value, with where it is."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict | list | tuple):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for name, one in parts:
            yield from _texts(one, f"{place}.{name}".lstrip("."))
