"""Let a visitor of the demonstration pick a persona and get its token."""

from collections.abc import Mapping
from typing import Annotated

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Mount, Route

from hub.errors import Kind, Refusal
from hub.identity.demo import LIFETIME, DemoIssuer, Persona
from hub.web.demo_idp.clock import clock_routes
from hub.web.demo_idp.oidc import oidc_routes
from hub.web.statuses import refused

LARGEST_BODY = 1024


class PersonaUnknown(Refusal):
    """Nobody of the sample province goes by that key."""

    kind = Kind.NOT_FOUND
    zh = "没有该演示人物"
    en = "There is no such persona"


class PickUnreadable(Refusal):
    """The body names no persona."""

    kind = Kind.INVALID
    zh = "请求体须为 JSON 对象，并给出 persona"
    en = "The body must be a JSON object that names a persona"


class _Pick(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    persona: Annotated[str, msgspec.Meta(max_length=100)]


def demo_idp(issuer: DemoIssuer, personas: Mapping[str, Persona]) -> BaseRoute:
    """Return what the application mounts in the demonstration and nowhere else."""
    desk = _Desk(issuer, personas)
    routes = [
        Route("/personas", desk.personas),
        Route("/token", desk.token, methods=["POST"]),
        Route("/jwks.json", desk.jwks),
        *oidc_routes(issuer, personas),
        *clock_routes(),
    ]
    return Mount("/demo", routes=routes)


class _Desk:
    """Answers for an issuer and the personas that it vouches for."""

    def __init__(self, issuer: DemoIssuer, personas: Mapping[str, Persona]) -> None:
        self._issuer = issuer
        self._personas = personas

    async def personas(self, _request: Request) -> JSONResponse:
        return JSONResponse([_shown(persona) for persona in self._personas.values()])

    async def token(self, request: Request) -> JSONResponse:
        try:
            persona = self._personas.get((await _pick(request)).persona)
            if persona is None:
                raise PersonaUnknown
            minted = self._issuer.mint(persona)
        except Refusal as refusal:
            return refused(refusal)
        lifetime = int(LIFETIME.total_seconds())
        body = {"access_token": minted, "token_type": "Bearer", "expires_in": lifetime}
        return JSONResponse(body, headers={"Cache-Control": "no-store"})

    async def jwks(self, _request: Request) -> JSONResponse:
        return JSONResponse(self._issuer.jwks)


def _shown(persona: Persona) -> dict[str, object]:
    return {
        "key": persona.key,
        "zh": persona.zh,
        "en": persona.en,
        "assurance": persona.acr,
        "organization": persona.organization,
    }


async def _pick(request: Request) -> _Pick:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise PickUnreadable
    try:
        return msgspec.json.decode(body, type=_Pick)
    except ValueError:
        raise PickUnreadable from None
