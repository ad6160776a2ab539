"""Partners are told that something changed, in the Standard Webhooks form, and nothing else."""

import base64
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from hub.crypto.envelope import Envelopes
from hub.crypto.keyring import Use
from hub.crypto.webhooks import new_secret, written_secret
from hub.exchange import webhooks
from hub.exchange.peers import secret_place
from hub.exchange.refusals import PeerAddressInvalid
from hub.exchange.rules import check_address, outside
from hub.exchange.terms import PeerKind
from hub.exchange.wire import NotReachedError, OutsideTransport, post
from tests.actors import BANK, CITY
from tests.clients.webhooks.receiver import is_from_the_hub
from tests.hub.exchange.exchanging import DAY, PEER, exchange_of, states, tell
from tests.make import Hub, account_id, deliver
from tests.papers import MOMENT, Given, Paper, event_of


@dataclass
class Receiver:
    """A partner's own server."""

    status: int = 204
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""

    def bodies(self) -> list[dict[str, Any]]:
        """Return what it was told."""
        return [json.loads(body) for _, body in self.got]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a partner's server."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(receiver.status)
            self.send_header("location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def subscribe(hub: Hub, receiver: Receiver) -> bytes:
    """Register the bank's webhook, and return its secret."""
    secret = new_secret()
    envelopes = Envelopes(hub.world.keyring.of(Use.DATA))
    said: dict[str, Any] = {"kind": PeerKind.PARTNER.value, "address": receiver.url}
    said |= {"organization": hub.world.ids[BANK], "by": account_id("overseer")}
    sealed = envelopes.seal(secret, secret_place("bank"))
    said |= {"entries": [], "scenario": None, "matter": None, "public_key": None}
    await hub.change(PEER, code="bank", moment=MOMENT, secret=sealed, **said)
    return secret


def granted(hub: Hub) -> Given:
    """Return a running grant to the bank of a license at which nothing has happened yet."""
    return next(
        it
        for it in hub.world.grants
        if it.organization == BANK
        if (it.paper.kind, it.paper.issuer, it.paper.entry) == ("plain", CITY, "permit")
        if not it.withdrawn and it.valid_from is None and it.max_uses is None
    )


async def happens(hub: Hub, paper: Paper, *what: str, since: int = 1) -> None:
    """Let something happen to a license."""
    for place, one in enumerate(what):
        record = event_of(paper) | {"event": one, "sequence": since + place}
        await deliver(hub, [record], CITY, f"{one}-{since + place}")


async def test_a_partner_is_told_that_something_happened_and_no_more(hub: Hub) -> None:
    paper = granted(hub).paper
    with receiving() as receiver:
        secret = await subscribe(hub, receiver)
        await happens(hub, paper, "INSPECTED")
        async with exchange_of(hub) as exchange:
            await tell(hub, exchange)
    ((headers, body),) = receiver.got
    told = json.loads(body)
    assert told.keys() == {"type", "timestamp", "data"}
    assert told["type"] == "license.changed"
    assert told["data"]["license"] == hub.id_of(paper)
    assert told["data"].keys() == {"license", "kind"}
    webhook = Webhook(written_secret(secret))
    stamp = {name: headers[name] for name in headers if name.startswith("webhook-")}
    assert checked(webhook, body, stamp) == told
    with pytest.raises(WebhookVerificationError):
        checked(webhook, body.replace(b"license.", b"licence."), stamp)


async def test_the_receiver_that_the_documentation_shows_takes_it(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", MOMENT.timestamp)
    with receiving() as receiver:
        secret = written_secret(await subscribe(hub, receiver))
        await happens(hub, granted(hub).paper, "INSPECTED")
        async with exchange_of(hub) as exchange:
            await tell(hub, exchange)
    ((headers, body),) = receiver.got
    assert is_from_the_hub(headers, body, secret)
    assert not is_from_the_hub(headers, body + b" ", secret)
    assert not is_from_the_hub(headers, body, written_secret(new_secret()))
    monkeypatch.setattr("time.time", lambda: MOMENT.timestamp() + 301)
    assert not is_from_the_hub(headers, body, secret)


def checked(webhook: Webhook, body: bytes, headers: dict[str, str]) -> Any:  # noqa: ANN401 - JSON
    """Check a message by the library that partners use; it goes by the true time."""
    signed = datetime.fromtimestamp(int(headers["webhook-timestamp"]), MOMENT.tzinfo)
    expected = webhook.sign(headers["webhook-id"], signed, body.decode())
    if expected not in headers["webhook-signature"].split():
        raise WebhookVerificationError("No matching signature found")
    return json.loads(body)


async def test_the_event_that_stops_an_authorization_is_the_last(hub: Hub) -> None:
    paper = granted(hub).paper
    with receiving() as receiver:
        await subscribe(hub, receiver)
        async with exchange_of(hub) as exchange:
            await happens(hub, paper, "INSPECTED", "SUSPENDED")
            await tell(hub, exchange)
            await happens(hub, paper, "RESUMED", "INSPECTED", since=3)
            await tell(hub, exchange)
    assert len(receiver.got) == 2


async def test_one_whose_grant_was_withdrawn_is_told_nothing(hub: Hub) -> None:
    given = granted(hub)
    with receiving() as receiver:
        await subscribe(hub, receiver)
        await happens(hub, given.paper, "INSPECTED")
        await hub.change(
            "UPDATE use_grant SET withdrawn_at = :now WHERE license_id = :of",
            now=MOMENT,
            of=hub.world.places[given.paper.number][1],
        )
        await hub.change("DELETE FROM consent")
        async with exchange_of(hub) as exchange:
            await tell(hub, exchange)
    assert receiver.got == []


async def test_one_who_tells_without_asking_the_rulebook_is_noticed(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage: what the outbox proposes is told, though nothing runs any more."""

    async def always(*_: object, **__: object) -> webhooks.Standing:
        return webhooks.Standing(runs=True, status=True)

    monkeypatch.setattr(webhooks, "_standing", always)
    with pytest.raises(AssertionError):
        await test_the_event_that_stops_an_authorization_is_the_last(hub)


async def test_licenses_of_others_are_not_told_of(hub: Hub) -> None:
    paper = granted(hub).paper
    await hub.change("DELETE FROM consent")
    await hub.change("DELETE FROM use_grant")
    with receiving() as receiver:
        await subscribe(hub, receiver)
        await happens(hub, paper, "INSPECTED")
        async with exchange_of(hub) as exchange:
            assert await tell(hub, exchange) == 0
    assert receiver.got == []


async def test_while_a_secret_is_changed_both_sign(hub: Hub) -> None:
    paper = granted(hub).paper
    with receiving() as receiver:
        former = await subscribe(hub, receiver)
        fresh = new_secret()
        sealed = Envelopes(hub.world.keyring.of(Use.DATA)).seal(fresh, secret_place("bank"))
        await hub.change(
            "UPDATE peer SET former_secret = secret, former_until = :until, secret = :fresh",
            until=MOMENT + DAY,
            fresh=sealed,
        )
        async with exchange_of(hub) as exchange:
            await happens(hub, paper, "INSPECTED")
            await tell(hub, exchange)
            await happens(hub, paper, "INSPECTED", since=2)
            await tell(hub, exchange, MOMENT + DAY)
    during, after = receiver.got
    for secret, (headers, body), holds in (
        (former, during, True),
        (fresh, during, True),
        (fresh, after, True),
        (former, after, False),
    ):
        try:
            checked(Webhook(written_secret(secret)), body, headers)
        except WebhookVerificationError:
            assert not holds
        else:
            assert holds


async def test_gone_ends_it_and_a_redirect_is_not_followed(hub: Hub) -> None:
    paper = granted(hub).paper
    with receiving() as receiver:
        await subscribe(hub, receiver)
        async with exchange_of(hub) as exchange:
            receiver.status = 302
            await happens(hub, paper, "INSPECTED")
            await tell(hub, exchange)
            assert await states(hub, "bank") == {"WAITING": 1}
            receiver.status = 410
            await tell(hub, exchange, MOMENT + timedelta(hours=1))
            receiver.status = 204
            await tell(hub, exchange, MOMENT + timedelta(hours=2))
    assert len(receiver.got) == 2
    assert await hub.rows("SELECT state FROM peer") == [("ENDED",)]


PRIVATE = (
    *("http://hooks.example/", "https://10.0.0.7/", "https://192.168.1.1:8443/x"),
    *("https://127.0.0.1/", "https://[::1]/", "https://localhost/", "https://localhost./"),
    *("https://169.254.169.254/latest/meta-data", "https://[::ffff:10.0.0.1]/"),
    *("https://[64:ff9b::a00:1]/", "https://100.64.0.1/", "https://0.0.0.0/"),
    *("https://db.internal/", "https://printer.local/", "https://hub/", "https://2130706433/"),
    *("https://0x7f.1/", "https://127.1/", "https://user@hooks.example/", "https://a b.example/"),
    *("ftp://hooks.example/", "https:///x", "https://hooks.example:99999/", "javascript:alert(1)"),
    *("https://hooks.example/\x00", "https://hooks.example/" + "x" * 600, "", "https://示例.cn/"),
)


@pytest.mark.parametrize("address", PRIVATE)
def test_no_webhook_leads_into_a_private_network(address: str) -> None:
    with pytest.raises(PeerAddressInvalid):
        check_address(address, PeerKind.PARTNER, demo=False)


def test_public_addresses_are_taken_and_platforms_may_lie_in_the_governments_network() -> None:
    check_address("https://hooks.example.com/a?b=c", PeerKind.PARTNER, demo=False)
    check_address("https://10.0.0.7/exchange", PeerKind.NATIONAL, demo=False)
    check_address("http://127.0.0.1:9/", PeerKind.PARTNER, demo=True)
    with pytest.raises(PeerAddressInvalid):
        check_address("http://127.0.0.1:9/", PeerKind.NATIONAL, demo=False)
    assert outside("1.1.1.1")


@pytest.mark.parametrize("found", [["127.0.0.1"], ["1.1.1.1", "10.0.0.1"], ["::1"], []])
async def test_a_name_that_leads_inside_is_not_followed(found: Sequence[str]) -> None:
    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return found

    with receiving() as receiver:
        port = receiver.url.rpartition(":")[2]
        transport = OutsideTransport(demo=False, resolve=resolve)
        async with httpx.AsyncClient(transport=transport) as client:
            with pytest.raises(NotReachedError, match="ADDRESS_PRIVATE"):
                await post(client, f"http://hooks.example:{port}", "msg_1", b"{}", [])
    assert receiver.got == []


async def test_the_address_that_was_looked_at_is_the_one_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that leads elsewhere the second time gains nothing."""
    monkeypatch.setattr("hub.exchange.wire.outside", lambda _: True)
    asked: list[str] = []

    async def resolve(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with receiving() as receiver:
        port = receiver.url.rpartition(":")[2]
        transport = OutsideTransport(demo=False, resolve=resolve)
        async with httpx.AsyncClient(transport=transport) as client:
            await post(client, f"http://hooks.example:{port}", "msg_1", b"{}", [])
    ((headers, _),) = receiver.got
    assert headers["host"].startswith("hooks.example:")
    assert asked == ["hooks.example"]


def test_secrets_are_of_the_common_form() -> None:
    secret = written_secret(new_secret())
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
