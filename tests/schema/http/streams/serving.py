"""A hub behind a real server on a loopback port, and subscribers to it over the wire."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import httpx
import uvicorn
from starlette.applications import Starlette
from websockets import Subprotocol
from websockets.sync.client import ClientConnection, connect

from hub.cli.serve import OPTIONS
from hub.notices.feed import Feed
from tests.schema.http.asking import ANYONE, Hub, Outside, identifier

SPOKEN = [Subprotocol("graphql-transport-ws")]
PATIENCE = 20.0
SMALL_BUFFER = 16_384
"""How much a server may send ahead of a client: with more, nobody would seem slow."""
QUIET = 1.5
"""How long nothing comes, where nothing may come; what is told reaches others long before."""
LOOK = 'query ($of: String!) { license(identifier: $of) { field(key: "status") { value } } }'
USED = """subscription { usageRecorded { event outcome cause bySelf license sentence
    organization { code } fields { key outcome } } }"""
ASKED = "subscription { consentAsked { id kind about at sentence(locale: EN) } }"


@dataclass(frozen=True)
class Served(Hub):
    """A hub that is reached over TCP."""

    port: int = 0
    feed: Feed | None = None

    @property
    def address(self) -> str:
        """Where it is reached."""
        return f"http://127.0.0.1:{self.port}"

    def look(self, landmark: str, by: str, cause: str | None = None) -> None:
        """Let somebody look at a license."""
        self.post(LOOK, by=by, cause=cause, of=identifier(landmark))

    @contextmanager
    def socket(self, by: str = ANYONE, **changed: Any) -> Iterator[ClientConnection]:  # noqa: ANN401 - as the library takes them
        """Open a socket, signed in as somebody by the payload of the first message."""
        usual: dict[str, Any] = {
            "subprotocols": SPOKEN,
            "open_timeout": PATIENCE,
            "close_timeout": 1,
        }
        with connect(f"ws://127.0.0.1:{self.port}/graphql", **(usual | changed)) as opened:
            payload = {} if by == ANYONE else {"Authorization": f"Bearer {self.token(by)}"}
            say(opened, type="connection_init", payload=payload)
            assert hear(opened) == {"type": "connection_ack"}
            yield opened

    @contextmanager
    def events(self, query: str, by: str = ANYONE) -> Iterator[Iterator[tuple[str, Any]]]:
        """Follow a subscription by server-sent events."""
        headers = self.headers(by) | {"Accept": "text/event-stream"}
        url = f"http://127.0.0.1:{self.port}/graphql"
        body = {"query": query}
        with httpx.stream("POST", url, json=body, headers=headers, timeout=PATIENCE) as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            yield _events(response)


def _events(response: httpx.Response) -> Iterator[tuple[str, Any]]:
    name = ""
    for line in response.iter_lines():
        if line == ":":
            yield "alive", None
        elif line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data:"):
            data = line.removeprefix("data:").strip()
            yield name, json.loads(data) if data else None


def say(opened: ClientConnection, **message: object) -> None:
    """Send one message."""
    opened.send(json.dumps(message))


def hear(opened: ClientConnection, seconds: float = PATIENCE) -> dict[str, Any]:
    """Return the next message, which is a text frame."""
    frame = opened.recv(timeout=seconds)
    assert isinstance(frame, str)
    message: dict[str, Any] = json.loads(frame)
    return message


def hears_nothing(opened: ClientConnection, seconds: float = QUIET) -> bool:
    """Tell whether nothing comes for a while."""
    try:
        hear(opened, seconds)
    except TimeoutError:
        return True
    return False


def subscribe(opened: ClientConnection, query: str = USED, id_: str = "1") -> None:
    """Begin to follow something."""
    say(opened, type="subscribe", id=id_, payload={"query": query})


def code_of(message: dict[str, Any]) -> str:
    """Return the code of the one refusal in a message."""
    payload = message["payload"]
    errors = payload if isinstance(payload, list) else payload["errors"]
    (error,) = errors
    return str(error["extensions"]["code"])


def until(condition: Any, seconds: float = PATIENCE) -> None:  # noqa: ANN401 - any question
    """Wait until something is so."""
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.02)


@contextmanager
def served(app: Starlette, hub: Hub, feed: Feed, port: int = 0) -> Iterator[Served]:
    """Serve an application from a thread of its own, on a port that is free or told."""
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL_BUFFER)
        taken.bind(("127.0.0.1", port))
        port = int(taken.getsockname()[1])
        server = uvicorn.Server(uvicorn.Config(app, **OPTIONS))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        try:
            until(lambda: server.started or not thread.is_alive(), 20)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
                yield Served(cast("Outside", client), hub.issuer, hub.url, port=port, feed=feed)
        finally:
            server.should_exit = True
            thread.join(20)
