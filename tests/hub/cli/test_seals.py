"""Whoever runs the hub makes seals for a trial, and trusts an authority."""

from datetime import date
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner, Result

from hub.cli.main import commands
from hub.crypto.keyring import create_keyring, store_keyring
from hub.identity.refusals import OrganizationUnknown
from hub.seals.refusals import OwnerNeeded, RootUnfit, SealNumberTaken

BUREAU = "11519999MB9910019M"
ORGANIZATION = """
INSERT INTO organization (code, name_zh, name_en, kind, region, region_as_of, level)
VALUES (%s, '示例局', 'Sample bureau', 'DEPARTMENT', '510100', %s, 'CITY')
"""


@pytest.fixture
def ready(database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A database with one organization, and keys."""
    store_keyring(create_keyring(), tmp_path / "keyring.json")
    monkeypatch.setenv("HUB_DATABASE_URL", database)
    monkeypatch.setenv("HUB_KEYRING", str(tmp_path / "keyring.json"))
    monkeypatch.setenv("HUB_DATA_DIR", str(tmp_path))
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute(ORGANIZATION, [BUREAU, date(2026, 1, 1)])
    return database


def run(*words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(commands(), ["seals", *words])


def test_a_seal_is_made_once_under_its_number(ready: str) -> None:
    assert run("make", BUREAU, "--number", "51990000000001").exit_code == 0
    again = run("make", BUREAU, "--number", "51990000000001")
    assert isinstance(again.exception, SealNumberTaken)
    unknown = run("make", "11519999MB9900013B", "--number", "2")
    assert isinstance(unknown.exception, OrganizationUnknown)
    with psycopg.connect(ready) as owner:
        kept = owner.execute("SELECT number, private_key FROM seal").fetchall()
        roots = owner.execute("SELECT count(*) FROM seal_root").fetchone()
    assert [number for number, _ in kept] == ["51990000000001"]
    assert len(kept[0][1]) > 32, "the private key is encrypted"
    assert roots == (1,)


def test_an_authority_is_trusted(ready: str, tmp_path: Path) -> None:
    assert run("make", BUREAU, "--number", "1").exit_code == 0
    with psycopg.connect(ready, autocommit=True) as owner:
        root = bytes(owner.execute("SELECT certificate FROM seal_root").fetchone()[0])  # type: ignore[index]
        owner.execute("DELETE FROM seal_root")
        (tmp_path / "root.cer").write_bytes(root)
        assert run("trust", str(tmp_path / "root.cer")).exit_code == 0
        assert owner.execute("SELECT count(*) FROM seal_root").fetchone() == (1,)


def test_what_is_no_authority_is_not_trusted(ready: str, tmp_path: Path) -> None:
    assert run("make", BUREAU, "--number", "1").exit_code == 0
    with psycopg.connect(ready, autocommit=True) as owner:
        seal = owner.execute("SELECT certificate FROM seal").fetchone()
        for unfit in (b"-----BEGIN CERTIFICATE-----", bytes(seal[0])):  # type: ignore[index]
            (tmp_path / "root.cer").write_bytes(unfit)
            assert isinstance(run("trust", str(tmp_path / "root.cer")).exception, RootUnfit)
        assert owner.execute("SELECT count(*) FROM seal_root").fetchone() == (1,)


def test_whoever_serves_cannot_add_a_root_or_a_seal(
    ready: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("make", BUREAU, "--number", "1").exit_code == 0
    with psycopg.connect(ready, autocommit=True) as owner:
        (tmp_path / "root.cer").write_bytes(
            bytes(owner.execute("SELECT certificate FROM seal_root").fetchone()[0])  # type: ignore[index]
        )
        owner.execute("DELETE FROM seal_root")
        owner.execute("CREATE ROLE serving LOGIN IN ROLE hub_writer, hub_reader")
        try:
            monkeypatch.setenv("HUB_DATABASE_URL", ready.replace("postgres@", "serving@"))
            refused = run("trust", str(tmp_path / "root.cer")), run("make", BUREAU, "--number", "2")
            kept = owner.execute(
                "SELECT (SELECT count(*) FROM seal_root), (SELECT count(*) FROM seal)"
            ).fetchone()
        finally:
            owner.execute("DROP ROLE serving")
    assert [type(each.exception) for each in refused] == [OwnerNeeded, OwnerNeeded]
    assert kept == (0, 1)
