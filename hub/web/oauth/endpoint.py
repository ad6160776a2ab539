"""POST /oauth/token, /oauth/introspect, /oauth/revoke, and what is published of the server."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.audit.call import Doors
from hub.errors import Refusal
from hub.identity.nonces import Nonces
from hub.identity.own_issuer import OwnIssuer
from hub.identity.proofs import Asked, Proof, ProofInvalid, verify_proof
from hub.identity.tokens import TokenVerifier
from hub.partners.tokens.commands import (
    Authenticated,
    authenticate_client,
    introspect_token,
    issue_token,
    revoke_token,
)
from hub.partners.tokens.refusals import ClientNotAuthenticated, TokenRequestInvalid
from hub.partners.tokens.rules import ASSERTION_TYPE
from hub.web.oauth.answers import answered, refused
from hub.web.oauth.found import FoundToken, find_token
from hub.web.oauth.metadata import ENDPOINTS, JWKS, WELL_KNOWN, metadata
from hub.web.oauth.server import Answering, KnownClient, Server

FORM: Final = "application/x-www-form-urlencoded"
LARGEST_BODY: Final = 16 * 1024
MOST_PARAMETERS: Final = 20
PROOF: Final = "dpop"

Form = Mapping[str, str]


def routes(doors: Doors, own: OwnIssuer, verifier: TokenVerifier, nonces: Nonces) -> list[Route]:
    """Return the routes of the authorization server."""
    desk = _Desk(doors, own, verifier, nonces)
    told = metadata(own.issuer)

    async def well_known(_request: Request) -> Response:
        return JSONResponse(told)

    async def jwks(_request: Request) -> Response:
        return JSONResponse(own.jwks)

    return [
        Route(WELL_KNOWN, well_known, methods=["GET"]),
        Route(JWKS, jwks, methods=["GET"]),
        Route(ENDPOINTS["token"], desk.guarded(desk.token), methods=["POST"]),
        Route(ENDPOINTS["introspection"], desk.guarded(desk.introspect), methods=["POST"]),
        Route(ENDPOINTS["revocation"], desk.guarded(desk.revoke), methods=["POST"]),
    ]


class _Desk:
    """Answers clients: looks up, lets authlib decide, commits, and only then sends."""

    def __init__(
        self, doors: Doors, own: OwnIssuer, verifier: TokenVerifier, nonces: Nonces
    ) -> None:
        self._doors = doors
        self._server = Server(own)
        self._verifier = verifier
        self._nonces = nonces
        self._issuer = own.issuer

    def guarded(
        self, answer: Callable[[Request, Form], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Read the form, and tell refusals in the form of OAuth."""

        async def guarded(request: Request) -> Response:
            try:
                return await answer(request, await _form(request))
            except Refusal as refusal:
                return refused(refusal, self._nonces.give())

        return guarded

    async def token(self, request: Request, form: Form) -> Response:
        authenticated = await self._authenticated(request, form)
        proof = self._proof(request, authenticated)
        known = KnownClient(authenticated.client, proof.thumbprint if proof else None)
        asked = Answering(self._issuer + request.url.path, form, known)
        body = self._server.create_token_response(asked)
        await issue_token(self._doors, authenticated, proof, request.state.request_id)
        return answered(body, self._nonces.give() if proof else None)

    async def introspect(self, request: Request, form: Form) -> Response:
        authenticated = await self._authenticated(request, form)
        asked = await self._about_token(request, form, authenticated)
        body = self._server.create_endpoint_response("introspection", asked)
        await introspect_token(self._doors, authenticated, request.state.request_id)
        return answered(body)

    async def revoke(self, request: Request, form: Form) -> Response:
        authenticated = await self._authenticated(request, form)
        asked = await self._about_token(request, form, authenticated)
        body = self._server.create_endpoint_response("revocation", asked)
        token = asked.found.verified if isinstance(asked.found, FoundToken) else None
        await revoke_token(self._doors, authenticated, token, request.state.request_id)
        return answered(body)

    async def _authenticated(self, request: Request, form: Form) -> Authenticated:
        if form.get("client_assertion_type") != ASSERTION_TYPE or "client_secret" in form:
            raise ClientNotAuthenticated(reason="invalid")
        own = {self._issuer, self._issuer + ENDPOINTS["token"], self._issuer + request.url.path}
        client = await authenticate_client(self._doors, form.get("client_assertion", ""), own)
        if form.get("client_id", client.client.id) != client.client.id:
            raise ClientNotAuthenticated(reason="invalid")
        return client

    def _proof(self, request: Request, authenticated: Authenticated) -> Proof | None:
        """Return the proof of the key that the token shall be bound to."""
        brought = request.headers.getlist(PROOF)
        if not brought and not authenticated.client.dpop:
            return None
        if len(brought) != 1:
            raise ProofInvalid
        asked = Asked("POST", self._issuer + request.url.path)
        return verify_proof(brought[0], asked, self._nonces)

    async def _about_token(
        self, request: Request, form: Form, authenticated: Authenticated
    ) -> Answering:
        found = await find_token(self._doors, self._verifier, form.get("token", ""))
        known = KnownClient(authenticated.client)
        return Answering(self._issuer + request.url.path, form, known, found)


async def _form(request: Request) -> Form:
    """Read a form that says nothing twice.

    Raises: TokenRequestInvalid.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY or kind != FORM or request.url.query:
            raise TokenRequestInvalid
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            max_num_fields=MOST_PARAMETERS,
            errors="strict",
        )
    except ValueError:
        raise TokenRequestInvalid from None
    form = dict(pairs)
    if len(form) < len(pairs):
        raise TokenRequestInvalid
    return form
