"""WebSockets by graphql-transport-ws: text frames in JSON; the older protocol is not spoken."""

import asyncio
from contextlib import aclosing, suppress
from enum import IntEnum
from typing import Any, Final

import msgspec
import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from hub.errors import Refusal
from hub.log import logger
from hub.web.caller import NUL
from hub.web.graphql.asking import Asking
from hub.web.streams.operations import Operations
from schema.serve import told

PROTOCOL: Final = "graphql-transport-ws"
INIT_SECONDS = 10.0
SEND_SECONDS = 10.0
"""How long a client may leave a message untaken before it is let go."""
MOST_OPERATIONS = 16
LARGEST_ID = 128


class Close(IntEnum):
    """Why a socket is closed: the protocol's own codes, and one for who is too slow or too busy."""

    TRY_LATER = 1013
    INVALID = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    PROTOCOL = 4406
    INIT_TIMEOUT = 4408
    ID_IN_USE = 4409
    INIT_AGAIN = 4429


class Closing(Exception):  # noqa: N818 - it ends a conversation, and is no error
    """The conversation ends by the hub's will."""

    def __init__(self, code: Close, reason: str) -> None:
        """Take what the client is told."""
        super().__init__(reason)
        self.code, self.reason = code, reason


class _Said(msgspec.Struct, frozen=True):
    type: str
    id: str | None = None
    payload: Any = None


class Conversation:
    """One socket: signed in once, then any number of operations side by side."""

    def __init__(self, operations: Operations, socket: WebSocket) -> None:
        """Take a socket that was not accepted yet."""
        self._operations = operations
        self._socket = socket
        self._authorization: str | None = socket.headers.get("authorization")
        self._welcome = False
        self._running: dict[str, asyncio.Task[None]] = {}
        self._sending = asyncio.Lock()

    async def run(self) -> None:
        """Hold the conversation until either side ends it."""
        spoken = PROTOCOL if PROTOCOL in self._socket.scope.get("subprotocols", ()) else None
        await self._socket.accept(subprotocol=spoken)
        if spoken is None:
            await self._close(Closing(Close.PROTOCOL, "Subprotocol not acceptable"))
            return
        try:
            await self._talk()
        except Closing as closing:
            await self._close(closing)
        except WebSocketDisconnect:
            pass
        finally:
            await self._end()

    async def _talk(self) -> None:
        try:
            async with asyncio.timeout(INIT_SECONDS):
                while not self._welcome:
                    await self._take(await self._hear())
        except TimeoutError:
            raise Closing(Close.INIT_TIMEOUT, "Connection initialisation timeout") from None
        while True:
            await self._take(await self._hear())

    async def _hear(self) -> _Said:
        """Take one message; whoever was too slow is let go here."""
        hearing = asyncio.ensure_future(self._socket.receive())
        try:
            await asyncio.wait({hearing, *self._running.values()}, return_when="FIRST_COMPLETED")
            while not hearing.done():
                self._sweep()
                await asyncio.wait(
                    {hearing, *self._running.values()}, return_when="FIRST_COMPLETED"
                )
            message = hearing.result()
        finally:
            hearing.cancel()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect
        said = (message.get("text") or "").encode()
        if NUL.search(said):
            raise Closing(Close.INVALID, "Invalid message received")
        try:
            return msgspec.json.decode(said, type=_Said)
        except (ValueError, RecursionError):
            raise Closing(Close.INVALID, "Invalid message received") from None

    def _sweep(self) -> None:
        """Let go of operations that ended, and end it all where one could not send."""
        for id_, task in list(self._running.items()):
            if task.done():
                del self._running[id_]
                error = None if task.cancelled() else task.exception()
                if isinstance(error, Closing):
                    raise error

    async def _take(self, said: _Said) -> None:
        self._sweep()
        match said.type:
            case "connection_init":
                await self._init(said)
            case "ping":
                await self._say({"type": "pong"})
            case "pong":
                pass
            case "subscribe":
                self._subscribe(said)
            case "complete":
                self._complete(said)
            case _:
                raise Closing(Close.INVALID, "Invalid message received")

    async def _init(self, said: _Said) -> None:
        """Sign in, by the payload or else by the header of the handshake."""
        if self._welcome:
            raise Closing(Close.INIT_AGAIN, "Too many initialisation requests")
        payload = said.payload if said.payload is not None else {}
        if not isinstance(payload, dict):
            raise Closing(Close.INVALID, "Invalid message received")
        named = {key.lower(): value for key, value in payload.items()}.get("authorization")
        if named is not None and not isinstance(named, str):
            raise Closing(Close.INVALID, "Invalid message received")
        self._authorization = named or self._authorization
        try:
            await self._operations.welcome(self._authorization)
        except Refusal as refusal:
            raise Closing(Close.FORBIDDEN, refusal.code) from None
        self._welcome = True
        await self._say({"type": "connection_ack"})

    def _subscribe(self, said: _Said) -> None:
        if not self._welcome:
            raise Closing(Close.UNAUTHORIZED, "Unauthorized")
        if not said.id or len(said.id) > LARGEST_ID:
            raise Closing(Close.INVALID, "Invalid message received")
        if said.id in self._running:
            raise Closing(Close.ID_IN_USE, f"Subscriber for {said.id} already exists"[:100])
        if len(self._running) >= MOST_OPERATIONS:
            raise Closing(Close.TRY_LATER, "Too many operations at once")
        try:
            asking = msgspec.convert(said.payload, Asking)
        except msgspec.ValidationError:
            raise Closing(Close.INVALID, "Invalid message received") from None
        self._running[said.id] = asyncio.create_task(self._answer(said.id, asking))

    def _complete(self, said: _Said) -> None:
        running = self._running.get(said.id or "")
        if running is not None:
            running.cancel()
            del self._running[said.id or ""]

    async def _answer(self, id_: str, asking: Asking) -> None:
        try:
            context, asked = await self._operations.begin(self._authorization, asking)
            async with aclosing(self._operations.bodies(context, asked)) as bodies:
                async for body in bodies:
                    payload = orjson.Fragment(body)
                    await self._say({"id": id_, "type": "next", "payload": payload})
        except Refusal as refusal:
            error = told(refusal, "")
            await self._say({"id": id_, "type": "error", "payload": [error]})
            return
        except Exception as error:
            if not isinstance(error, Closing):
                logger().error("operation_failed", exc_info=error)
            raise
        await self._say({"id": id_, "type": "complete"})

    async def _say(self, message: dict[str, Any]) -> None:
        """Send one message as a text frame; what a client does not take in time ends it all."""
        try:
            async with asyncio.timeout(SEND_SECONDS), self._sending:
                await self._socket.send_text(orjson.dumps(message).decode())
        except TimeoutError:
            raise Closing(Close.TRY_LATER, "Messages were not taken in time") from None

    async def _close(self, closing: Closing) -> None:
        with suppress(TimeoutError, RuntimeError, WebSocketDisconnect, OSError):
            async with asyncio.timeout(SEND_SECONDS):
                await self._socket.close(closing.code, closing.reason)

    async def _end(self) -> None:
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)
