"""Published keys: fetched from a real server, followed while they rotate, never from elsewhere."""

import asyncio
import itertools
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from hub.identity import published_keys
from hub.identity.issuers import TrustedIssuer, read_trusted_issuers
from hub.identity.published_keys import IssuerUnavailable
from hub.identity.tokens import TokenInvalid, TokenVerifier
from tests.forge import AUDIENCE, ISSUER, Minter, Parameters, trust


class KeyServer:
    """An issuer's web server, of which the test says what it publishes."""

    def __init__(self) -> None:
        """Publish nothing yet."""
        self.status = 200
        self.body = b""
        self.location = ""
        self.delay = 0.0
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    @property
    def url(self) -> str:
        """Where the keys are."""
        return f"http://127.0.0.1:{self.server.server_port}/jwks.json"

    def publish(self, *minters: Minter, others: tuple[Parameters, ...] = ()) -> None:
        """Replace what is published."""
        keys = [*others, *(minter.jwk for minter in minters)]
        self.body = msgspec.json.encode({"keys": keys})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        keys = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                keys.asked.append(self.path)
                time.sleep(keys.delay)
                self.send_response(keys.status)
                self.send_header("Content-Length", str(len(keys.body)))
                if keys.location:
                    self.send_header("Location", keys.location)
                self.end_headers()
                self.wfile.write(keys.body)

            def log_message(self, *_arguments: object) -> None:
                """Stay silent."""

        return Handler


@pytest.fixture
def server() -> Iterator[KeyServer]:
    keys = KeyServer()
    thread = threading.Thread(target=keys.server.serve_forever, args=(0.01,))
    thread.start()
    yield keys
    keys.server.shutdown()
    thread.join()
    keys.server.server_close()


@pytest.fixture(autouse=True)
def short_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published_keys, "PAUSE_SECONDS", 0.1)


@pytest.fixture
def verifier(server: KeyServer) -> TokenVerifier:
    return TokenVerifier([trust(jwks=None, jwks_url=server.url)])


async def accept(verifier: TokenVerifier, token: str) -> None:
    assert (await verifier.verify(token)).subject == "somebody"


async def test_keys_are_fetched_once_for_many_tokens(
    server: KeyServer, verifier: TokenVerifier
) -> None:
    minter = Minter()
    server.publish(minter)
    await asyncio.gather(*(accept(verifier, minter.mint()) for _ in range(50)))
    assert server.asked == ["/jwks.json"]


async def test_the_first_requests_of_a_worker_wait_for_one_reading_of_the_keys(
    server: KeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published_keys, "PAUSE_SECONDS", 60)
    minter = Minter()
    server.publish(minter)
    server.delay = 0.2
    for trusted, pause in ((trust(minter), 0), (trust(jwks=None, jwks_url=server.url), 0.01)):
        first = TokenVerifier([trusted])
        async with asyncio.timeout(5), asyncio.TaskGroup() as requests:
            for _ in range(8):
                requests.create_task(accept(first, minter.mint()))
                if pause:
                    await asyncio.sleep(pause)
    assert server.asked == ["/jwks.json"]


async def test_a_key_published_a_moment_ago_is_never_refused(
    server: KeyServer, verifier: TokenVerifier
) -> None:
    minters = [Minter(f"key-{number}") for number in range(6)]
    for old, new in itertools.pairwise(minters):
        server.publish(old, new)
        tokens = [minter.mint() for minter in (old, new) for _ in range(10)]
        await asyncio.gather(*(accept(verifier, token) for token in tokens))


async def test_unknown_keys_cannot_make_the_hub_ask_without_end(
    server: KeyServer, verifier: TokenVerifier
) -> None:
    server.publish(Minter())
    stranger = [Minter(f"stranger-{number}") for number in range(40)]
    refused = await asyncio.gather(
        *(verifier.verify(minter.mint()) for minter in stranger), return_exceptions=True
    )
    assert all(isinstance(answer, TokenInvalid) for answer in refused)
    assert len(server.asked) <= 3


async def test_a_key_taken_back_is_refused_even_for_a_token_held_as_verified(
    server: KeyServer, verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published_keys, "MAX_AGE_SECONDS", 0.15)
    stolen, fresh = Minter("stolen"), Minter("fresh")
    server.publish(stolen)
    token = stolen.mint()
    await accept(verifier, token)
    server.publish(fresh)
    await asyncio.sleep(0.2)
    with pytest.raises(TokenInvalid):
        await verifier.verify(token)


