"""GET /log/…: the log's key, checkpoint, leaves and proofs; they name nobody and need no token."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from hub.audit.call import Call, Doors
from hub.audit.transparency.queries import (
    MOST_LEAVES,
    checkpoint,
    leaves,
    prove_continuation,
    prove_leaf,
)
from hub.errors import Kind, Refusal
from hub.web.statuses import refused

NO_STORE = {"Cache-Control": "no-store"}
LARGEST = 15
"""How many digits a place or size has at most."""

Answer = Callable[[Call, Request], Awaitable[Response]]


class NumberExpected(Refusal):
    """A parameter of a proof is a place or a size."""

    kind = Kind.INVALID
    zh = "参数 {name} 须为非负整数"
    en = "The parameter {name} must be a number, zero or more"


def routes(doors: Doors, verifiers: str) -> list[Route]:
    """Return the routes, given the log's public keys."""

    def route(path: str, answer: Answer) -> Route:
        async def endpoint(request: Request) -> Response:
            """Answer, or tell the refusal."""
            try:
                return await answer(Call(doors), request)
            except Refusal as refusal:
                return refused(refusal)

        return Route(path, endpoint, methods=["GET"])

    async def key(_call: Call, _request: Request) -> Response:
        return PlainTextResponse(verifiers, headers=NO_STORE)

    return [
        route("/log/key", key),
        route("/log/checkpoint", _checkpoint),
        route("/log/consistency", _consistency),
        route("/log/proof", _proof),
        route("/log/leaves", _leaves),
    ]


async def _checkpoint(call: Call, _request: Request) -> Response:
    """Tell the newest checkpoint, as a signed note."""
    return PlainTextResponse((await checkpoint(call)).note, headers=NO_STORE)


async def _consistency(call: Call, request: Request) -> Response:
    """Prove that the log of one size begins with that of another."""
    told = await prove_continuation(call, _number(request, "from"), _number(request, "to"))
    return JSONResponse(told, headers=NO_STORE)


async def _proof(call: Call, request: Request) -> Response:
    """Prove that a leaf is in the log of a size."""
    told = await prove_leaf(call, _number(request, "leaf"), _number(request, "size"))
    return JSONResponse(told, headers=NO_STORE)


async def _leaves(call: Call, request: Request) -> Response:
    """Tell hashes of leaves."""
    count = _number(request, "count") if "count" in request.query_params else MOST_LEAVES
    return JSONResponse(await leaves(call, _number(request, "start"), count), headers=NO_STORE)


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= LARGEST):
        raise NumberExpected(name=name)
    return int(text)
