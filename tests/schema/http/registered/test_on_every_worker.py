"""A document that is withdrawn on one worker is refused by the next request on any other (R1)."""

from collections.abc import Iterator

import pytest

from hub.app import build_app
from hub.audit.call import Call
from hub.crypto.keyring import Keyring
from hub.settings import Settings
from hub.web.graphql.registered import Registered
from tests.schema.http.asking import Hub, identifier, outside
from tests.schema.http.registered.applications import (
    code,
    kept_to_documents,
    post,
    recognized,
    register,
    signed_in,
    withdraw,
)

TIMES = 5
LOOK = "query ($of: String!) { license(identifier: $of) { status } }"
FOUND = {"license": {"status": "IN_FORCE"}}


@pytest.fixture(scope="module")
def other(hub: Hub, keyring: Keyring) -> Iterator[Hub]:
    """Another worker on the same database."""
    settings = Settings(database_url=hub.url, demo=True, writing_connections=2)
    with outside(build_app(settings, keyring)) as client:
        yield Hub(client, hub.issuer, hub.url, hub.tokens)


def withdrawn_elsewhere(hub: Hub, other: Hub) -> list[str]:
    """Withdraw a document again and again; return what the other worker says right after it."""
    recognized(hub)
    adult = signed_in(hub, "adult")
    variables = {"of": identifier("adult-identity")}
    said = []
    for time in range(TIMES):
        text = f"{LOOK} # {time}"
        assert "documents" in register(hub, text)
        with kept_to_documents(hub):
            assert post(other, adult, query=text, variables=variables).json()["data"] == FOUND
            withdraw(hub, text)
            answer = post(other, adult, query=text, variables=variables)
        said.append(code(answer) if "errors" in answer.json() else "answered")
    return said


def test_a_withdrawn_document_is_refused_everywhere(hub: Hub, other: Hub) -> None:
    assert withdrawn_elsewhere(hub, other) == ["DocumentNotRegistered"] * TIMES


def test_without_looking_again_it_is_answered(
    hub: Hub, other: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = Registered._check  # noqa: SLF001 - the protection that is switched off

    async def once(self: Registered, call: Call, digest: str | None, text: str | None) -> None:
        renew = call.renew
        await check(self, call, digest, text)
        call.renew = renew

    monkeypatch.setattr(Registered, "_check", once)
    assert "answered" in withdrawn_elsewhere(hub, other)


def test_a_restriction_holds_everywhere_at_once(hub: Hub, other: Hub) -> None:
    recognized(hub)
    adult = signed_in(hub, "adult")
    variables = {"of": identifier("adult-identity")}
    text = f"{LOOK} # unregistered"
    assert post(other, adult, query=text, variables=variables).json()["data"] == FOUND
    with kept_to_documents(hub):
        answer = post(other, adult, query=text, variables=variables)
        assert code(answer) == "DocumentNotRegistered"
