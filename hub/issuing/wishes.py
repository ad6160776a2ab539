"""What the commands of issuing are asked for, as plain data."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from hub.licenses.drafts import Cause


class HolderWish(msgspec.Struct, frozen=True):
    """A holder (持证主体) to be named, with the face fields that speak of it."""

    code_type: str
    code: str
    name: str
    fields: dict[str, Any] = {}


class IssueLicense(msgspec.Struct, frozen=True, kw_only=True):
    """A license to be issued; what is not said is made: number, dates of today, own region."""

    entry: str
    holders: tuple[HolderWish, ...]
    face: dict[str, Any]
    cause: Cause
    number: str | None = None
    issued_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    region: str | None = None


class LicenseNamed(msgspec.Struct, frozen=True):
    """A license by its keys."""

    holder_key: UUID
    license_id: UUID


class ChangeLicense(msgspec.Struct, frozen=True, kw_only=True):
    """What of a license changes: face fields by key (none takes one out), or its holders."""

    license: LicenseNamed
    cause: Cause
    face: dict[str, Any] = {}
    holders: tuple[HolderWish, ...] | None = None


class RenewLicense(msgspec.Struct, frozen=True, kw_only=True):
    """Until when a license is to hold from now on."""

    license: LicenseNamed
    cause: Cause
    valid_until: date
    valid_from: date | None = None


class LifeEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happens to a license, without a new content."""

    license: LicenseNamed
    cause: Cause
    occurred_on: date | None = None


class ConfirmJointIssue(msgspec.Struct, frozen=True, kw_only=True):
    """What an issuer states of its own fields of a license that several issue together."""

    making: UUID
    face: Mapping[str, Any] = {}


class Heir(msgspec.Struct, frozen=True):
    """Who succeeds, and to the licenses of which entries; without any, to all the rest."""

    successor: str
    entries: tuple[str, ...] = ()


class SucceedIssuer(msgspec.Struct, frozen=True):
    """An issuer whose licenses go to heirs, and on what that rests."""

    predecessor: str
    heirs: tuple[Heir, ...]
    legal_basis: str


class ContinueNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """The last serial that an entry's rule gave before the hub, in a region and a year."""

    entry: str
    last: int
    region: str | None = None
    year: int | None = None


class AbandonMaking(msgspec.Struct, frozen=True):
    """A version to be given up."""

    making: UUID
