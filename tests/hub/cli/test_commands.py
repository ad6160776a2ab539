"""The commands do what an operator expects, and tell a refusal in both languages."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from hub.crypto.keyring import create_keyring, store_keyring

HUB = Path(sys.executable).with_name("hub")


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "COLUMNS": "200", **variables}
    return subprocess.run(
        [HUB, *command], check=False, capture_output=True, text=True, env=environment
    )


def test_without_a_database_the_way_on_is_told() -> None:
    done = run("migrate")
    assert done.returncode == 1
    assert done.stderr.count("hub demo") == 2
    assert "Traceback" not in done.stderr


def test_doctor_finds_an_installation_well(empty_database: str, tmp_path: Path) -> None:
    keyring = tmp_path / "keyring.json"
    store_keyring(create_keyring(), keyring)
    variables = {"HUB_DATABASE_URL": empty_database, "HUB_KEYRING": str(keyring)}
    assert run("migrate", **variables).returncode == 0
    done = run("doctor", **variables)
    assert done.returncode == 0, done.stdout
    assert "✗" not in done.stdout


@pytest.mark.parametrize("mode", [0o644, 0o640])
def test_doctor_puts_the_mend_beside_the_trouble(tmp_path: Path, mode: int) -> None:
    keyring = tmp_path / "keyring.json"
    store_keyring(create_keyring(), keyring)
    keyring.chmod(mode)
    done = run("doctor", HUB_KEYRING=str(keyring))
    assert done.returncode == 1
    assert "others may read it" in done.stdout
    assert "chmod 600" in done.stdout


def test_doctor_tells_how_to_add_a_key_that_the_keyring_lacks(tmp_path: Path) -> None:
    keyring = tmp_path / "keyring.json"
    store_keyring(create_keyring(), keyring)
    stored = msgspec.json.decode(keyring.read_bytes())
    del stored["log"]
    keyring.write_bytes(msgspec.json.encode(stored))
    done = run("doctor", HUB_KEYRING=str(keyring))
    assert f"hub keys complete {keyring}" in " ".join(done.stdout.replace("│", " ").split())
