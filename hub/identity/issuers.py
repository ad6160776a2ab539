"""The token issuers that the hub trusts, and the settings file that names them."""

from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec

Algorithm = Literal[
    "ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "Ed25519"
]
"""Signatures only: with a shared secret whoever verifies could also mint."""

Assurance = Annotated[int, msgspec.Meta(ge=1, le=3)]

ASSURANCE_BY_ACR: dict[str, Assurance] = {
    f"{prefix}{level}": level for prefix in ("", "hub:acr:", "urn:hub:acr:") for level in (1, 2, 3)
}
"""What the claim `acr` means (实名/实人), unless an issuer says otherwise; without it, level 1."""

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class TrustedIssuer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An issuer, what its tokens must say, and where its keys are; exactly one place."""

    issuer: Annotated[str, msgspec.Meta(min_length=1)]
    audience: Annotated[str, msgspec.Meta(min_length=1)]
    algorithms: Annotated[frozenset[Algorithm], msgspec.Meta(min_length=1)]
    jwks_url: str | None = None
    jwks_file: Path | None = None
    jwks: dict[str, Any] | None = None
    assurance: dict[str, Assurance] = msgspec.field(default_factory=ASSURANCE_BY_ACR.copy)
    known_as: str | None = None
    """The name under which its subjects have accounts, where its address may move."""

    def __post_init__(self) -> None:
        """Refuse an issuer without keys, with two places for them, or with an unsafe one."""
        if [self.jwks_url, self.jwks_file, self.jwks].count(None) != 2:  # noqa: PLR2004 - of three
            raise ValueError("one of jwks_url, jwks_file, jwks must be given")
        if self.jwks_url is not None and not _is_safe(self.jwks_url):
            raise ValueError("jwks_url must be https")


def read_trusted_issuers(path: Path) -> list[TrustedIssuer]:
    """Read the list of trusted issuers from its JSON file."""
    return msgspec.json.decode(path.read_bytes(), type=list[TrustedIssuer], dec_hook=_to_path)


def _to_path(_wanted: type, raw: str) -> Path:
    return Path(raw)


def _is_safe(url: str) -> bool:
    place = urlsplit(url)
    return place.scheme == "https" or (place.scheme == "http" and place.hostname in _LOOPBACK)
