"""A small identity provider on a loopback port: it gives codes, and takes each once."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from hub.identity.demo import ISSUER, DemoIssuer
from hub.sample.files import load_personas

CLIENT, SECRET = "hub-pages-tested", "not-a-secret-of-anybody"


@dataclass
class Provider:
    """Answers as it is told to; what it holds of a code is what its sign-in was begun with."""

    minter: DemoIssuer
    port: int = 0
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    changed: dict[str, Any] = field(default_factory=dict)
    """Claims of ID tokens, and members of answers, that differ from what they should be."""
    status: int = 200
    lax: bool = False
    """Whether codes are given out without their verifiers."""
    seconds: float = 60.0
    """How long a code lasts."""
    left: list[dict[str, str]] = field(default_factory=list)
    """What it was told by each who signed out."""

    def picked(self, asked: dict[str, str], persona: str = "supervisor") -> str:
        """Let somebody sign in where a browser was sent, and return the code to bring back."""
        code = f"code-{len(self.codes)}-{asked['nonce'][:8]}"
        self.codes[code] = asked | {"persona": persona, "until": str(time.time() + self.seconds)}
        return code

    def redeemed(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Return what a code is good for, if it is good."""
        login = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.codes.pop(form.get("code", ""), None)
        if (
            asked is None
            or authorization != f"Basic {login}"
            or float(asked["until"]) < time.time()
        ):
            return None
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        right = challenge == asked["code_challenge"]
        if not (right or self.lax) or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        claims = {"iss": ISSUER, "aud": CLIENT, "nonce": asked["nonce"], "exp": time.time() + 60}
        answer = {
            "access_token": self.minter.mint(load_personas()[asked["persona"]]),
            "id_token": _token(claims | self.changed),
        }
        return answer | {name: it for name, it in self.changed.items() if name in answer}


def _token(claims: dict[str, Any]) -> str:
    parts = ({"alg": "none"}, claims)
    sealed = [base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in parts]
    return b".".join([*sealed, b"c2lnbmVk"]).decode()


@contextmanager
def running(minter: DemoIssuer) -> Iterator[Provider]:
    """Serve a provider."""
    provider = Provider(minter)

    class Endpoint(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Let a browser sign in, or out, without a question, and send it back."""
            place = urlsplit(self.path)
            asked = dict(parse_qsl(place.query))
            if place.path == "/leave":
                provider.left.append(asked)
                to = asked["post_logout_redirect_uri"]
            else:
                told = {"code": provider.picked(asked), "state": asked["state"]}
                to = f"{asked['redirect_uri']}?{urlencode(told)}"
            self.send_response(303)
            self.send_header("location", to)
            self.send_header("content-length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            """Answer at the token endpoint."""
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            given = provider.redeemed(form, self.headers.get("authorization", ""))
            status = provider.status if given else 400
            text = json.dumps(given or {"error": "invalid_grant"}).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_told: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    provider.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
