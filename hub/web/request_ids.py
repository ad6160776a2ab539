"""Give each request an id of the hub's own making: in its state, in the logs and in the answer.

One that a caller sent is not taken over: it goes into logs, and could hold anything.
"""

from os import urandom
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.log import REQUEST

REQUEST_ID: Final = b"x-request-id"


def new_request_id() -> str:
    """Return an id that tells nothing, not even how many there were before."""
    return urandom(16).hex()


class RequestId:
    """Gives requests of the framework their ids."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Set the id in the request's state, in the logs and in the answer."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        own = new_request_id()
        scope.setdefault("state", {})["request_id"] = own

        async def send_with_id(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.accept"}:
                added = scope["state"].get("answer_headers", ())
                own_headers = ((REQUEST_ID, own.encode()), *added)
                message["headers"] = [*message.get("headers", ()), *own_headers]
            await send(message)

        mark = REQUEST.set(own)
        try:
            await self.app(scope, receive, send_with_id)
        finally:
            REQUEST.reset(mark)
