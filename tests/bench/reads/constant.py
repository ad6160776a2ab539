"""Answer every request with a body of the size it names: what the HTTP server alone can do."""

from functools import cache

from starlette.types import Receive, Scope, Send

from hub.cli.serve import run
from hub.settings import read_settings


@cache
def _body(size: bytes) -> bytes:
    return b" " * int(size)


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """Read the request and answer it."""
    if scope["type"] != "http":
        raise NotImplementedError(scope["type"])
    while (await receive()).get("more_body"):
        pass
    size = dict(scope["headers"])[b"x-size"]
    headers = [(b"content-type", b"application/json"), (b"content-length", size)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": _body(size)})


if __name__ == "__main__":
    run(answer, read_settings())
