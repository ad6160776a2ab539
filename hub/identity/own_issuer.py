"""The hub as an issuer of tokens for the clients of organizations (RFC 9068)."""

from typing import Any

from joserfc.jwk import ECKey

from hub.crypto.keyring import Keyring
from hub.identity.issuers import TrustedIssuer
from hub.identity.signing import ALGORITHM, signing_key
from hub.settings import Settings

AUDIENCE = "license-hub"
CLIENTS = "hub:clients"
"""The issuer that accounts of clients are registered under, wherever the hub is reached."""


class OwnIssuer:
    """The keys under which the hub signs its own access tokens, and what is published of them."""

    def __init__(self, settings: Settings, keyring: Keyring) -> None:
        """Take the address and the keys of the hub."""
        self.issuer = settings.base_url
        self._keys = [signing_key(key, "oauth") for key in keyring.oauth]

    @property
    def current(self) -> ECKey:
        """The key that signs: where there are several, the one before the newest.

        So a key is known to every worker before the first token is signed with it, and workers
        that are restarted one after another take each other's tokens.
        """
        return self._keys[:2][-1]

    @property
    def jwks(self) -> dict[str, Any]:
        """The public keys, the newest first."""
        return {"keys": [key.as_dict(private=False) for key in self._keys]}

    @property
    def trusted(self) -> TrustedIssuer:
        """What the verifier must know in order to take the hub's own tokens."""
        return TrustedIssuer(
            issuer=self.issuer,
            audience=AUDIENCE,
            algorithms=frozenset({ALGORITHM}),
            jwks=self.jwks,
            known_as=CLIENTS,
        )
