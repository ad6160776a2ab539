"""Verify what a client signs to prove who it is (private_key_jwt, RFC 7523); pure."""

from collections.abc import Collection
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Final

import msgspec

from hub.identity.compact import parts_of
from hub.identity.public_keys import ALGORITHMS, KeyUnfit, PublicKey, read_public_key
from hub.partners.clients.rules import ClientFacts
from hub.partners.tokens.refusals import ClientNotAuthenticated

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LARGEST_ASSERTION: Final = 4096
LONGEST_SECONDS: Final = 300
LEEWAY_SECONDS: Final = 10

_TYPES: Final = ("jwt", "client-authentication+jwt")
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=255, pattern=r"\A[^\x00-\x1f\x7f]+\Z")]


class AssertionHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The only header parameters taken: none that brings a key along or points to one."""

    alg: str
    kid: _Name
    typ: str = "JWT"


class AssertionClaims(msgspec.Struct, frozen=True):
    """What an assertion says; a client speaks of itself and to the hub alone."""

    iss: _Name
    sub: _Name
    aud: str | list[str]
    exp: float
    iat: float
    jti: _Name
    nbf: float = 0


class Claimed(msgspec.Struct, frozen=True):
    """An assertion as it came, not verified yet."""

    text: str
    header: AssertionHeader
    claims: AssertionClaims


class Proven(msgspec.Struct, frozen=True):
    """An assertion that proves its client, by the hash that makes it work once."""

    hash: bytes
    expires_at: datetime


def read_assertion(text: str) -> Claimed:
    """Read an assertion, trusting nothing that it says.

    Raises: ClientNotAuthenticated.
    """
    try:
        parts = parts_of(text, LARGEST_ASSERTION)
        header = msgspec.json.decode(parts.header, type=AssertionHeader)
        return Claimed(text, header, msgspec.json.decode(parts.payload, type=AssertionClaims))
    except ValueError:
        raise ClientNotAuthenticated(reason="invalid") from None


def verify_assertion(
    claimed: Claimed, client: ClientFacts, audiences: Collection[str], moment: datetime
) -> Proven:
    """Let an assertion pass that a client signed for the hub, now.

    Raises: ClientNotAuthenticated.
    """
    header, claims = claimed.header, claimed.claims
    key = _key_of(client, header)
    if header.typ.lower() not in _TYPES or not key.signed(claimed.text, header.alg):
        raise ClientNotAuthenticated(reason="invalid")
    if not claims.iss == claims.sub == client.id or not _is_for(claims, audiences):
        raise ClientNotAuthenticated(reason="invalid")
    check_times(claims, moment.timestamp())
    known_by = sha256(f"assertion\0{client.id}\0{claims.jti}".encode()).digest()
    return Proven(known_by, datetime.fromtimestamp(claims.exp + 2 * LEEWAY_SECONDS, UTC))


def check_times(claims: AssertionClaims, moment: float) -> None:
    """Let an assertion pass that was made a moment ago and ends within minutes.

    Raises: ClientNotAuthenticated.
    """
    if claims.exp <= moment - LEEWAY_SECONDS:
        raise ClientNotAuthenticated(reason="expired")
    too_early = max(claims.iat, claims.nbf) > moment + LEEWAY_SECONDS
    too_long = claims.exp > moment + LONGEST_SECONDS + LEEWAY_SECONDS
    if too_early or too_long or claims.iat < moment - LONGEST_SECONDS - LEEWAY_SECONDS:
        raise ClientNotAuthenticated(reason="invalid")


def _key_of(client: ClientFacts, header: AssertionHeader) -> PublicKey:
    jwk = client.keys.get(header.kid)
    if jwk is None or header.alg not in ALGORITHMS:
        raise ClientNotAuthenticated(reason="invalid")
    try:
        return read_public_key(jwk)
    except KeyUnfit:
        raise ClientNotAuthenticated(reason="invalid") from None


def _is_for(claims: AssertionClaims, audiences: Collection[str]) -> bool:
    """Tell whether the hub, and nobody beside it, is the audience."""
    audience = [claims.aud] if isinstance(claims.aud, str) else claims.aud
    return len(audience) == 1 and audience[0] in audiences
