"""A migrated database with nobody in it, an identity provider, and the file operators are shown."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from hub.app import build_app
from hub.crypto.keyring import Keyring, create_keyring, store_keyring
from hub.settings import Settings
from tests.forge import AUDIENCE, ISSUER, Minter
from tests.schema.http.asking import Outside, outside

HUB = Path(sys.executable).with_name("hub")
OPERATOR = Path(__file__).resolve().parents[3] / "docs" / "operator.md"
SHOWN = re.search(r'^{"found".*?(?=^```)', OPERATOR.read_text("utf-8"), re.DOTALL | re.MULTILINE)

KEPT = (
    "SELECT * FROM organization ORDER BY id",
    "SELECT * FROM account ORDER BY id",
    "SELECT * FROM office ORDER BY id",
    "SELECT * FROM representation ORDER BY id",
    "SELECT * FROM holder ORDER BY lookup_hash",
    "SELECT * FROM audit_entry ORDER BY id",
)

Line = dict[str, Any]


def shown() -> list[Line]:
    """Return the entries that the page for operators shows."""
    assert SHOWN is not None
    return [json.loads(line) for line in SHOWN.group().splitlines()]


def person(subject: str, **said: object) -> Line:
    """Make the entry of somebody."""
    made = {"found": "person", "issuer": ISSUER, "subject": subject, "name": f"示例{subject}"}
    return made | said


@dataclass(frozen=True)
class Founding:
    """What an operator has: a database, a keyring, and the keys of the identity provider."""

    url: str
    folder: Path
    keyring: Keyring
    minter: Minter

    def run(self, *lines: Line | bytes) -> subprocess.CompletedProcess[str]:
        """Found what a file says."""
        file = self.folder / "province.jsonl"
        each = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in lines]
        file.write_bytes(b"\n".join(each))
        return self.command("found", file)

    def command(self, *words: object) -> subprocess.CompletedProcess[str]:
        """Run a command of the hub."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("HUB_")}
        variables = inherited | {
            "HUB_DATABASE_URL": self.url,
            "HUB_KEYRING": str(self.folder / "keyring.json"),
            "HUB_TOKEN_ISSUERS": str(self.folder / "issuers.json"),
        }
        return subprocess.run(
            [HUB, *map(str, words)], check=False, capture_output=True, text=True, env=variables
        )

    def rows(self, statement: str) -> list[Any]:
        """Look at the tables, or change them, as their owner."""
        with psycopg.connect(self.url) as owner:
            done = owner.execute(statement)
            return done.fetchall() if done.description else []

    def kept(self) -> list[Any]:
        """Return all that founding writes, and what is on record of it."""
        return [self.rows(statement) for statement in KEPT]

    def token(self, subject: str, organization: str | None = None) -> str:
        """Let somebody sign in at the identity provider, in an office if one is named."""
        acting = {} if organization is None else {"hub_org": organization}
        return self.minter.mint({"sub": subject, **acting})

    @contextmanager
    def served(self) -> Iterator[Outside]:
        """Serve the hub as the operator does from then on."""
        settings = Settings(database_url=self.url, token_issuers=self.folder / "issuers.json")
        with outside(build_app(settings, self.keyring)) as client:
            yield client


def ask(client: Outside, token: str, query: str, **variables: object) -> Any:  # noqa: ANN401 - JSON
    """Return what a document answers; nothing of it may be refused."""
    answer = client.post(
        "/graphql",
        json={"query": query, "variables": variables},
        headers={"Authorization": f"Bearer {token}"},
    ).json()
    assert "errors" not in answer, answer
    return answer["data"]


@pytest.fixture
def founding(database: str, tmp_path: Path) -> Founding:
    """Whoever sets a hub up."""
    keyring, minter = create_keyring(), Minter()
    store_keyring(keyring, tmp_path / "keyring.json")
    trusted = {
        "issuer": ISSUER,
        "audience": AUDIENCE,
        "algorithms": ["ES256"],
        "jwks": {"keys": [minter.jwk]},
    }
    (tmp_path / "issuers.json").write_text(json.dumps([trusted]))
    return Founding(database, tmp_path, keyring, minter)