async def test_while_the_issuer_is_away_its_known_keys_serve(
    server: KeyServer, verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published_keys, "MAX_AGE_SECONDS", 0.0)
    minter = Minter()
    server.publish(minter)
    await accept(verifier, minter.mint())
    server.status = 503
    await asyncio.sleep(0.15)
    await accept(verifier, minter.mint())
    with pytest.raises(IssuerUnavailable):
        await verifier.verify(Minter("new").mint())


BODIES = [b"", b"[]", b"null", b'{"keys": 1}', b'{"keys": [1]}', b"<html>", b"\xff", b"x" * 10**6]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: str(body[:12]))
async def test_an_answer_that_is_no_set_of_keys_is_no_reason_to_refuse_a_token(
    server: KeyServer, verifier: TokenVerifier, body: bytes
) -> None:
    server.body = body
    with pytest.raises(IssuerUnavailable):
        await verifier.verify(Minter().mint())


async def test_the_hub_follows_no_redirect(server: KeyServer, verifier: TokenVerifier) -> None:
    server.publish(Minter())
    server.status, server.location = 302, "/elsewhere"
    with pytest.raises(IssuerUnavailable):
        await verifier.verify(Minter().mint())
    assert set(server.asked) == {"/jwks.json"}


UNUSABLE: list[Parameters] = [
    {},
    {"kty": "oct", "kid": "key-1", "k": "c2VjcmV0"},
    {"kty": "EC", "kid": "key-1", "crv": "P-256", "x": "AA", "y": "AA"},
    {"kty": "EC", "kid": "key-1", "crv": "P-999", "x": "AA", "y": "AA"},
    {"kty": "EC", "kid": 1},
    {"kty": "AKP", "kid": "key-1", "alg": "ML-DSA-44", "pub": "AA"},
    Minter().jwk | {"use": "enc"},
    {name: value for name, value in Minter().jwk.items() if name != "kid"},
    Minter("key-1", rsa.generate_private_key(65537, 1024)).jwk,  # noqa: S505 - weak on purpose
]


@pytest.mark.parametrize("unusable", UNUSABLE, ids=range(len(UNUSABLE)))
async def test_an_unusable_key_does_not_spoil_its_neighbor(
    server: KeyServer, verifier: TokenVerifier, unusable: Parameters
) -> None:
    minter = Minter("good")
    server.publish(minter, others=(unusable,))
    await accept(verifier, minter.mint())
    with pytest.raises(TokenInvalid):
        await verifier.verify(Minter("key-1").mint())


async def test_keys_may_lie_in_a_file_and_rotate_there(tmp_path: Path) -> None:
    path = tmp_path / "jwks.json"
    verifier = TokenVerifier([trust(jwks=None, jwks_file=path)])
    for minter in (Minter("one"), Minter("two")):
        path.write_bytes(msgspec.json.encode({"keys": [minter.jwk]}))
        await accept(verifier, minter.mint())


async def test_trusted_issuers_are_read_from_their_file(tmp_path: Path) -> None:
    minter, path = Minter(), tmp_path / "issuers.json"
    issuer = {"issuer": ISSUER, "audience": AUDIENCE, "algorithms": ["ES256"]}
    path.write_bytes(msgspec.json.encode([issuer | {"jwks": {"keys": [minter.jwk]}}]))
    await accept(TokenVerifier(read_trusted_issuers(path)), minter.mint())


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"jwks_url": "https://id.example/jwks", "jwks": {"keys": []}},
        {"jwks_url": "http://id.example/jwks"},
        {"jwks_url": "file:///etc/passwd"},
        {"jwks_url": "http://127.0.0.1.id.example/jwks"},
        {"jwks": {"keys": []}, "algorithms": ["HS256"]},
        {"jwks": {"keys": []}, "algorithms": ["none"]},
        {"jwks": {"keys": []}, "algorithms": []},
        {"jwks": {"keys": []}, "assurance": {"gold": 4}},
        {"jwks": {"keys": []}, "audience": ""},
        {"jwks": {"keys": []}, "leeway": 3600},
    ],
    ids=str,
)
def test_an_unsafe_trust_is_not_read(said: Parameters) -> None:
    issuer = {"issuer": ISSUER, "audience": AUDIENCE, "algorithms": ["ES256"]}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(issuer | said, TrustedIssuer)
