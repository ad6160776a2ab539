"""What the commands decline ends them with an error, told in both languages."""

import subprocess
import sys
from pathlib import Path

import pytest

from hub.cli import schema
from hub.cli.aggregate import OrganizationNotKnown
from hub.cli.schema import ContractOutdated
from hub.crypto.keyring import create_keyring, store_keyring
from hub.errors import Kind, Refusal
from hub.settings import KeyringNotSet

HUB = Path(sys.executable).with_name("hub")
NOBODY = "91519999MA9999999X"


def aggregate(file: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Aggregate a file for an organization that nobody knows."""
    file.write_text("{}\n")
    command = [str(HUB), "aggregate", str(file), "--as", NOBODY]
    environment = {"PATH": "/usr/bin:/bin", **variables}
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment)


def assert_told(done: subprocess.CompletedProcess[str], refusal: Refusal) -> None:
    """Hold what a command told against the refusal that was due."""
    assert done.returncode == 1
    assert done.stderr.splitlines() == [refusal.message_zh, refusal.message_en]


def test_without_a_keyring_the_way_on_is_told(tmp_path: Path) -> None:
    refusal = KeyringNotSet()
    assert refusal.kind is Kind.INVALID
    assert_told(aggregate(tmp_path / "rows.ndjson"), refusal)


def test_an_organization_that_nobody_knows_hands_nothing_in(database: str, tmp_path: Path) -> None:
    keyring = tmp_path / "keyring.json"
    store_keyring(create_keyring(), keyring)
    known = {"HUB_DATABASE_URL": database, "HUB_KEYRING": str(keyring)}
    refusal = OrganizationNotKnown(code=NOBODY)
    assert refusal.kind is Kind.NOT_FOUND
    assert_told(aggregate(tmp_path / "rows.ndjson", **known), refusal)


def test_a_contract_that_was_not_reviewed_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    schema.schema(check=True, write=False)
    reviewed = tmp_path / "schema.graphql"
    reviewed.write_text("type Query { older: Int }\n")
    monkeypatch.setattr(schema, "CONTRACT", reviewed)
    with pytest.raises(ContractOutdated) as told:
        schema.schema(check=True, write=False)
    assert told.value.kind is Kind.CONFLICT
    assert "hub schema --write" in told.value.message_zh
    schema.schema(check=False, write=True)
    schema.schema(check=True, write=False)
