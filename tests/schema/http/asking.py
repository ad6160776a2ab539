"""Ask the hub over HTTP as anybody of the sample province."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx
import psycopg
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from hub.identity.demo import DemoIssuer
from hub.sample.files import load_personas
from hub.sample.province import landmark_licenses

ANYONE = "anyone"
REFUSAL = "... on Refusal { kind code messageZh messageEn remedy }"
RECORDS = {landmark.name: record for landmark, record in landmark_licenses()}
"""The licenses at fixed places, by name, as they were aggregated."""

Answer = dict[str, Any]
Stated = str | dict[str, str] | None
"""A cause, or a whole purpose."""


@dataclass(frozen=True)
class Outside:
    """Sends requests to an application that runs in a thread of its own, at the sender's time."""

    portal: BlockingPortal
    client: httpx.AsyncClient
    app: Starlette

    def get(self, path: str, **parts: Any) -> httpx.Response:  # noqa: ANN401 - as httpx takes them
        """Send a GET request."""
        return self.portal.call(partial(self.client.get, path, **parts))

    def post(self, path: str, **parts: Any) -> httpx.Response:  # noqa: ANN401 - as httpx takes them
        """Send a POST request."""
        return self.portal.call(partial(self.client.post, path, **parts))

    def put(self, path: str) -> httpx.Response:
        """Send a PUT request."""
        return self.portal.call(partial(self.client.put, path))


@contextmanager
def outside(app: Starlette) -> Iterator[Outside]:
    """Run an application with its lifespan, and stand outside of it."""
    with start_blocking_portal() as portal:
        lifespan = app.router.lifespan_context(app)
        with portal.wrap_async_context_manager(lifespan) as state:

            async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
                await app({**scope, "state": dict(state or {})}, receive, send)

            transport = httpx.ASGITransport(with_state)
            client = httpx.AsyncClient(transport=transport, base_url="http://hub")
            yield Outside(portal, client, app)
            portal.call(client.aclose)


@dataclass(frozen=True)
class Hub:
    """A hub over a database of its own, reached by HTTP alone."""

    client: Outside
    issuer: DemoIssuer
    url: str
    tokens: dict[str, str] = field(default_factory=dict)

    def headers(self, by: str, cause: Stated = None) -> dict[str, str]:
        """Return the headers by which somebody asks, for a cause or purpose if one is stated."""
        purpose = {"cause": cause} if isinstance(cause, str) else cause
        stated = {} if purpose is None else {"X-Hub-Purpose": json.dumps(purpose)}
        return stated if by == ANYONE else stated | {"Authorization": f"Bearer {self.token(by)}"}

    def token(self, by: str) -> str:
        """Return the token of a persona, minted once."""
        if by not in self.tokens:
            self.tokens[by] = self.issuer.mint(load_personas()[by])
        return self.tokens[by]

    def post(
        self, query: str, *, by: str = ANYONE, cause: Stated = None, **variables: object
    ) -> httpx.Response:
        """Send a document."""
        body = {"query": query, "variables": variables}
        return self.client.post("/graphql", json=body, headers=self.headers(by, cause))

    def ask(
        self, query: str, *, by: str = ANYONE, cause: Stated = None, **variables: object
    ) -> Answer:
        """Return what a document answers; nothing of it may be refused."""
        answer = self.post(query, by=by, cause=cause, **variables).json()
        assert "errors" not in answer, answer
        data: Answer = answer["data"]
        return data

    def refusal(
        self, query: str, *, by: str = ANYONE, cause: Stated = None, **variables: object
    ) -> Answer:
        """Return the one refusal of a document."""
        answer = self.post(query, by=by, cause=cause, **variables).json()
        (error,) = answer["errors"]
        told: Answer = error["extensions"]
        return told

    def do(
        self, name: str, shown: str, kind: str = "", /, *, by: str = ANYONE, **stated: object
    ) -> Answer:
        """Return what a mutation tells: its result, or its refusal."""
        kind = kind or f"{name[0].upper()}{name[1:]}Input"
        query = f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {shown} {REFUSAL} }} }}"
        told: Answer = self.ask(query, by=by, input=stated)[name]
        return told

    @contextmanager
    def database(self) -> Iterator[psycopg.Connection]:
        """Reach into the database as its owner."""
        with psycopg.connect(self.url, autocommit=True) as owner:
            yield owner

    def license_id(self, landmark: str, by: str, cause: Stated = None) -> str:
        """Return the global id of a license at a fixed place."""
        query = "query ($of: String!) { license(identifier: $of) { id } }"
        found = self.ask(query, by=by, cause=cause, of=identifier(landmark))["license"]
        return str(found["id"])


def identifier(landmark: str) -> str:
    """Return the identifier of a license at a fixed place."""
    return str(RECORDS[landmark]["identifier"])
