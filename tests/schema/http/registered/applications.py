"""An application of its own name, with people signed in to it, and what is registered for it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any
from unittest.mock import patch

import httpx

from hub.identity import demo
from hub.partners.documents.rules import digest_of
from hub.sample.files import load_personas
from tests.schema.http.asking import Answer, Hub

PORTAL, CENTER = "portal.test", "12519999MB99000993"
SHOWN = "... on ClientDocuments { client restricted documents { sha256 text } }"
PROBLEMS = "... on DocumentProblems { problems { place sha256 reasons } }"
_keys = count(1)


def signed_in(hub: Hub, by: str, application: str = PORTAL) -> str:
    """Sign somebody in to an application; return the name to ask by."""
    name = f"{by} in {application}"
    with patch.object(demo, "CLIENT", application):
        hub.tokens[name] = hub.issuer.mint(load_personas()[by])
    return name


def recognized(hub: Hub, application: str = PORTAL) -> None:
    """Have an application recognized by the data center, which answers for it."""
    said = {"client": application, "zh": "门户", "en": "Portal", "organization": CENTER}
    shown = "... on Application { client }"
    key = f"recognize {application}"
    hub.do("recognizeApplication", shown, by="publisher", **said, idempotencyKey=key)


def register(
    hub: Hub, *documents: str, by: str = "system-admin", application: str = PORTAL, key: str = ""
) -> Answer:
    """Register documents for an application."""
    key = key or f"register-{next(_keys)}"
    said: dict[str, Any] = {"client": application, "documents": list(documents)}
    shown = f"__typename {SHOWN} {PROBLEMS}"
    return hub.do("registerDocuments", shown, by=by, **said, idempotencyKey=key)


def withdraw(hub: Hub, document: str, by: str = "system-admin") -> Answer:
    """Withdraw a document."""
    said = {"client": PORTAL, "sha256": digest_of(document)}
    key = f"withdraw-{next(_keys)}"
    return hub.do("withdrawDocument", SHOWN, by=by, **said, idempotencyKey=key)


def restrict(hub: Hub, by: str = "system-admin", *, restricted: bool = True) -> Answer:
    """Keep the application to its documents, or no more."""
    said = {"client": PORTAL, "restricted": restricted}
    key = f"restrict-{next(_keys)}"
    return hub.do("restrictClient", SHOWN, by=by, **said, idempotencyKey=key)


@contextmanager
def kept_to_documents(hub: Hub) -> Iterator[None]:
    """Keep the application to its documents for a while."""
    assert restrict(hub)["restricted"]
    try:
        yield
    finally:
        restrict(hub, restricted=False)


def get(hub: Hub, by: str, cause: str | None = None, **said: Any) -> httpx.Response:  # noqa: ANN401 - as an address has it
    """Ask by GET; what is no text goes as JSON."""
    asked = {key: one if isinstance(one, str) else json.dumps(one) for key, one in said.items()}
    return hub.client.get("/graphql", params=asked, headers=hub.headers(by, cause))


def post(hub: Hub, by: str, **said: Any) -> httpx.Response:  # noqa: ANN401 - as JSON has it
    """Ask by POST, with a body as it is."""
    return hub.client.post("/graphql", json=said, headers=hub.headers(by))


def persisted(digest: str) -> dict[str, Any]:
    """Return how Apollo's clients name a document."""
    return {"persistedQuery": {"version": 1, "sha256Hash": digest}}


def code(answer: httpx.Response) -> str:
    """Return the code of the one refusal."""
    (error,) = answer.json()["errors"]
    return str(error["extensions"]["code"])
