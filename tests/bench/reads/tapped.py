"""Serve the hub with its driver tapped: what each request reads is noted, to be read again alone.

It notes settings, statement and parameters of whatever the reading role executes, in CAPTURED.
"""

import os
import pickle
from pathlib import Path
from typing import Any

from asyncpg.connection import Connection

import hub.app
from hub.cli.serve import run
from hub.db.engine import READER
from hub.settings import read_settings


class Tap:
    """Stands before a connection's protocol and notes what is executed."""

    def __init__(self, protocol: Any, settings: dict[str, str], file: Path) -> None:  # noqa: ANN401
        """Take the protocol, the settings of the connection, and where to note."""
        self._protocol = protocol
        self._settings = settings
        self._file = file

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the protocol has
        """Be the protocol in all else."""
        return getattr(self._protocol, name)

    def bind_execute(self, state: Any, args: Any, *more: Any, **named: Any) -> Any:  # noqa: ANN401
        """Note a statement, then execute it."""
        if self._settings.get("role") == READER:
            with self._file.open("ab") as written:
                pickle.dump((self._settings, state.query, tuple(args)), written)
        return self._protocol.bind_execute(state, args, *more, **named)


def tap(file: Path) -> None:
    """Tap every connection that is opened from now on."""
    begin = Connection.__init__

    def opened(self: Any, protocol: Any, *more: Any, **named: Any) -> None:  # noqa: ANN401
        begin(self, protocol, *more, **named)
        self._protocol = Tap(protocol, dict(self._params.server_settings or {}), file)

    Connection.__init__ = opened


if __name__ == "__main__":
    tap(Path(os.environ["CAPTURED"]))
    run(hub.app.build(), read_settings())
