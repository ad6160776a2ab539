"""Verify bearer tokens: signed JWTs for access (RFC 9068) of the issuers that the hub trusts."""

import hashlib
from collections.abc import Iterable
from typing import Annotated

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import Key
from joserfc.jws import JWSRegistry

from hub import clock
from hub.errors import Kind, Refusal
from hub.identity.bounded import Bounded
from hub.identity.compact import parts_of
from hub.identity.issuers import TrustedIssuer
from hub.identity.published_keys import PublishedKeys

LARGEST_TOKEN = 8192
LEEWAY_SECONDS = 10
TOKENS_HELD = 20_000

_TYPES = ("at+jwt", "application/at+jwt")

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=255, pattern=r"\A[^\x00-\x1f\x7f]+\Z")]


class TokenInvalid(Refusal):
    """The token is none that the hub takes; beyond its expiry, nobody is told why."""

    kind = Kind.UNAUTHENTICATED
    zh = "访问令牌不可用（{reason}）"
    en = "The access token is not accepted ({reason})"


class VerifiedToken(msgspec.Struct, frozen=True):
    """What a verified token says."""

    issuer: str
    subject: str
    assurance: int
    organization: str | None  # the code of the organization whose office the person acts in
    expires: float
    token_hash: bytes  # of issuer and jti: what a revocation names
    digest: bytes  # of the whole text: no two tokens are ever taken for one another
    client: str | None = None  # the application by which the caller comes (RFC 9068)
    jkt: str | None = None  # thumbprint of the key that must be shown to be held (RFC 9449)


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The only header parameters taken: none that brings a key along or changes the meaning."""

    alg: str
    typ: str
    kid: Name


class _Confirmation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a token is bound to: a key that DPoP shows; a token bound otherwise is not taken."""

    jkt: Name


class _Claims(msgspec.Struct, frozen=True):
    iss: str
    sub: Name
    aud: str | list[str]
    exp: float
    iat: float
    jti: Name
    nbf: float = 0
    acr: str | int | None = None
    hub_org: str | None = None
    client_id: Name | None = None
    cnf: _Confirmation | None = None


class _Trust(msgspec.Struct, frozen=True):
    issuer: TrustedIssuer
    keys: PublishedKeys
    registry: JWSRegistry


class _Held(msgspec.Struct, frozen=True):
    token: VerifiedToken
    trust: _Trust
    generation: int
    since: float

    @property
    def good(self) -> bool:
        """Tell whether the verification still stands: same keys, time neither over nor back."""
        keys = self.trust.keys
        if self.generation != keys.generation or keys.due:
            return False
        return self.since <= _latest() and not _over(self.token.expires)


class TokenVerifier:
    """Verifies tokens and holds the verified until they expire or the keys change."""

    def __init__(self, issuers: Iterable[TrustedIssuer], held: int = TOKENS_HELD) -> None:
        """Take the trusted issuers."""
        self._trusts = {issuer.issuer: _trust(issuer) for issuer in issuers}
        self._held: Bounded[bytes, _Held] = Bounded(held)

    async def verify(self, text: str) -> VerifiedToken:
        """Verify a token and return what it says.

        Raises: TokenInvalid, IssuerUnavailable.
        """
        if len(text) > LARGEST_TOKEN or not text.isascii():
            raise TokenInvalid(reason="invalid")
        digest = hashlib.sha256(text.encode()).digest()
        held = self._held.get(digest)
        if held is None or not held.good:
            held = await self._verify(text, digest)
            self._held.put(digest, held)
        return held.token

    async def _verify(self, text: str, digest: bytes) -> _Held:
        header, claims = _parse(text)
        trust = self._trusts.get(claims.iss)
        if trust is None or header.typ.lower() not in _TYPES:
            raise TokenInvalid(reason="invalid")
        if header.alg not in trust.issuer.algorithms:
            raise TokenInvalid(reason="invalid")
        key = await trust.keys.find(header.kid)
        generation = trust.keys.generation
        if key is None or not _signed(text, key, trust.registry):
            raise TokenInvalid(reason="invalid")
        _check_claims(claims, trust.issuer)
        moment = clock.now().timestamp()
        return _Held(_verified(claims, trust.issuer, digest), trust, generation, moment)


def token_hash(issuer: str, jti: str) -> bytes:
    """Return what a token is revoked by."""
    return hashlib.sha256(f"{issuer}\0{jti}".encode()).digest()


def _trust(issuer: TrustedIssuer) -> _Trust:
    registry = JWSRegistry(algorithms=sorted(issuer.algorithms))
    return _Trust(issuer, PublishedKeys(issuer), registry)


def _parse(text: str) -> tuple[_Header, _Claims]:
    """Read header and claims before the signature is known to be good, trusting neither."""
    try:
        parts = parts_of(text, LARGEST_TOKEN)
        header = msgspec.json.decode(parts.header, type=_Header)
        return header, msgspec.json.decode(parts.payload, type=_Claims)
    except ValueError as error:
        raise TokenInvalid(reason="invalid") from error


def _signed(text: str, key: Key, registry: JWSRegistry) -> bool:
    try:
        jws.deserialize_compact(text, key, registry=registry)
    except (JoseError, ValueError):
        return False
    return True


def _check_claims(claims: _Claims, issuer: TrustedIssuer) -> None:
    """Refuse a token that is for another audience or another time."""
    audience = [claims.aud] if isinstance(claims.aud, str) else claims.aud
    if issuer.audience not in audience or max(claims.iat, claims.nbf) > _latest():
        raise TokenInvalid(reason="invalid")
    if _over(claims.exp):
        raise TokenInvalid(reason="expired")


def _latest() -> float:
    return clock.now().timestamp() + LEEWAY_SECONDS


def _over(expires: float) -> bool:
    return clock.now().timestamp() >= expires + LEEWAY_SECONDS


def _verified(claims: _Claims, issuer: TrustedIssuer, digest: bytes) -> VerifiedToken:
    return VerifiedToken(
        issuer=issuer.known_as or claims.iss,
        subject=claims.sub,
        assurance=issuer.assurance.get(str(claims.acr), 1),
        organization=claims.hub_org,
        expires=claims.exp,
        token_hash=token_hash(claims.iss, claims.jti),
        digest=digest,
        client=claims.client_id,
        jkt=None if claims.cnf is None else claims.cnf.jkt,
    )
