"""Whoever runs the hub shows its key to a platform, and reconciles by hand."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from typer.testing import CliRunner, Result

from hub.cli.exchange import PeerFailed
from hub.cli.main import commands
from hub.crypto.keyring import Keyring, Use, create_keyring, store_keyring
from hub.crypto.webhooks import Sm2Hand
from hub.exchange.refusals import PeerNotFound
from tests.hub.cli.test_seals import BUREAU, ORGANIZATION
from tests.hub.exchange.platform import listening

KEYRING = create_keyring()
PEER = """INSERT INTO peer (code, organization_id, kind, name_zh, name_en, address, entries,
    public_key, state, registered_by, registered_at, changed_at)
SELECT 'credit', id, 'CREDIT', '信用', 'Credit', %s, '{}', %s, 'ACTIVE', %s, now(), now()
FROM organization"""
ACCOUNT = "INSERT INTO account (id, issuer, subject, name) VALUES (%s, 'x', 'x', 'x')"


@pytest.fixture
def keyring(database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Keyring:
    """The keys of a hub with one organization."""
    store_keyring(KEYRING, tmp_path / "keyring.json")
    monkeypatch.setenv("HUB_DATABASE_URL", database)
    monkeypatch.setenv("HUB_KEYRING", str(tmp_path / "keyring.json"))
    monkeypatch.setenv("HUB_DEMO", "true")
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute(ORGANIZATION, [BUREAU, datetime(2026, 1, 1, tzinfo=UTC).date()])
    return KEYRING


def run(*words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(commands("exchange"), ["exchange", *words])


def test_the_hubs_key_is_shown(keyring: Keyring) -> None:
    public = Sm2Hand(keyring.of(Use.EXCHANGE)[0].secret).public_key
    assert run("key").stdout.strip() == public.hex()


def test_a_platform_is_reconciled_with_by_hand(database: str, keyring: Keyring) -> None:
    assert isinstance(run("reconcile", "credit").exception, PeerNotFound)
    with listening() as platform:
        platform.hub_key = Sm2Hand(keyring.of(Use.EXCHANGE)[0].secret).public_key
        account = uuid4()
        with psycopg.connect(database, autocommit=True) as owner:
            owner.execute(ACCOUNT, [account])
            owner.execute(PEER, [platform.url, platform.hand.public_key, account])
        state = {"license": "strange", "entry": "none", "day": "2026-05-01", "fields": {}}
        assert run("reconcile", "credit").stdout == "0 处差异 · differences\n"
        platform.has["strange"] = state
        told = run("reconcile", "credit").stdout
        assert told.endswith("UNKNOWN none strange\n1 处差异 · differences\n")
        assert platform.unsigned == 0
    assert isinstance(run("reconcile", "credit").exception, PeerFailed)
