"""What the commands of identity are asked for."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec

from hub.identity.terms import Level, OrganizationKind, RepresentationKind, Role

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class RegisterOrganization(msgspec.Struct, frozen=True, kw_only=True):
    """An organization to be known; parent by its code."""

    code: str
    name_zh: Name
    name_en: Name
    kind: OrganizationKind
    level: Level
    region: str
    region_as_of: date
    parent: str | None = None
    sector: str | None = None
    designated_body: str | None = None


class SucceedOrganization(msgspec.Struct, frozen=True):
    """Two organizations by their codes."""

    predecessor: str
    successor: str


class DesignateBody(msgspec.Struct, frozen=True):
    """An organization by its code, and the body designated in it; none takes it back."""

    organization: str
    body: Name | None


class RegisterAccount(msgspec.Struct, frozen=True, kw_only=True):
    """Who signs in: issuer and subject as in the token, and whose licenses are the own."""

    issuer: Name
    subject: Name
    name: Name
    holder_key: UUID | None = None
    client_of: str | None = None


class BindHolder(msgspec.Struct, frozen=True, kw_only=True):
    """Who somebody is who has an account and was bound to no holder yet."""

    name: Name
    holder_key: UUID


class HoldOffice(msgspec.Struct, frozen=True, kw_only=True):
    """An office for an account in an organization, from now on where nothing else is said."""

    account: UUID
    organization: str
    role: Role
    since: datetime | None = None
    until: datetime | None = None


class LeaveOffice(msgspec.Struct, frozen=True):
    """An office to be left at once."""

    office: UUID


class AppointRepresentative(msgspec.Struct, frozen=True, kw_only=True):
    """Who stands for which holder; of a guardian's child the birth date ends it."""

    account: UUID
    holder_key: UUID
    kind: RepresentationKind
    born: date | None = None
    since: datetime | None = None
    until: datetime | None = None


class EndRepresentation(msgspec.Struct, frozen=True):
    """A representation to be ended at once."""

    representation: UUID


class RevokeToken(msgspec.Struct, frozen=True):
    """A token by the hash of its issuer and id, and when it would have expired anyway."""

    token_hash: bytes
    expires_at: datetime
