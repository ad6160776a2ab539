"""What is wished of presentations, as plain data."""

from uuid import UUID

import msgspec

from hub.authorizations.delegations.wishes import DelegationKey
from hub.authorizations.wishes import LicenseKey


class PresentLicense(msgspec.Struct, frozen=True, kw_only=True):
    """Show fields of a license: a holder's own, or one delegated to the caller."""

    license: LicenseKey
    fields: tuple[str, ...]
    delegation: DelegationKey | None = None


class PublicKey(msgspec.Struct, frozen=True, omit_defaults=True):
    """The public half of a phone's key, in the members of a JWK (RFC 7517)."""

    kty: str
    crv: str
    x: str
    y: str | None = None


class PrepareOffline(msgspec.Struct, frozen=True, kw_only=True):
    """Let a phone show fields of a license by itself for some hours."""

    show: PresentLicense
    public_key: PublicKey
    hours: int


class RedeemPresentation(msgspec.Struct, frozen=True, kw_only=True):
    """Look, for a scenario, at what is shown by a code."""

    code: str
    scenario: str
    case_number: str | None = None
    cause: str


class PresentationKey(msgspec.Struct, frozen=True):
    """A presentation or a pass by the key under which it lies."""

    holder_key: UUID
    id: UUID
