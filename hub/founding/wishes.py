"""What a founding file says, one entry a line, as plain data."""

import msgspec

from hub.identity.terms import RepresentationKind, Role
from hub.identity.wishes import Name, RegisterOrganization, SucceedOrganization


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is told of somebody; a field that is not known is a mistake."""


class Organization(
    RegisterOrganization,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="found",
    tag="organization",
):
    """An organization; its parent stands in an earlier line."""


class Succession(
    SucceedOrganization,
    frozen=True,
    forbid_unknown_fields=True,
    tag_field="found",
    tag="succession",
):
    """Two organizations of earlier lines, of which one succeeds to the other."""


class Holder(Strict, frozen=True, kw_only=True):
    """A holder (持证主体) by code type and code; the code is kept nowhere."""

    code_type: str
    code: str


class Office(Strict, frozen=True, kw_only=True):
    """An office in an organization of an earlier line."""

    organization: str
    role: Role


class StandsFor(Holder, frozen=True, kw_only=True):
    """A holder for whom somebody stands; a child until it is fourteen."""

    kind: RepresentationKind


class Person(Strict, frozen=True, kw_only=True, tag_field="found", tag="person"):
    """Who signs in, with issuer and subject as in the token, and all that is theirs."""

    issuer: Name
    subject: Name
    name: Name
    holder: Holder | None = None
    client_of: str | None = None
    """The organization whose system this is, if it is none of a person."""
    offices: tuple[Office, ...] = ()
    stands_for: tuple[StandsFor, ...] = ()


Entry = Organization | Succession | Person
