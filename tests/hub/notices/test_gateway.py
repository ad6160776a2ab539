"""Messages go out signed and without a personal value, again after a fault, and not for ever."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import uuid4

import pytest

from hub import clock
from hub.crypto.keyring import Use, create_keyring
from hub.crypto.opaque import Opaque
from hub.notices import gateway as gateways
from hub.notices import outbox
from hub.notices.gateway import GatewaySecretInvalid, HttpGateway, read_secret
from hub.notices.outbox import send_waiting
from hub.notices.rules import MOST_ATTEMPTS
from hub.notices.telling import Telling, tell
from hub.notices.terms import NoticeKind
from hub.settings import GatewaySecretNotSet, SettingInvalid, Settings, read_settings
from tests.actors import ZHANG
from tests.make import Hub

SECRET = b"a secret of twenty-four bytes or more"
STATES = "SELECT message, attempts, failure FROM notice ORDER BY id"
OPAQUE = Opaque(create_keyring().of(Use.SIV))

Answer = Callable[[BaseHTTPRequestHandler], None]


def ok(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(204)
    handler.end_headers()


def fails(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(500)
    handler.end_headers()


def is_gone(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(410)
    handler.end_headers()


def redirects(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(307)
    handler.send_header("location", "http://127.0.0.1:1/elsewhere")
    handler.end_headers()


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True


def is_slow(handler: BaseHTTPRequestHandler) -> None:
    released = handler.server.released  # type: ignore[attr-defined] # ours, below
    released.wait(5)
    hangs_up(handler)


@dataclass
class Platform:
    """A message platform: what it got, and how it answers next."""

    answers: list[Answer] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""

    def handler(self) -> type[BaseHTTPRequestHandler]:
        """Return what handles its requests."""
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                platform.got.append((dict(self.headers.items()), body))
                (platform.answers.pop(0) if platform.answers else ok)(self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


@contextmanager
def listening(*answers: Answer) -> Iterator[Platform]:
    """Run a platform on a port of its own."""
    platform = Platform(list(answers))
    server = ThreadingHTTPServer(("127.0.0.1", 0), platform.handler())
    server.released = threading.Event()  # type: ignore[attr-defined] # ends what is slow
    platform.url = f"http://127.0.0.1:{server.server_address[1]}/messages"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield platform
    finally:
        server.released.set()  # type: ignore[attr-defined] # as above
        server.shutdown()
        thread.join()
        server.server_close()


def gateway_to(platform: Platform) -> HttpGateway:
    return HttpGateway(platform.url, SECRET, OPAQUE, "https://hub.example/")


async def told(hub: Hub, count: int = 1) -> None:
    """Tell a holder of something, which then waits to be sent."""
    async with hub.doors.writer.begin() as db:
        for _ in range(count):
            await tell(db, _telling(hub))


def _telling(hub: Hub) -> Telling:
    return Telling(
        holder_key=hub.world.holders[ZHANG],
        kind=NoticeKind.CONSENT_ASKED,
        about=str(uuid4()),
        at=clock.now(),
    )


async def sent(hub: Hub, platform: Platform, later: timedelta = timedelta()) -> int:
    """Send what waits, at a later time."""
    with clock.held_at(clock.now() + later):
        gateway = gateway_to(platform)
        count = await send_waiting(hub.doors.writer, gateway)
        await gateway.close()
    return count


async def test_a_message_is_signed_and_tells_nothing_personal(hub: Hub) -> None:
    await told(hub)
    with listening() as platform:
        assert await sent(hub, platform) == 1
    ((headers, body),) = platform.got
    said = {key.lower(): value for key, value in headers.items()}
    signed = f"{said['webhook-id']}.{said['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.digest(SECRET, signed, hashlib.sha256)).decode()
    assert said["webhook-signature"] == f"v1,{mac}"
    message = json.loads(body)
    assert message.keys() == {"type", "timestamp", "data"}
    assert message["data"].keys() == {"handle", "kind", "link"}
    assert message["data"]["link"].startswith("https://hub.example/notices/")
    holder_key = hub.world.holders[ZHANG]
    for personal in (ZHANG, str(holder_key), holder_key.hex):
        assert personal not in body.decode() + str(headers)
    assert await hub.rows(STATES) == [("SENT", 1, None)]
    assert await sent(hub, platform, timedelta(days=1)) == 0


async def test_a_handle_is_the_same_for_the_same_holder(hub: Hub) -> None:
    await told(hub, 2)
    with listening() as platform:
        await sent(hub, platform)
    handles = {json.loads(body)["data"]["handle"] for _, body in platform.got}
    links = {json.loads(body)["data"]["link"] for _, body in platform.got}
    assert (len(handles), len(links)) == (1, 2)


FAULTS: dict[Answer, str] = {
    fails: "HTTP_500",
    redirects: "HTTP_307",
    hangs_up: "RemoteProtocolError",
    is_slow: "ReadTimeout",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.__name__))
async def test_a_fault_is_tried_again_later_under_the_same_id(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, fault: Answer
) -> None:
    monkeypatch.setattr(gateways, "TIMEOUT_SECONDS", 0.3)
    await told(hub)
    with listening(fault) as platform:
        assert await sent(hub, platform) == 1
        assert await hub.rows(STATES) == [("WAITING", 1, FAULTS[fault])]
        assert await sent(hub, platform) == 0, "it waits before it tries again"
        assert await sent(hub, platform, timedelta(seconds=6)) == 1
    assert await hub.rows(STATES) == [("SENT", 2, None)]
    ids = {
        {key.lower(): value for key, value in head.items()}["webhook-id"]
        for head, _ in platform.got
    }
    assert (len(platform.got), len(ids)) == (2, 1)


async def test_nobody_there_is_a_fault_like_others(hub: Hub) -> None:
    await told(hub)
    with listening() as platform:
        pass
    assert await sent(hub, platform) == 1
    assert await hub.rows(STATES) == [("WAITING", 1, "ConnectError")]


async def test_what_cannot_be_sent_is_given_up_and_kept(hub: Hub) -> None:
    await told(hub)
    with listening(*[fails] * (MOST_ATTEMPTS + 1)) as platform:
        for attempt in range(MOST_ATTEMPTS + 3):
            await sent(hub, platform, timedelta(hours=2 * attempt))
    assert await hub.rows(STATES) == [("DEAD", MOST_ATTEMPTS, "HTTP_500")]


async def test_what_is_gone_is_given_up_at_once(hub: Hub) -> None:
    await told(hub)
    with listening(is_gone) as platform:
        await sent(hub, platform)
    assert await hub.rows(STATES) == [("DEAD", 1, "HTTP_410")]


async def test_a_fault_of_one_message_keeps_no_other_waiting(hub: Hub) -> None:
    await told(hub, 3)
    with listening(fails) as platform:
        assert await sent(hub, platform) == 3
    assert sorted(state for state, _, _ in await hub.rows(STATES)) == ["SENT", "SENT", "WAITING"]


async def dies_while_sending(hub: Hub, platform: Platform, patch: pytest.MonkeyPatch) -> None:
    """Send what waits in a process that dies before it can note that it did."""

    async def nothing(*_: object) -> None:
        pass

    with patch.context() as dying:
        dying.setattr(outbox, "_note", nothing)
        assert await sent(hub, platform) == 1


async def test_what_a_dead_process_had_claimed_is_sent_by_another(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    await told(hub)
    with listening() as platform:
        await dies_while_sending(hub, platform, monkeypatch)
        assert await sent(hub, platform) == 0, "it may still be on its way"
        assert await sent(hub, platform, outbox.LEASE + timedelta(seconds=1)) == 1
    assert await hub.rows(STATES) == [("SENT", 2, None)]
    assert len({head["webhook-id"] for head, _ in platform.got}) == 1, "known to be the same"


async def test_without_a_lease_it_would_be_sent_twice_at_once(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "LEASE", timedelta())
    await told(hub)
    with listening() as platform:
        await dies_while_sending(hub, platform, monkeypatch)
        assert await sent(hub, platform) == 1


class Faulty:
    """A gateway with a bug."""

    async def send(self, _notice: object) -> None:
        """Fail in its own way."""
        raise LookupError("of 13812345678")


async def test_a_bug_of_a_gateway_is_a_fault_of_one_message(hub: Hub) -> None:
    await told(hub)
    assert await send_waiting(hub.doors.writer, Faulty()) == 1
    assert await hub.rows(STATES) == [("WAITING", 1, "LookupError")]


@pytest.mark.parametrize("written", ["", "whsec_", "whsec_c2hvcnQ=", "c2VjcmV0" * 6, "whsec_*"])
def test_a_secret_that_is_none_is_refused(tmp_path: Path, written: str) -> None:
    (tmp_path / "secret").write_text(written)
    with pytest.raises(GatewaySecretInvalid):
        read_secret(tmp_path / "secret")


def test_a_secret_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"whsec_{base64.b64encode(SECRET).decode()}\n")
    assert read_secret(tmp_path / "secret") == SECRET


@pytest.mark.parametrize(
    ("url", "well"),
    [
        ("https://messages.example/in", True),
        ("http://127.0.0.1:9000/in", True),
        ("http://localhost/in", True),
        ("http://messages.example/in", False),
        ("http://127.0.0.1.example/in", False),
        ("http://localhost@messages.example/", False),
        ("ftp://localhost/", False),
    ],
)
def test_a_gateway_is_reached_over_tls_or_on_this_machine(url: str, *, well: bool) -> None:
    variables = {"HUB_NOTICE_GATEWAY_URL": url}
    if well:
        assert read_settings(variables).notice_gateway_url == url
    else:
        with pytest.raises(SettingInvalid):
            read_settings(variables)


def test_a_gateway_needs_a_secret() -> None:
    with pytest.raises(GatewaySecretNotSet):
        _ = Settings(notice_gateway_url="https://messages.example").gateway_secret_file
