"""Deliver a file in a process that kills itself with -9 at a named point of its third chunk.

Run as `python -m tests.hub.aggregation.killed_delivery URL KEYRING FILE ORGANIZATION POINT`; the
point `never` lets it finish. With `sabotaged` behind it, progress is committed by itself and ahead
of the rows, which is what the delivery must not do.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import msgspec
from psycopg import AsyncConnection

from hub.aggregation import intake, pipeline
from hub.aggregation.formats.mapping import ColumnMapping
from hub.cli.aggregate import _aggregate
from hub.licenses.commands import write_licenses
from hub.settings import Settings

THIRD = 3
POINTS = ("before_rows", "after_rows", "after_progress")


def kill_at(point: str, url: str, *, sabotaged: bool) -> None:
    """Put the kill, and the sabotage, around the steps of a chunk."""
    write, advance, chunks = write_licenses, intake._advance, iter(range(1, 1000))  # noqa: SLF001
    third = {"now": False}

    def die(here: str) -> None:
        if third["now"] and here == point:
            os.kill(os.getpid(), signal.SIGKILL)

    async def writing(*arguments: Any) -> Any:  # noqa: ANN401 - handed through
        third["now"] = next(chunks) == THIRD
        die("before_rows")
        written = await write(*arguments)
        die("after_rows")
        return written

    async def advancing(connection: AsyncConnection, *arguments: Any) -> None:  # noqa: ANN401
        if not sabotaged:
            await advance(connection, *arguments)
        else:
            async with await AsyncConnection.connect(url) as other:
                await advance(other, *arguments)
        die("after_progress")

    vars(intake).update(write_licenses=writing, _advance=advancing)
    vars(pipeline)["CHUNK"] = 50  # so that a short file has many chunks


def deliver(url: str, keyring: str, file: str, organization: str, point: str, *more: str) -> None:
    """Deliver the file and print how far it came."""
    kill_at(point, url, sabotaged="sabotaged" in more)
    settings = Settings(database_url=url, keyring=Path(keyring))
    plain = ColumnMapping(format="ndjson")
    done = asyncio.run(_aggregate(settings, Path(file), organization, plain, None))
    sys.stdout.write(msgspec.json.encode(done).decode())


if __name__ == "__main__":
    deliver(*sys.argv[1:])
