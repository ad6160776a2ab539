"""Read public keys that somebody brings along: for signatures only, and strong enough."""

import warnings
from typing import Any, Final

import msgspec
from joserfc import jws
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import JWKRegistry, Key, RSAKey
from joserfc.jws import JWSRegistry

from hub.errors import Kind, Refusal

LARGEST_JWK: Final = 2048
RSA_BITS: Final = range(2048, 4097)

ALGORITHMS: Final = ("ES256", "PS256", "Ed25519", "EdDSA")
"""What clients sign with; `EdDSA` is what RFC 9864 now calls `Ed25519`."""

_MEMBERS: Final = {"EC": ("crv", "x", "y"), "OKP": ("crv", "x"), "RSA": ("n", "e")}
_CURVES: Final = {"EC": "P-256", "OKP": "Ed25519"}
_FITTING: Final = {"EC": ("ES256",), "OKP": ("Ed25519", "EdDSA"), "RSA": ("PS256",)}
_BESIDE: Final = {"kty", "kid", "use", "alg", "key_ops"}


class KeyUnfit(Refusal):
    """A key that is not public, not for signatures, too weak, or of a kind not taken."""

    kind = Kind.INVALID
    zh = "公钥不可用：须为 P-256、Ed25519 或 2048 至 4096 位 RSA 的签名公钥（JWK），不得含私钥"
    en = (
        "Not a key that is taken: a public JWK for signatures on P-256, Ed25519 or RSA 2048 to 4096"
    )


class PublicKey(msgspec.Struct, frozen=True):
    """A public key, its thumbprint (RFC 7638), and the algorithms it may sign with."""

    key: Key
    thumbprint: str
    algorithms: tuple[str, ...]

    def signed(self, text: str, algorithm: str) -> bool:
        """Tell whether a compact JWS is signed with this key, by this very algorithm."""
        if algorithm not in self.algorithms:
            return False
        registry = JWSRegistry(algorithms=[algorithm])
        registry.max_header_length = 2 * LARGEST_JWK
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SecurityWarning)  # of the name EdDSA
                jws.deserialize_compact(text, self.key, registry=registry)
        except (JoseError, ValueError):
            return False
        return True


def read_public_key(jwk: dict[str, Any]) -> PublicKey:
    """Read the public key of a client or of a proof.

    Raises: KeyUnfit.
    """
    kind = jwk.get("kty")
    members = _MEMBERS.get(kind) if isinstance(kind, str) else None
    if members is None or not jwk.keys() <= {*members, *_BESIDE} or not _for_signatures(jwk):
        raise KeyUnfit
    if not all(isinstance(jwk.get(member), str) for member in members):
        raise KeyUnfit
    if jwk.get("crv") != _CURVES.get(jwk["kty"]) or len(msgspec.json.encode(jwk)) > LARGEST_JWK:
        raise KeyUnfit
    key = _imported({member: jwk[member] for member in ("kty", *members)})
    if isinstance(key, RSAKey) and key.raw_value.key_size not in RSA_BITS:
        raise KeyUnfit
    return PublicKey(key, key.thumbprint(), _FITTING[jwk["kty"]])


def _for_signatures(jwk: dict[str, Any]) -> bool:
    fitting = _FITTING.get(jwk["kty"], ())
    return (
        jwk.get("use", "sig") == "sig"
        and jwk.get("alg", *fitting[:1]) in fitting
        and jwk.get("key_ops", ["verify"]) == ["verify"]
    )


def _imported(jwk: dict[str, Any]) -> Key:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", SecurityWarning)
            return JWKRegistry.import_key(jwk)
    except (JoseError, SecurityWarning, LookupError, ValueError, TypeError):
        raise KeyUnfit from None
