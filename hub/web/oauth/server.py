"""Let authlib's server answer for clients that were looked up and authenticated before.

authlib is synchronous and knows no database of ours: whatever it would look up lies in the
request already, and whatever it would store is committed before its answer is sent.
"""

from collections.abc import Mapping
from typing import Any, Final, Never

from authlib.common.security import generate_token
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Request
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator
from joserfc.jwk import KeySet

from hub.clock import now
from hub.identity.own_issuer import AUDIENCE, OwnIssuer
from hub.identity.signing import ALGORITHM
from hub.partners.clients.rules import ClientFacts
from hub.partners.tokens.refusals import (
    ClientNotAuthenticated,
    GrantTypeUnsupported,
    OAuthRefusal,
    ScopeUnknown,
    TokenNotYours,
    TokenRequestInvalid,
    TokenTypeUnsupported,
)
from hub.web.oauth.found import FoundToken

METHOD: Final = "private_key_jwt"
GRANT: Final = "client_credentials"
SCOPE: Final = "licenses"
LIFETIME_SECONDS: Final = 600

_REFUSALS: Final[Mapping[str, type[OAuthRefusal]]] = {
    refusal.error: refusal
    for refusal in (
        GrantTypeUnsupported,
        ScopeUnknown,
        TokenNotYours,
        TokenRequestInvalid,
        TokenTypeUnsupported,
    )
}


class KnownClient(ClientMixin):  # type: ignore[misc] # authlib ships no types
    """A client that has authenticated, as authlib asks about clients."""

    def __init__(self, facts: ClientFacts, jkt: str | None = None) -> None:
        """Take the client, and the thumbprint of the key that its token is bound to."""
        self.facts = facts
        self.jkt = jkt

    def get_client_id(self) -> str:
        """Return its id."""
        return self.facts.id

    def get_allowed_scope(self, scope: str | None) -> str:
        """Return the one scope there is, asked for or not."""
        return scope or SCOPE

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Tell that there is one way to authenticate, at every endpoint."""
        del endpoint
        return method == METHOD

    def check_grant_type(self, grant_type: str) -> bool:
        """Tell that there is one grant."""
        return grant_type == GRANT


class Answering(OAuth2Request):  # type: ignore[misc] # authlib ships no types
    """A request with all that authlib may ask for."""

    def __init__(
        self,
        url: str,
        form: Mapping[str, str],
        client: KnownClient,
        found: FoundToken | None = None,
    ) -> None:
        """Take the form, its client, and the token that it speaks of."""
        super().__init__("POST", url)
        self.payload = BasicOAuth2Payload(dict(form))
        self.known, self.found = client, found

    @property
    def form(self) -> dict[str, str]:
        """Return the form."""
        found: dict[str, str] = self.payload.data
        return found


class _Grant(ClientCredentialsGrant):  # type: ignore[misc] # authlib ships no types
    TOKEN_ENDPOINT_AUTH_METHODS = (METHOD,)


class _Generator(JWTBearerTokenGenerator):  # type: ignore[misc] # authlib ships no types
    """Makes access tokens as RFC 9068 has them, bound to a key where one was shown."""

    def __init__(self, own: OwnIssuer) -> None:
        super().__init__(own.issuer, ALGORITHM, expires_generator=LIFETIME_SECONDS)
        self._keys = KeySet([own.current])

    def get_jwks(self) -> KeySet:
        return self._keys

    def get_audiences(self, client: KnownClient, user: None, scope: str) -> str:
        del client, user, scope
        return AUDIENCE

    def get_jti(self, client: KnownClient, grant_type: str, user: None, scope: str) -> str:
        del client, grant_type, user, scope
        return str(generate_token(32))

    def get_extra_claims(
        self, client: KnownClient, grant_type: str, user: None, scope: str
    ) -> dict[str, Any]:
        """Bind the token to the key, and tell the time by the hub's clock."""
        del grant_type, user, scope
        moment = int(now().timestamp())
        bound = {} if client.jkt is None else {"cnf": {"jkt": client.jkt}}
        return {"iat": moment, "exp": moment + LIFETIME_SECONDS, **bound}

    def __call__(self, grant_type: str, client: KnownClient, **said: Any) -> dict[str, Any]:  # noqa: ANN401 - authlib's own
        told: dict[str, Any] = super().__call__(grant_type, client, **said)
        return told | {"token_type": "Bearer" if client.jkt is None else "DPoP"}


class _Introspection(IntrospectionEndpoint):  # type: ignore[misc] # authlib ships no types
    CLIENT_AUTH_METHODS = (METHOD,)
    SUPPORTED_TOKEN_TYPES = ("access_token",)

    def authenticate_token(self, request: Answering, client: KnownClient) -> FoundToken | None:
        self.check_params(request, client)
        found = request.found
        return found if found is not None and found.check_client(client) else None

    def introspect_token(self, token: FoundToken) -> dict[str, Any]:
        return token.told


class _Revocation(RevocationEndpoint):  # type: ignore[misc] # authlib ships no types
    CLIENT_AUTH_METHODS = (METHOD,)
    SUPPORTED_TOKEN_TYPES = ("access_token",)

    def authenticate_token(self, request: Answering, client: KnownClient) -> FoundToken | None:
        self.check_params(request, client)
        if request.found is not None and not request.found.check_client(client):
            raise TokenNotYours
        return request.found

    def revoke_token(self, token: FoundToken, request: Answering) -> None:
        """Leave it to whoever commits the answer."""


class Server(AuthorizationServer):  # type: ignore[misc] # authlib ships no types
    """authlib's server over requests that bring along what it needs."""

    def __init__(self, own: OwnIssuer) -> None:
        """Offer one grant, one way to authenticate, and two more endpoints."""
        super().__init__(scopes_supported=[SCOPE])
        self.register_client_auth_method(METHOD, _authenticated)
        self.register_grant(_Grant)
        self.register_token_generator("default", _Generator(own))
        self.register_endpoint(_Introspection)
        self.register_endpoint(_Revocation)

    def create_oauth2_request(self, request: Answering) -> Answering:
        """Take the request as it is."""
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> dict[str, Any]:  # noqa: ANN401 - authlib's own
        """Return the body; every error was raised before."""
        del status, headers
        return dict(body)

    def handle_error_response(self, request: Answering, error: OAuth2Error) -> Never:
        """Raise the refusal that says in two languages what authlib found."""
        del request
        if error.error not in _REFUSALS:
            raise ClientNotAuthenticated(reason="invalid")
        raise _REFUSALS[error.error]

    def save_token(self, token: dict[str, Any], request: Answering) -> None:
        """Leave it to whoever commits the answer: a token says itself what it is."""

    def send_signal(self, name: str, *args: object, **said: object) -> None:
        """Tell nobody."""


def _authenticated(query_client: object, request: Answering) -> KnownClient:
    del query_client
    return request.known
