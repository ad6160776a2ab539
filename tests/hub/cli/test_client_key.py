"""A visitor's own key: made once, kept for its owner, and good for assertions and proofs."""

import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hub.cli.client_key import ClientKeyExists
from hub.cli.main import commands
from hub.clock import now
from hub.crypto.keyring import create_keyring
from hub.crypto.opaque import Opaque
from hub.db.ids import new_id
from hub.identity.nonces import Nonces
from hub.identity.proofs import Asked, verify_proof
from hub.identity.public_keys import read_public_key
from hub.partners.clients.rules import ClientFacts
from hub.partners.tokens.rules import read_assertion, verify_assertion

BASE = "http://127.0.0.1:8123"
NONCES = Nonces(Opaque(create_keyring().siv))


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the key, and a hub that is reached at a port."""
    monkeypatch.setenv("HUB_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HUB_PORT", "8123")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands(), ["client-key", *arguments])


def test_a_key_is_made_once_for_its_owner_alone(place: Path) -> None:
    shown = json.loads(run("new").stdout)
    kept = place / "client-key.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "d" in json.loads(kept.read_text())
    assert "d" not in shown
    assert shown["kid"] == read_public_key(shown).thumbprint
    assert json.loads(run("public").stdout) == shown
    assert isinstance(run("new").exception, ClientKeyExists)


def test_what_it_signs_is_taken() -> None:
    public = json.loads(run("new").stdout)
    client = ClientFacts(
        id="it", account_id=new_id(), organization_id=1, organization_code="code",
        active=True, dpop=True, keys={public["kid"]: public},
    )  # fmt: skip
    claimed = read_assertion(run("assertion", "it").stdout.strip())
    assert verify_assertion(claimed, client, {BASE}, now()).hash
    nonce = NONCES.give()
    proof = run("proof", "POST", "/graphql", "--nonce", nonce, "--token", "a.b.c").stdout.strip()
    verified = verify_proof(proof, Asked("POST", f"{BASE}/graphql", "a.b.c"), NONCES)
    assert verified.thumbprint == public["kid"]
