"""Codes that a phone without a network signs by itself: compact JWS of one form (RFC 7515)."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64decode

from hub.authorizations.presentations.refusals import (
    PresentationExpired,
    PresentationNotFound,
    PublicKeyInvalid,
)
from hub.authorizations.presentations.rules import LIFETIME
from hub.authorizations.presentations.wishes import PublicKey

TYPE: Final = "hub-offline+jwt"
LEEWAY: Final = timedelta(seconds=10)
"""How far a phone's clock may be from the hub's."""
_LONGEST, _LONGEST_MEMBER, _SEGMENTS = 2048, 64, 3

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
_Seconds = Annotated[int, msgspec.Meta(ge=0, lt=2**40)]


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The only header parameters taken: none that brings a key along or changes the meaning."""

    alg: Literal["ES256", "Ed25519"]
    typ: Literal["hub-offline+jwt"]


class Claims(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a phone signs: its pass, when, until when, and what makes the code work once."""

    offline_pass: _Text = msgspec.field(name="pass")
    iat: _Seconds
    exp: _Seconds
    jti: _Text

    @property
    def expires_at(self) -> datetime:
        """Return when the code expires, once its times were checked."""
        return datetime.fromtimestamp(self.exp, UTC)


def check_public_key(stated: PublicKey) -> bytes:
    """Return a phone's public key as it is kept.

    Raises: PublicKeyInvalid.
    """
    try:
        _, key = _key_of(stated)
        key.get_op_key("verify")
    except (JoseError, ValueError):
        raise PublicKeyInvalid from None
    return msgspec.json.encode(stated)


def claims_of(text: str) -> Claims:
    """Read what a code claims, before its signature is known to be good.

    Raises: PresentationNotFound.
    """
    if len(text) > _LONGEST or not text.isascii():
        raise PresentationNotFound
    segments = text.encode().split(b".")
    if len(segments) != _SEGMENTS:
        raise PresentationNotFound
    try:
        msgspec.json.decode(urlsafe_b64decode(segments[0]), type=_Header)
        return msgspec.json.decode(urlsafe_b64decode(segments[1]), type=Claims)
    except ValueError:
        raise PresentationNotFound from None


def check_signature(text: str, public_key: bytes) -> None:
    """Let a code pass that the pass's own key signed, by that key's one algorithm.

    Raises: PresentationNotFound.
    """
    algorithm, key = _key_of(msgspec.json.decode(public_key, type=PublicKey))
    try:
        jws.deserialize_compact(text, key, registry=JWSRegistry(algorithms=[algorithm]))
    except (JoseError, ValueError):
        raise PresentationNotFound from None


def check_times(claims: Claims, since: datetime, moment: datetime) -> None:
    """Let a code pass that was made for seconds, about now, and not before its pass.

    Raises: PresentationExpired.
    """
    latest, earliest = (moment + LEEWAY).timestamp(), (moment - LEEWAY).timestamp()
    short = 0 < claims.exp - claims.iat <= LIFETIME.total_seconds()
    about_now = claims.iat <= latest and earliest < claims.exp
    if not (short and about_now and (since - LEEWAY).timestamp() <= claims.iat):
        raise PresentationExpired


def once_of(pass_id: UUID, claims: Claims) -> bytes:
    """Return the hash by which a code is known to have been used."""
    return sha256(b"offline\0" + pass_id.bytes + claims.jti.encode()).digest()


def _key_of(stated: PublicKey) -> tuple[str, ECKey | OKPKey]:
    """Return a key with its one algorithm: a code does not choose it."""
    members = msgspec.to_builtins(stated)
    if max(map(len, members.values())) > _LONGEST_MEMBER:
        raise PublicKeyInvalid
    match (stated.kty, stated.crv, stated.y):
        case ("EC", "P-256", str()):
            return "ES256", ECKey.import_key(members)
        case ("OKP", "Ed25519", None):
            return "Ed25519", OKPKey.import_key(members)
        case _:
            raise PublicKeyInvalid
