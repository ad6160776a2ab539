"""Two reference registers of the demonstration: the population and legal entities (art. 23)."""

from collections.abc import Mapping
from hmac import compare_digest
from typing import Annotated

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.licenses.terms import Answer
from hub.registers.client import HOLDERS_AT_ONCE
from hub.registers.rules import register_of
from hub.registers.terms import Register

LARGEST_BODY = 1 << 20
PATHS = {Register.POPULATION: "/population", Register.LEGAL_ENTITY: "/legal-entity"}

Names = Mapping[tuple[str, str], str]
"""Whom the registers know: code type and code, and the name that goes with them."""


class _Holder(msgspec.Struct, frozen=True):
    code_type: str
    code: str
    name: str


class _Question(msgspec.Struct, frozen=True):
    holders: Annotated[list[_Holder], msgspec.Meta(max_length=HOLDERS_AT_ONCE)]


def demo_registers(names: Names, secret: str) -> Starlette:
    """Return an application that answers for both registers, to whoever has the secret."""
    desks = [(path, _Desk(register, names, secret)) for register, path in PATHS.items()]
    return Starlette(routes=[Route(path, desk.answer, methods=["POST"]) for path, desk in desks])


class _Desk:
    """Answers for one register, and keeps nothing of what it is asked."""

    def __init__(self, register: Register, names: Names, secret: str) -> None:
        self._register = register
        self._names = names
        self._authorization = f"Bearer {secret}".encode()

    async def answer(self, request: Request) -> Response:
        """Say of each holder whether the code is known by the name."""
        given = request.headers.get("authorization", "").encode()
        if not compare_digest(given, self._authorization):
            return Response(status_code=401)
        try:
            asked = msgspec.json.decode(await _read(request), type=_Question)
        except ValueError:
            return Response(status_code=400)
        told = {"answers": [self._told(holder) for holder in asked.holders]}
        return Response(msgspec.json.encode(told), media_type="application/json")

    def _told(self, holder: _Holder) -> Answer:
        own = register_of(holder.code_type) is self._register
        name = self._names.get((holder.code_type, holder.code)) if own else None
        if name is None:
            return Answer.UNKNOWN
        return Answer.MATCH if name == holder.name else Answer.MISMATCH


async def _read(request: Request) -> bytes:
    """Read a body of bounded size.

    Raises: ValueError.
    """
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            raise ValueError(len(body))
    return body
