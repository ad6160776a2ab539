"""HTTP/1.1 for who keeps to it: a request comes in time and is not too large, an answer is taken.

uvicorn bounds none of this by itself: it would wait for the rest of a request for ever.
"""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from hub.errors import Refusal
from hub.rates.refusals import Busy
from hub.web.front.answers import raw
from hub.web.front.headers import CAREFUL
from hub.web.front.refusals import AddressTooLong, HeadTooLarge, RequestMalformed, RequestTooSlow

HEAD_SECONDS: Final = 10.0
"""How long a connection may take to say what it wants."""
BODY_SECONDS: Final = 30.0
SLOWEST_BODY: Final = 16 * 1024
"""How many bytes a second a body comes with at least, after its first seconds."""
ANSWER_SECONDS: Final = 30.0
"""How long a client may take nothing of an answer."""
LARGEST_HEAD: Final = 32 * 1024
MOST_HEADERS: Final = 64
LONGEST_ADDRESS: Final = 8 * 1024
LOOK_SECONDS: Final = 1.0
LINGER_SECONDS: Final = 1.0
"""How long a connection is still heard, and not listened to, after it was told that it ends."""
LAST_SECONDS: Final = 1.0
"""How long a worker that stops waits for what a connection has begun to say, or not yet begun."""
FLOOD: Final = 2
"""At so many times the connections that may be open, they are closed and not lingered with."""
RETRY_SECONDS: Final = 5


class HubProtocol(HttpToolsProtocol):
    """One connection; it looks once in a while whether the client is late."""

    head_seconds = HEAD_SECONDS
    body_seconds = BODY_SECONDS
    answer_seconds = ANSWER_SECONDS

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - as uvicorn makes it
        """Take uvicorn's bound of connections for our own: it tells nobody when to come back."""
        super().__init__(*args, **named)
        self._most, self.limit_concurrency = self.limit_concurrency, None
        self._due: float | None = None
        self._stuck: float | None = None
        self._looking: asyncio.TimerHandle | None = None
        self._in_head, self._leaving, self._stopping = True, False, False
        self._head = self._body = 0
        self._against: Refusal = RequestMalformed()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request, or turn the connection away."""
        super().connection_made(transport)
        if self._most is not None and len(self.connections) > self._most:
            self._turn_away(Busy(seconds=RETRY_SECONDS))
            return
        self._due = self.loop.time() + self.head_seconds
        self._looking = self.loop.call_later(LOOK_SECONDS, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop looking."""
        self._stop_looking()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """Stop looking: a WebSocket has time limits of its own."""
        self._stop_looking()
        super().handle_websocket_upgrade()

    def data_received(self, data: bytes) -> None:
        """Take what came; a head is counted also while none of it is complete."""
        if self._leaving or self.transport.is_closing():
            return
        if self._due is None and not self._answering:
            self._due = self.loop.time() + self.head_seconds
        if self._in_head:
            self._head += len(data)
        super().data_received(data)
        if self._in_head and self._head > LARGEST_HEAD and not self._leaving:
            self._turn_away(HeadTooLarge())

    def send_400_response(self, msg: str) -> None:
        """Tell what is wrong in the hub's own form."""
        del msg
        self._turn_away(self._against)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take one header more, unless it is one too many."""
        if len(self.headers) >= MOST_HEADERS:
            self._refuse(HeadTooLarge())
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Wait for the body from now on."""
        if len(self.url) > LONGEST_ADDRESS:
            self._refuse(AddressTooLong())
        if sum(len(name) + len(value) for name, value in self.headers) > LARGEST_HEAD:
            self._refuse(HeadTooLarge())
        self._in_head, self._head, self._body = False, 0, 0
        self._due = self.loop.time() + self.body_seconds
        super().on_headers_complete()
        if self._stopping and self._answering:
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        """Take a part of a body."""
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait for nothing more."""
        self._due, self._in_head = None, True
        super().on_message_complete()

    def shutdown(self) -> None:
        """Answer what was asked before the worker stops, be it still on its way."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or (self._head and not self._answering):
            self._stopping = True
            self.loop.call_later(LAST_SECONDS, self._shut_down_silent)
        else:
            super().shutdown()

    def _shut_down_silent(self) -> None:
        if not self._answering and not self._leaving:
            self.transport.close()

    def pause_writing(self) -> None:
        """Begin to wait until the client takes what was written."""
        self._stuck = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """Go on writing."""
        self._stuck = None
        super().resume_writing()

    @property
    def _answering(self) -> bool:
        """Tell whether a request is being answered; uvicorn has no cycle before the first."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def _look(self) -> None:
        now = self.loop.time()
        if self._leaving:
            return
        if self._stuck is not None and now > self._stuck + self.answer_seconds:
            self.transport.abort()
        elif self.transport.is_closing():
            pass  # what was written last is still being taken
        elif self._due is not None and now > self._due + self._body / SLOWEST_BODY:
            self._be_late(now)
        self._looking = self.loop.call_later(LOOK_SECONDS, self._look)

    def _be_late(self, now: float) -> None:
        """End a connection that is late, unless it waits for us to read."""
        if self.flow.read_paused:
            self._due = now
        elif (self._in_head and not self._head) or (
            self._answering and self.cycle.response_started
        ):
            self.transport.close()
        else:
            self._turn_away(RequestTooSlow())

    def _refuse(self, refusal: Refusal) -> None:
        """End parsing; the parser then has `send_400_response` called.

        Raises: Refusal.
        """
        self._against = refusal
        raise refusal

    def _turn_away(self, refusal: Refusal) -> None:
        if self._answering:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.write(raw(refusal, CAREFUL))
        if len(self.connections) > FLOOD * (self._most or len(self.connections)):
            self.transport.close()
            return
        self._leaving = True  # closed at once, what still comes would undo what was just said
        self.transport.write_eof()
        self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    def _stop_looking(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
