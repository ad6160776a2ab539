"""The demonstration's own identity provider: it vouches for sample people and for nobody else."""

from datetime import timedelta
from typing import Any, Protocol

from joserfc import jwt

from hub.clock import now
from hub.crypto.keyring import Keyring
from hub.db.ids import new_id
from hub.errors import Kind, Refusal
from hub.identity.issuers import Algorithm, TrustedIssuer, read_trusted_issuers
from hub.identity.signing import signing_key
from hub.settings import Settings

ISSUER = "https://demo.invalid"
AUDIENCE = "license-hub"
ALGORITHM: Algorithm = "ES256"
CLIENT = "tianfu-demo"
"""The application in which the demonstration's people sign in."""

LIFETIME = timedelta(hours=8)
VOUCHED_SECONDS = 300


class NotTheDemo(Refusal):
    """The demonstration's identity provider was asked for outside the demonstration."""

    kind = Kind.FORBIDDEN
    zh = "演示用身份提供方只在演示环境中可用"
    en = "The demonstration's identity provider exists in the demonstration only"


class NotSignedIn(Refusal):
    """The persona is the public, which has no token."""

    kind = Kind.INVALID
    zh = "社会公众无需登录，没有令牌"
    en = "The public does not sign in and has no token"


class Persona(Protocol):
    """Somebody of the sample province to sign in as."""

    @property
    def key(self) -> str:
        """The short name by which a persona is picked."""

    @property
    def subject(self) -> str:
        """The subject of the account."""

    @property
    def zh(self) -> str:
        """Who this is, in Chinese."""

    @property
    def en(self) -> str:
        """Who this is, in English."""

    @property
    def acr(self) -> int:
        """The assurance level signed in with; 0 is the public."""

    @property
    def organization(self) -> str | None:
        """The code of the organization acted for."""


class DemoIssuer:
    """Mints tokens for personas under the keyring's token keys."""

    def __init__(self, settings: Settings, keyring: Keyring) -> None:
        """Take the keys.

        Raises: NotTheDemo.
        """
        if not settings.demo:
            raise NotTheDemo
        self._keys = [signing_key(key, "demo") for key in keyring.token]

    @property
    def jwks(self) -> dict[str, Any]:
        """The public keys, the current one first."""
        return {"keys": [key.as_dict(private=False) for key in self._keys]}

    @property
    def trusted(self) -> TrustedIssuer:
        """What a hub must know in order to trust this issuer."""
        return TrustedIssuer(
            issuer=ISSUER, audience=AUDIENCE, algorithms=frozenset({ALGORITHM}), jwks=self.jwks
        )

    def mint(
        self,
        persona: Persona,
        lifetime: timedelta = LIFETIME,
        office: str | None = None,
        acr: int | None = None,
    ) -> str:
        """Sign a token for a persona; in another office, or at another level, if one is named.

        Whether that office is held, the hub finds out as it does of any.

        Raises: NotSignedIn.
        """
        organization = office or persona.organization
        if persona.acr == 0 and organization is None:
            raise NotSignedIn
        moment = int(now().timestamp())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": persona.subject,
            "iat": moment,
            "exp": moment + int(lifetime.total_seconds()),
            "jti": str(new_id()),
            "acr": str(persona.acr if acr is None else acr),
            "client_id": CLIENT,
        }
        if organization is not None:
            claims["hub_org"] = organization
        return self._signed("at+jwt", claims)

    def vouch(self, persona: Persona, client: str, nonce: str) -> str:
        """Sign an ID token by which a client knows that its own sign-in has ended."""
        moment = int(now().timestamp())
        claims = {"iss": ISSUER, "aud": client, "sub": persona.subject, "nonce": nonce}
        return self._signed("JWT", claims | {"iat": moment, "exp": moment + VOUCHED_SECONDS})

    def _signed(self, kind: str, claims: dict[str, Any]) -> str:
        header = {"alg": ALGORITHM, "typ": kind, "kid": self._keys[0].kid}
        return jwt.encode(header, claims, self._keys[0])


def trusted_issuers(settings: Settings, keyring: Keyring) -> list[TrustedIssuer]:
    """Return every issuer that the settings name and, in the demonstration, its own."""
    named = read_trusted_issuers(settings.token_issuers) if settings.token_issuers else []
    return [*named, DemoIssuer(settings, keyring).trusted] if settings.demo else named
