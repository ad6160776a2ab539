"""What is asked for of objections, as plain data."""

from uuid import UUID

import msgspec

from hub.reading.scope import ById, ByIdentifier


class RaiseObjection(msgspec.Struct, frozen=True, kw_only=True):
    """A license, the fields of it that are wrong, missing or out of date, and what is wrong."""

    license: ById | ByIdentifier
    fields: tuple[str, ...]
    told: str


class ObjectionKey(msgspec.Struct, frozen=True):
    """An objection by its keys."""

    holder_key: UUID
    id: UUID


class SayOfObjection(msgspec.Struct, frozen=True):
    """What the issuer or the data center says of an objection as it leaves its hands."""

    objection: ObjectionKey
    said: str


class ResolveObjection(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an objection is upheld, and why or why not."""

    objection: ObjectionKey
    upheld: bool
    reasons: str
