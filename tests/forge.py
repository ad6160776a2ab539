"""Mint tokens, right ones and forged ones, without the library that verifies them."""

import base64
import hashlib
import hmac
import itertools
import time
from typing import Any

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from hub.identity.issuers import TrustedIssuer

ISSUER = "https://id.example"
AUDIENCE = "license-hub"
NOW = int(time.time())

_ids = itertools.count(1)

Parameters = dict[str, Any]
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def encoded(data: bytes) -> str:
    """Base64 for URLs, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int) -> str:
    """A number as a key set writes it."""
    return encoded(value.to_bytes((value.bit_length() + 7) // 8))


class Minter:
    """An issuer's signing key: elliptic on P-256 unless another key is given."""

    def __init__(self, kid: str = "key-1", key: PrivateKey | None = None) -> None:
        """Take a key id, and a key of another kind."""
        self.kid = kid
        self.key = key or ec.generate_private_key(ec.SECP256R1())

    @property
    def jwk(self) -> Parameters:
        """The public key as published."""
        public = self.key.public_key().public_numbers()
        if isinstance(public, rsa.RSAPublicNumbers):
            return {"kty": "RSA", "kid": self.kid, "n": number(public.n), "e": number(public.e)}
        size = (self.key.key_size + 7) // 8
        point = {axis: encoded(getattr(public, axis).to_bytes(size)) for axis in "xy"}
        curve = {256: "P-256", 384: "P-384", 521: "P-521"}[self.key.key_size]
        return {"kty": "EC", "kid": self.kid, "crv": curve, "use": "sig", **point}

    @property
    def pem(self) -> bytes:
        """The public key in the form that the confusion of algorithms abuses."""
        return self.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def mint(
        self, claims: Parameters | None = None, header: Parameters | None = None, drop: str = ""
    ) -> str:
        """A right token, but for what is said otherwise; `drop` leaves a claim out."""
        named = {"alg": "ES256", "typ": "at+jwt", "kid": self.kid} | (header or {})
        said = right_claims() | (claims or {})
        return self.signed(named, {key: value for key, value in said.items() if key != drop})

    def signed(self, header: Parameters, claims: object) -> str:
        """Sign any header and claims, whatever they say."""
        return self.signed_bytes(msgspec.json.encode(header), msgspec.json.encode(claims))

    def signed_bytes(self, header: bytes, payload: bytes) -> str:
        """Sign any bytes."""
        text = f"{encoded(header)}.{encoded(payload)}"
        return f"{text}.{encoded(self._signature(text.encode()))}"

    def _signature(self, data: bytes) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        size = (self.key.key_size + 7) // 8
        r, s = decode_dss_signature(self.key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(size) + s.to_bytes(size)


def right_claims() -> Parameters:
    """Claims that the hub takes, with an id of their own."""
    return {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "somebody",
        "iat": NOW,
        "exp": NOW + 3600,
        "jti": f"token-{next(_ids)}",
        "acr": "3",
    }


def shared_secret_token(secret: bytes, header: Parameters) -> str:
    """A token signed with HMAC under any bytes."""
    text = f"{encoded(msgspec.json.encode(header))}.{encoded(msgspec.json.encode(right_claims()))}"
    return f"{text}.{encoded(hmac.digest(secret, text.encode(), hashlib.sha256))}"


def trust(*minters: Minter, **said: Any) -> TrustedIssuer:  # noqa: ANN401 - any setting
    """The issuer of these keys, trusted for ES256 unless something else is said."""
    return TrustedIssuer(
        **{
            "issuer": ISSUER,
            "audience": AUDIENCE,
            "algorithms": frozenset({"ES256"}),
            "jwks": {"keys": [minter.jwk for minter in minters]},
            **said,
        }
    )
