"""A platform that the hub exchanges with: a real server, which fails in every way it is told to."""

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson

from hub.crypto import sm2
from hub.crypto.digests import sm3
from hub.crypto.webhooks import ID, MOMENT, Sm2Hand, signed_by, signed_headers

Json = dict[str, Any]


@dataclass
class Platform:
    """What it has, what it got, and how it fails next."""

    hub_key: bytes = b""
    hand: Sm2Hand = field(default_factory=lambda: Sm2Hand(sm2.generate()))
    faults: list[str] = field(default_factory=list)
    """How the next messages with events are mistreated."""
    port: int = 0
    got: list[str] = field(default_factory=list)
    """Ids of events as they arrived, again and again if so."""
    taken: list[Json] = field(default_factory=list)
    """Events in the order in which they took effect, each once by its id."""
    has: dict[str, Json] = field(default_factory=dict)
    """States of licenses, as it understands what it was told."""
    entries: dict[str, Json] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    page: int = 7
    unsigned: int = 0
    dies_after: int = 0
    """After how many events it is killed, amid the message that brings them."""
    clock: datetime = datetime(2026, 5, 20, tzinfo=UTC)
    """The moment by the hub's clock, which a test may hold: it goes by that."""
    outcomes: dict[str, str] = field(default_factory=dict)
    """What it says of events of a kind, if it does not accept them."""
    says: dict[str, Json] = field(default_factory=dict)
    """What it answers to questions of a kind, right or wrong."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    released: threading.Event = field(default_factory=threading.Event)
    _ids: set[str] = field(default_factory=set)
    _server: ThreadingHTTPServer | None = None
    _thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}/exchange"

    @property
    def public_key(self) -> str:
        """Return the key by which its receipts are checked."""
        return self.hand.public_key.hex()

    def of_license(self) -> dict[str, list[int]]:
        """Return the sequences that took effect, license by license, in their order."""
        found: dict[str, list[int]] = defaultdict(list)
        for event in self.taken:
            if event.get("state"):
                found[event["state"]["license"]].append(event["state"]["sequence"])
        return found

    def open(self) -> None:
        """Listen, on the port it had before if it had one."""
        ThreadingHTTPServer.allow_reuse_address = True
        self.released.clear()
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        """Be killed: nobody listens on the port, and what is under way is not answered."""
        self.released.set()
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server = None

    def answer(self, asked: Json) -> Json:
        """Take what is sent and say so, or tell what it has."""
        self.asked.append(asked["type"])
        if asked["type"] in self.says:
            return self.says[asked["type"]]
        match asked["type"]:
            case "exchange.events":
                return {"receipts": [self._take(event) for event in asked["events"]]}
            case "exchange.days":
                return {"days": self._days()}
            case "exchange.day":
                return {"licenses": self._of_day(asked["entry"], asked["day"], asked["after"])}
        return {}

    def _take(self, event: Json) -> Json:
        id_ = event["id"]
        self.got.append(id_)
        said = self.outcomes.get(event["kind"], "ACCEPTED")
        if said == "ACCEPTED" and id_ not in self._ids:
            self._ids.add(id_)
            self.taken.append(event)
            self._keep(event)
        return {"id": id_, "outcome": said, "digest": event.get("digest")}

    def _keep(self, event: Json) -> None:
        if "entry" in event:
            self.entries[event["entry"]["code"]] = event
            if event["kind"] == "ENTRY_WITHDRAWN":
                code = event["entry"]["code"]
                self.has = {k: one for k, one in self.has.items() if one["entry"] != code}
        elif event["state"] is None:
            self.has.pop(event["license"], None)
        else:
            self.has[event["state"]["license"]] = event["state"]

    def _days(self) -> list[Json]:
        found: dict[tuple[str, str], list[bytes]] = defaultdict(list)
        for state in self.has.values():
            found[state["entry"], state["day"]].append(digest_of(state))
        return [
            {
                "entry": entry,
                "day": day,
                "count": len(digests),
                "digest": sm3(b"".join(sorted(digests))).hex(),
            }
            for (entry, day), digests in found.items()
        ]

    def _of_day(self, entry: str, day: str, after: str) -> list[Json]:
        found = [
            {"license": name, "digest": digest_of(state).hex()}
            for name, state in sorted(self.has.items())
            if (state["entry"], state["day"]) == (entry, day) and name > after
        ]
        return found[: self.page]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                platform.respond(self, body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler

    def respond(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        """Answer a request, as well or as badly as is due; one that is killed answers nobody."""
        if self.released.is_set():
            handler.close_connection = True
            return None
        headers = {key.lower(): value for key, value in handler.headers.items()}
        message = headers[ID]
        asked = json.loads(body)
        with self.lock:
            self.clock = datetime.fromtimestamp(int(headers[MOMENT]), UTC)
            if not signed_by(self.hub_key, headers, body, message, self.clock):
                self.unsigned += 1
            with_events = asked["type"] == "exchange.events"
            fault = self.faults.pop(0) if with_events and self.faults else "none"
            if fault in {"500", "503", "400", "410"}:
                return _send(handler, int(fault), b"", {})
            if fault == "slow":
                self.lock.release()
                self.released.wait(5)
                self.lock.acquire()
            answer = orjson.dumps(_forged(asked) if fault == "forged" else self.answer(asked))
        if self.dies_after and len(self.got) >= self.dies_after:
            self.released.set()
            self.dies_after = 0
        if self.released.is_set():
            fault = "closes"
        _FAULTS.get(fault, _well)(self, handler, message, answer)
        return None


def digest_of(state: Json) -> bytes:
    """Return the digest of a state as the form of the exchange has it."""
    return sm3(orjson.dumps(state, option=orjson.OPT_SORT_KEYS))


def _forged(asked: Json) -> Json:
    """Say that everything is taken, and take nothing: whoever answers is not the platform."""
    events = asked["events"]
    said = {"outcome": "ACCEPTED"}
    return {"receipts": [said | {"id": it["id"], "digest": it["digest"]} for it in events]}


Respond = Callable[[Platform, BaseHTTPRequestHandler, str, bytes], None]


def _well(platform: Platform, handler: BaseHTTPRequestHandler, message: str, answer: bytes) -> None:
    _send(handler, 200, answer, signed_headers(message, platform.clock, answer, [platform.hand]))


def _closes(_: Platform, handler: BaseHTTPRequestHandler, __: str, ___: bytes) -> None:
    handler.close_connection = True


def _half(platform: Platform, handler: BaseHTTPRequestHandler, message: str, answer: bytes) -> None:
    headers = signed_headers(message, platform.clock, answer, [platform.hand])
    handler.send_response(200)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("content-length", str(len(answer)))
    handler.end_headers()
    handler.wfile.write(answer[: len(answer) // 2])
    handler.close_connection = True


def _unsigned(
    platform: Platform, handler: BaseHTTPRequestHandler, message: str, answer: bytes
) -> None:
    stranger = Sm2Hand(sm2.generate())
    _send(handler, 200, answer, signed_headers(message, platform.clock, answer, [stranger]))


def _replayed(platform: Platform, handler: BaseHTTPRequestHandler, _: str, answer: bytes) -> None:
    headers = signed_headers("msg_of_another_time", platform.clock, answer, [platform.hand])
    _send(handler, 200, answer, headers)


def _of_others(platform: Platform, handler: BaseHTTPRequestHandler, message: str, _: bytes) -> None:
    receipts = [{"id": "00000000-0000-7000-8000-000000000000", "outcome": "ACCEPTED"}]
    _well(platform, handler, message, orjson.dumps({"receipts": receipts}))


def _of_another_state(
    platform: Platform, handler: BaseHTTPRequestHandler, message: str, answer: bytes
) -> None:
    receipts = [one | {"digest": "00" * 32} for one in orjson.loads(answer)["receipts"]]
    _well(platform, handler, message, orjson.dumps({"receipts": receipts}))


def _twice(
    platform: Platform, handler: BaseHTTPRequestHandler, message: str, answer: bytes
) -> None:
    _well(platform, handler, message, answer)
    _well(platform, handler, message, answer)


def _garbled(platform: Platform, handler: BaseHTTPRequestHandler, message: str, _: bytes) -> None:
    _well(platform, handler, message, b'{"receipts": [], "more": "\xff\0"}')


_FAULTS: dict[str, Respond] = {
    "garbled": _garbled,
    "forged": _unsigned,
    "closes": _closes,
    "half": _half,
    "unsigned": _unsigned,
    "replayed": _replayed,
    "of others": _of_others,
    "of another state": _of_another_state,
    "twice": _twice,
}


def _send(
    handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]
) -> None:
    try:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
    except OSError:
        handler.close_connection = True  # who asked waits no more


@contextmanager
def listening() -> Iterator[Platform]:
    """Run a platform on a port of its own."""
    platform = Platform()
    platform.open()
    try:
        yield platform
    finally:
        platform.close()
