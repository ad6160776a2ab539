"""A register of the tests' own, served over HTTP."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

SECRET = "a-secret-of-the-registers"  # noqa: S105 - of the tests
KNOWN = ("111", "canary-number-1", "canary-name-张三")
OTHER = ("111", "canary-number-2", "canary-name-李四")
Reply = tuple[int, dict[str, str], bytes]


class Peer:
    """A register of the test's own: what it was asked, and what it replies."""

    def __init__(self) -> None:
        """Reply as a register does that knows one holder by another name."""
        self.asked: list[dict[str, Any]] = []
        self.tokens: set[str | None] = set()
        self.reply: Callable[[dict[str, Any]], Reply] = proper
        self.url = ""


def proper(asked: dict[str, Any]) -> Reply:
    """Reply properly: the first holder matches, the second's name is another."""
    words = {KNOWN[1]: "MATCH", OTHER[1]: "MISMATCH"}
    told = [words.get(one["code"], "UNKNOWN") for one in asked["holders"]]
    return 200, {}, json.dumps({"answers": told}).encode()


@contextmanager
def serving(peer: Peer) -> Iterator[None]:
    """Serve a peer over HTTP."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            peer.asked.append(body)
            peer.tokens.add(self.headers["authorization"])
            status, headers, content = peer.reply(body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        peer.url = f"http://127.0.0.1:{server.server_port}/check"
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield
        server.shutdown()
