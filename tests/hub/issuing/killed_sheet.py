"""Issue a spreadsheet in a process that kills itself with -9 at a named point of its second chunk.

Run as `python -m tests.hub.issuing.killed_sheet URL KEYRING FILE POINT`. With `sabotaged` behind
it, progress is committed by itself and ahead of the rows, which is what must not be done.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.crypto.keyring import load_keyring
from hub.issuing.sheets import commands, pipeline
from hub.issuing.sheets.progress import progress_of
from hub.issuing.workshop import Workshop
from tests.hub.issuing.office import Office, open_office

CHUNK = 10
SECOND = 2
STEPS = {
    "numbered": "give_numbers",
    "written": "write_down_all",
    "advanced": "advance",
    "in_force": "finish_all",
}
"""After which step of a command it dies: each before the transaction is committed."""
POINTS = (*STEPS, "unsealed", "sealed")
ALONE = "UPDATE batch SET line = :line, quarantined = quarantined + :faulty WHERE id = :id"


def die_at(point: str) -> None:
    """Put the kill behind a step, when it is taken for the second time."""
    turns = iter(range(1, 1000))

    def then(step: Callable[..., Any], *, before: bool = False) -> Callable[..., Any]:
        async def stepping(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - handed through
            last = next(turns) == SECOND
            if last and before:
                os.kill(os.getpid(), signal.SIGKILL)
            came = await step(*arguments, **named)
            if last:
                os.kill(os.getpid(), signal.SIGKILL)
            return came

        return stepping

    if point in STEPS:
        name = STEPS[point]
        vars(commands)[name] = then(vars(commands)[name])
    else:
        Workshop.seal_each = then(Workshop.seal_each, before=point == "unsealed")  # type: ignore[method-assign]


def sabotage(office: Office) -> None:
    """Let progress be committed by itself, and ahead of the rows."""

    async def alone(db: AsyncSession, at: Any, _: int, **named: Any) -> Any:  # noqa: ANN401
        async with office.province.doors.writer.begin() as other:
            said = {"id": at.id, "line": named["line"], "faulty": named["faulty"]}
            await other.execute(text(ALONE), said)
        return await progress_of(db, at.id)

    vars(commands)["advance"] = alone


async def issue(url: str, keyring: str, body: bytes, point: str, *more: str) -> None:
    """Issue the file, as far as it comes."""
    vars(pipeline)["CHUNK"] = CHUNK
    async with open_office(url, load_keyring(Path(keyring)), new=False) as office:
        if "sabotaged" in more:
            sabotage(office)
        die_at(point)
        await office.issue(body)


if __name__ == "__main__":
    database, keys, sheet, *words = sys.argv[1:]
    asyncio.run(issue(database, keys, Path(sheet).read_bytes(), *words))
