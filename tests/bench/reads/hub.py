"""The hub as it is served, and the same without records, which only a benchmark may have."""

import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from hub.identity.demo import DemoIssuer
from hub.settings import Settings
from tests.bench.reads.store import Store

SERVE = (sys.executable, "-c", "from hub.cli.main import main; main()", "serve")
UNRECORDED = (sys.executable, "-m", "tests.bench.reads.unrecorded")
PROFILED = (sys.executable, "-m", "tests.bench.reads.profiled")


def environment(store: Store) -> Mapping[str, str]:
    """Return what a hub over a store is told: its database, its keys, and whose tokens to trust."""
    return {
        "HUB_DATABASE_URL": store.url,
        "HUB_KEYRING": str(store.keyring_file),
        "HUB_TOKEN_ISSUERS": str(_trusted(store)),
        "HUB_LOG_LEVEL": "error",
        "PYTHONPATH": str(Path.cwd()),
    }


def _trusted(store: Store) -> Path:
    file = store.folder / "issuers.json"
    trusted = DemoIssuer(Settings(demo=True), store.keyring).trusted
    file.write_bytes(msgspec.json.encode([_plain(trusted)]))
    return file


def _plain(trusted: msgspec.Struct) -> dict[str, object]:
    told = msgspec.to_builtins(trusted)
    return {key: value for key, value in told.items() if value is not None}
