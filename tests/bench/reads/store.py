"""Where a benchmark keeps its databases: a folder for each size, with a server and keys of its own.

The server is durable as in production: a record of use that it calls committed is on the disk.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

from hub.crypto.keyring import Keyring, own_keyring
from hub.db.embedded import EmbeddedServer

DATA: Final = Path(".data/bench").resolve()
DATABASE: Final = "hub"
SERVER_SETTINGS: Final = {
    "shared_buffers": "1GB",
    "effective_cache_size": "4GB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "max_connections": "200",
}
"""What every side of a comparison runs on; all else is PostgreSQL's own, durability included."""


@dataclass(frozen=True)
class Store:
    """The database of one size, with its keys and what is asked of it."""

    rows: int
    folder: Path
    server: EmbeddedServer

    @property
    def url(self) -> str:
        """The address of the hub's database."""
        return self.server.url(DATABASE)

    @property
    def keyring_file(self) -> Path:
        """Where the keys are."""
        return self.folder / "keyring.json"

    @property
    def keyring(self) -> Keyring:
        """The keys that the licenses are sealed under."""
        return own_keyring(self.keyring_file)

    def connect(self) -> "psycopg.Connection[tuple[Any, ...]]":
        """Open a superuser's connection to the hub's database."""
        return psycopg.connect(self.url, autocommit=True)

    def keep(self, name: str, told: object) -> None:
        """Keep something beside the database for the next run."""
        (self.folder / f"{name}.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")

    def kept(self, name: str) -> Any:  # noqa: ANN401 - whatever was kept
        """Return what was kept, or None."""
        file = self.folder / f"{name}.json"
        return json.loads(file.read_text("utf-8")) if file.exists() else None


@contextmanager
def open_store(rows: int, data: Path = DATA) -> Iterator[Store]:
    """Run the server of a size until the block ends."""
    folder = data / str(rows)
    folder.mkdir(parents=True, exist_ok=True)
    with EmbeddedServer(folder / "postgres", settings=SERVER_SETTINGS) as server:
        yield Store(rows, folder, server)
