"""Visit pages without a browser's help: cookies alone are kept, and nothing else is done."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.hub.web.pages.session.provider import Provider
from tests.schema.http.streams.serving import Served

_SECRET = re.compile(r'name="secret" value="([^"]+)"')


@dataclass
class Browser:
    """What somebody sends and keeps."""

    client: httpx.Client
    provider: Provider
    address: str

    @classmethod
    @contextmanager
    def at(cls, hub: Served, provider: Provider) -> Iterator["Browser"]:
        """Open one at a hub."""
        with httpx.Client(base_url=hub.address, trust_env=False, timeout=20) as client:
            yield cls(client, provider, hub.address)

    def begin(self, back: str = "/", assurance: str | None = None) -> dict[str, str]:
        """Begin to sign in, and return with what the provider is asked."""
        wanted = {} if assurance is None else {"assurance": assurance}
        sent = self.client.get("/sign-in", params={"back": back, **wanted})
        assert sent.status_code == 303, sent.text
        place = urlsplit(sent.headers["location"])
        assert place.netloc == f"127.0.0.1:{self.provider.port}"
        return dict(parse_qsl(place.query))

    def bring(self, code: str, state: str) -> httpx.Response:
        """Come back from the provider."""
        return self.client.get("/sign-in/back", params={"code": code, "state": state})

    def sign_in(
        self, persona: str = "supervisor", back: str = "/", assurance: str | None = None
    ) -> httpx.Response:
        """Sign in as somebody, and return where the hub sends."""
        asked = self.begin(back, assurance)
        return self.bring(self.provider.picked(asked, persona), asked["state"])

    @property
    def secret(self) -> str:
        """What the forms of the page carry."""
        found = _SECRET.search(self.client.get("/").text)
        assert found is not None
        return found[1]

    def is_known(self) -> bool:
        """Tell whether the hub knows who this is."""
        return 'action="/sign-out"' in self.client.get("/").text

    def send(
        self, path: str, form: dict[str, str], headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Send a form as from a page of the hub, or with other headers."""
        own = {"Origin": self.address} if headers is None else headers
        return self.client.post(path, data=form, headers=own)
