"""The application tells whether it lives and whether it can serve."""

import re
from collections.abc import AsyncIterator

import httpx
import psycopg
import pytest
from starlette.types import Receive, Scope, Send

from hub.app import NotFitToServe, build_app
from hub.crypto.keyring import create_keyring
from hub.settings import Settings


@pytest.fixture
async def client(database: str) -> AsyncIterator[httpx.AsyncClient]:
    app = build_app(
        Settings(database_url=database, writing_connections=2, reading_connections=2),
        create_keyring(),
    )
    async with app.router.lifespan_context(app) as state:

        async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, "state": dict(state or {})}, receive, send)

        transport = httpx.ASGITransport(with_state)
        async with httpx.AsyncClient(transport=transport, base_url="http://hub") as opened:
            yield opened


async def test_it_is_ready_on_a_migrated_database(client: httpx.AsyncClient) -> None:
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert (await client.get("/healthz")).json() == {"alive": True}


async def test_it_is_not_ready_once_a_migration_is_missing(
    client: httpx.AsyncClient, database: str
) -> None:
    with psycopg.connect(database) as owner:
        owner.execute("UPDATE alembic_version SET version_num = 'older'")
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, False)
    assert (await client.get("/healthz")).status_code == 200


async def test_the_request_id_is_the_hubs_own(client: httpx.AsyncClient) -> None:
    canary = "510000199001011234"
    answers = [
        await client.get(path, headers={"X-Request-Id": canary})
        for path in ("/healthz", "/healthz", "/nowhere")
    ]
    ids = [answer.headers["X-Request-Id"] for answer in answers]
    assert len(set(ids)) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", own) for own in ids)


async def test_it_does_not_start_on_a_database_without_tables(empty_database: str) -> None:
    with psycopg.connect(empty_database) as owner:
        owner.execute("CREATE TABLE alembic_version (version_num text)")
        owner.execute("GRANT SELECT ON alembic_version TO hub_writer")
    app = build_app(Settings(database_url=empty_database), create_keyring())
    with pytest.raises(NotFitToServe, match="migrations"):
        async with app.router.lifespan_context(app):
            pass
