"""Keys on the command line: made, rotated, retired; and tokens of the demonstration."""

from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

from hub.audit.transparency.notes import Head, Signer, verifier_key
from hub.cli.main import commands
from hub.crypto.keyring import KeyringIncomplete, load_keyring, store_keyring
from hub.identity.demo import NotSignedIn, trusted_issuers
from hub.identity.tokens import TokenVerifier
from hub.settings import Settings
from hub.verifier.log import open_note


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(commands(), [str(argument) for argument in arguments])


def test_a_keyring_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    assert run("keys", "init", path).exit_code == 0
    made = load_keyring(path)
    assert type(run("keys", "init", path).exception).__name__ == "KeyringExists"
    assert load_keyring(path) == made


def test_a_key_is_rotated_and_the_former_one_retired(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    run("keys", "init", path)
    assert run("keys", "rotate", path, "data").exit_code == 0
    assert [key.number for key in load_keyring(path).data] == [2, 1]
    sure = "--nothing-rests-on-it"
    assert type(run("keys", "retire", path, "data", "1").exception).__name__ == "KeyStillNeeded"
    current = run("keys", "retire", path, "data", "2", sure)
    assert type(current.exception).__name__ == "KeyNotRetired"
    assert run("keys", "retire", path, "data", "1", sure).exit_code == 0
    assert [key.number for key in load_keyring(path).data] == [2]


def test_a_keyring_of_an_earlier_version_is_completed(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    run("keys", "init", path)
    made = load_keyring(path)
    store_keyring(msgspec.structs.replace(made, oauth=()), path)
    assert isinstance(run("keys", "rotate", path, "data").exception, KeyringIncomplete)
    assert run("keys", "complete", path).exit_code == 0
    assert load_keyring(path).siv == made.siv


async def test_a_persona_gets_a_token_that_the_demonstration_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB_DATA_DIR", str(tmp_path))
    token = run("token", "adult").stdout.strip()
    keyring = load_keyring(tmp_path / "keyring.json")
    verifier = TokenVerifier(trusted_issuers(Settings(demo=True), keyring))
    assert (await verifier.verify(token)).subject == "sample-adult"


def test_nobody_and_the_public_get_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_DATA_DIR", str(tmp_path))
    assert type(run("token", "nobody").exception).__name__ == "NoSuchPersona"
    assert isinstance(run("token", "anyone").exception, NotSignedIn)


def test_the_log_is_checked_by_the_keys_that_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB_LOG_ORIGIN", "log.example/sichuan")
    path = tmp_path / "keys.json"
    run("keys", "init", path)
    run("keys", "rotate", path, "log")
    printed = run("keys", "verifier", path).stdout.split()
    secrets = [key.secret for key in load_keyring(path).log]
    assert printed == [verifier_key("log.example/sichuan", secret) for secret in secrets]
    note = Signer("log.example/sichuan", secrets).checkpoint(Head(3, bytes(32)))
    for key in printed:
        assert open_note(note, [key]).size == 3
