"""What is used up or revoked is so on every worker: 32 replays at once give one token."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from hub.audit.once import UsedAlready
from hub.crypto.keyring import Keyring
from hub.partners.tokens.refusals import ClientNotAuthenticated
from tests.schema.http.asking import Hub, identifier
from tests.schema.http.partners.clients import (
    ASSERTION_TYPE,
    GRAPHQL,
    LOGISTICS,
    TOKEN,
    VIEWER,
    System,
)
from tests.schema.http.partners.serving import served

REPLAYS = 32
LICENSE = "query ($of: String!) { license(identifier: $of) { status } }"


@pytest.fixture(scope="module")
def address(
    hub: Hub, system: System, keyring: Keyring, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Several workers on the database in which the partner was onboarded."""
    assert system.client
    folder: Path = tmp_path_factory.mktemp("served")
    with served(hub.url, keyring, folder) as running:
        yield running


def replay(address: str, system: System) -> Counter[str]:
    """Show one assertion 32 times at once, each with a proof of its own."""
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": system.assertion(),
    }
    proofs = [system.proof() for _ in range(REPLAYS)]

    async def all_at_once() -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=REPLAYS)
        async with httpx.AsyncClient(base_url=address, limits=limits, timeout=30) as client:
            sent = (client.post(TOKEN, data=form, headers={"DPoP": proof}) for proof in proofs)
            return list(await asyncio.gather(*sent))

    answers = asyncio.run(all_at_once())
    return Counter(answer.json().get("code", "token") for answer in answers)


def test_32_replays_at_once_give_one_token(address: str, system: System) -> None:
    for _ in range(3):
        told = replay(address, system)
        assert told == {"token": 1, ClientNotAuthenticated.__name__: REPLAYS - 1}


def test_a_token_revoked_on_one_worker_is_refused_by_the_next_read_on_every(
    address: str, system: System
) -> None:
    token = system.token()
    assert set(reads(address, system, token)) == {LOGISTICS}
    system.form("/oauth/revoke", system.assertion(), token=token)
    assert set(reads(address, system, token)) == {"TokenInvalid"}


def reads(address: str, system: System, token: str) -> list[str]:
    """Ask with a token over many connections, so that every worker is asked."""
    told = []
    for _ in range(REPLAYS):
        headers = {
            "Authorization": f"DPoP {token}",
            "DPoP": system.proof(GRAPHQL, token),
            "Connection": "close",
        }
        body = {"query": VIEWER}
        answer = httpx.post(address + GRAPHQL, json=body, headers=headers, timeout=30).json()
        told.append(
            answer["errors"][0]["extensions"]["code"]
            if "errors" in answer
            else answer["data"]["viewer"]["organization"]["code"]
        )
    return told


def test_32_replays_of_a_proof_at_once_are_shown_one_license(address: str, system: System) -> None:
    token = system.token()
    headers = {"Authorization": f"DPoP {token}", "DPoP": system.proof(GRAPHQL, token)}
    body = {"query": LICENSE, "variables": {"of": identifier("company-license")}}

    async def all_at_once() -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=REPLAYS)
        async with httpx.AsyncClient(base_url=address, limits=limits, timeout=30) as client:
            sent = (client.post(GRAPHQL, json=body, headers=headers) for _ in range(REPLAYS))
            return list(await asyncio.gather(*sent))

    answers = [answer.json() for answer in asyncio.run(all_at_once())]
    shown = [answer for answer in answers if "errors" not in answer]
    assert [answer["data"]["license"]["status"] for answer in shown] == ["IN_FORCE"]
    refused = [answer for answer in answers if "errors" in answer]
    codes = {answer["errors"][0]["extensions"]["code"] for answer in refused}
    assert (len(refused), codes) == (REPLAYS - 1, {UsedAlready.__name__})
    assert all(answer["data"] is None for answer in refused)


def test_without_the_one_row_that_settles_it_replays_give_more(
    hub: Hub, address: str, system: System
) -> None:
    with hub.database() as owner:
        owner.execute("ALTER TABLE used_once DROP CONSTRAINT pk_used_once")
    assert replay(address, system)["token"] > 1
