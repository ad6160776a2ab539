"""Verify that whoever brings a token holds the key that it is bound to (DPoP, RFC 9449)."""

import base64
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any, Final

import msgspec

from hub import clock
from hub.errors import Kind, Refusal
from hub.identity.compact import parts_of
from hub.identity.nonces import Nonces
from hub.identity.public_keys import KeyUnfit, PublicKey, read_public_key

LARGEST_PROOF: Final = 4096
WINDOW_SECONDS: Final = 120
LEEWAY_SECONDS: Final = 10
KEPT_SECONDS: Final = 2 * WINDOW_SECONDS

_TYPE: Final = "dpop+jwt"
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]


class ProofInvalid(Refusal):
    """A proof of possession is missing, or is none for this request and this token."""

    kind = Kind.UNAUTHENTICATED
    zh = "DPoP 证明无效或缺失：须由令牌所绑定的密钥签名，并与本次请求一致"
    en = "The DPoP proof is missing or not valid: signed by the token's key, for this very request"


class NonceNeeded(Refusal):
    """A proof was made without a nonce of the hub, or with one that is out of date."""

    kind = Kind.UNAUTHENTICATED
    zh = "DPoP 证明须使用本平台在 DPoP-Nonce 响应头中给出的随机数"
    en = "The DPoP proof needs the nonce that the hub gives in the header DPoP-Nonce"


class Proof(msgspec.Struct, frozen=True):
    """A verified proof: whose key it shows, and by what it is known if it comes again."""

    thumbprint: str
    hash: bytes
    expires_at: datetime


class Asked(msgspec.Struct, frozen=True):
    """The request that a proof must be for; the token is the one that it comes with."""

    method: str
    url: str
    token: str | None = None


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    typ: str
    alg: str
    jwk: dict[str, Any]


class _Claims(msgspec.Struct, frozen=True):
    jti: _Name
    htm: str
    htu: str
    iat: float
    nonce: str | None = None
    ath: str | None = None


def verify_proof(text: str, asked: Asked, nonces: Nonces) -> Proof:
    """Verify a proof against the request that it came with.

    Raises: ProofInvalid, NonceNeeded.
    """
    header, claims = _parse(text)
    key = _key_of(header)
    if not key.signed(text, header.alg) or not _is_for(claims, asked) or not _is_recent(claims):
        raise ProofInvalid
    if claims.nonce is None or not nonces.fresh(claims.nonce):
        raise NonceNeeded
    known_by = sha256(f"{key.thumbprint}\0{claims.jti}".encode()).digest()
    expires = datetime.fromtimestamp(claims.iat + KEPT_SECONDS, UTC)
    return Proof(key.thumbprint, known_by, expires)


def token_digest(token: str) -> str:
    """Return the claim `ath` of a token."""
    return base64.urlsafe_b64encode(sha256(token.encode()).digest()).rstrip(b"=").decode()


def _parse(text: str) -> tuple[_Header, _Claims]:
    try:
        parts = parts_of(text, LARGEST_PROOF)
        header = msgspec.json.decode(parts.header, type=_Header)
        return header, msgspec.json.decode(parts.payload, type=_Claims)
    except ValueError:
        raise ProofInvalid from None


def _key_of(header: _Header) -> PublicKey:
    if header.typ != _TYPE:
        raise ProofInvalid
    try:
        return read_public_key(header.jwk)
    except KeyUnfit:
        raise ProofInvalid from None


def _is_for(claims: _Claims, asked: Asked) -> bool:
    """Tell whether a proof names this method, this address and this token."""
    if claims.htm != asked.method or claims.htu.partition("?")[0].partition("#")[0] != asked.url:
        return False
    return asked.token is None or claims.ath == token_digest(asked.token)


def _is_recent(claims: _Claims) -> bool:
    age = clock.now().timestamp() - claims.iat
    return -LEEWAY_SECONDS <= age <= WINDOW_SECONDS
