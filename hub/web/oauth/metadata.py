"""Say where the authorization server is and what it takes (RFC 8414)."""

from typing import Any, Final

from authlib.oauth2.rfc8414 import AuthorizationServerMetadata

from hub.identity.public_keys import ALGORITHMS
from hub.web.oauth.server import GRANT, METHOD, SCOPE

WELL_KNOWN: Final = "/.well-known/oauth-authorization-server"
JWKS: Final = "/oauth/jwks.json"
ENDPOINTS: Final = {
    "token": "/oauth/token",
    "introspection": "/oauth/introspect",
    "revocation": "/oauth/revoke",
}


class _Metadata(AuthorizationServerMetadata):  # type: ignore[misc] # authlib ships no types
    """What is published, held against RFC 8414 as the hub starts."""

    def validate_response_types_supported(self) -> None:
        """Let an empty list pass: nobody is sent to a page here, so there is nothing to return."""


def metadata(issuer: str) -> dict[str, Any]:
    """Return the metadata of the server at an address."""
    told = {
        "issuer": issuer,
        "jwks_uri": issuer + JWKS,
        "grant_types_supported": [GRANT],
        "response_types_supported": [],
        "scopes_supported": [SCOPE],
    }
    for name, path in ENDPOINTS.items():
        told[f"{name}_endpoint"] = issuer + path
        told[f"{name}_endpoint_auth_methods_supported"] = [METHOD]
        told[f"{name}_endpoint_auth_signing_alg_values_supported"] = list(ALGORITHMS)
    _Metadata(told).validate()
    return told | {"dpop_signing_alg_values_supported": list(ALGORITHMS)}
