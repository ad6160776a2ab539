"""Make a version of a license in a process that kills itself with -9 at a named step of sealing."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from hub.audit.call import Call
from hub.crypto.keyring import load_keyring
from hub.crypto.sm2 import LibcryptoSigner
from hub.documents.pdf import seal_pdf
from hub.issuing import making, workshop
from hub.issuing.commands.change import change_license
from hub.issuing.commands.issue import issue_license
from hub.issuing.commands.life import record_inspection
from hub.issuing.desk import Desk
from hub.issuing.jobs import finisher
from hub.issuing.model import Making
from hub.licenses.commands import write_licenses
from hub.seals import held
from tests.hub.issuing.bureau import Bureau, changed, happens, only_license, open_bureau, wished

KEY = "one-and-the-same"
POINTS = (
    "written_down",
    "making_the_document",
    "before_signing",
    "after_signing",
    "within_the_second_act",
    "before_the_answer",
)
WITHOUT_DOCUMENT = tuple(point for point in POINTS if point != "making_the_document")

Command = Callable[[Bureau], Awaitable[Making]]


async def _issue(bureau: Bureau) -> Making:
    return await issue_license(bureau.call(), bureau.desk, wished(), key=KEY)


async def _change(bureau: Bureau) -> Making:
    wish = changed(await only_license(bureau))
    return await change_license(bureau.call(), bureau.desk, wish, key=KEY)


async def _inspect(bureau: Bureau) -> Making:
    wish = happens(await only_license(bureau))
    return await record_inspection(bureau.call(), bureau.desk, wish, key=KEY)


ACTS: dict[str, Command] = {"issue": _issue, "change": _change, "inspect": _inspect}


class DyingSigner:
    """A sealing key that takes its process with it."""

    def __init__(self, private: bytes, die: Callable[[str], None]) -> None:
        """Take the key, and what dies."""
        self._signer, self._die = LibcryptoSigner(private), die
        self.public_key = self._signer.public_key

    def sign(self, data: bytes) -> bytes:
        """Sign, if it comes to that."""
        self._die("before_signing")
        signature = self._signer.sign(data)
        self._die("after_signing")
        return signature


def kill_at(point: str, *, sabotaged: bool) -> None:
    """Put the kill around the steps of sealing."""
    complete = making.complete

    def die(here: str) -> None:
        if here == point:
            os.kill(os.getpid(), signal.SIGKILL)

    async def completing(*arguments: Any) -> Making:  # noqa: ANN401 - handed through
        die("written_down")
        made = await complete(*arguments)
        die("before_the_answer")
        return made

    async def writing(*arguments: Any) -> Any:  # noqa: ANN401 - handed through
        written = await write_licenses(*arguments)
        die("within_the_second_act")
        return written

    def sealing(*arguments: Any) -> bytes:  # noqa: ANN401 - handed through
        die("making_the_document")
        return seal_pdf(*arguments)

    vars(making).update(complete=completing, write_licenses=writing)
    vars(workshop).update(seal_pdf=sealing)
    vars(held).update(LibcryptoSigner=lambda private: DyingSigner(private, die))
    if sabotaged:
        vars(making).update(make=_made_in_one_act)


async def _made_in_one_act(call: Call, desk: Desk, named: making.ActNamed, write: Any) -> Making:  # noqa: ANN401
    """Write down nothing that outlives a crash: what must not be done."""
    async with call.act(named.name, key=named.key, wish=named.wish, races=making.RACES) as act:
        work = await write(act.db)
        (sealed,) = await desk.workshop.seal([work], call.moment)
        return await making.finish(act.db, desk, work, sealed)


def make(url: str, keyring: Path, act: str, point: str, *, sabotaged: bool = False) -> None:
    """Act in this process until it dies."""
    kill_at(point, sabotaged=sabotaged)
    if sabotaged:
        for command in (issue_license, change_license, record_inspection):
            command.__globals__["make"] = _made_in_one_act
    asyncio.run(_act(url, keyring, ACTS[act]))


def finish(url: str, keyring: Path) -> None:
    """Finish in this process what others have left."""
    asyncio.run(_act(url, keyring, finish_left_overs))


async def _act(url: str, keyring: Path, command: Callable[[Bureau], Awaitable[object]]) -> None:
    async with open_bureau(url, load_keyring(keyring)) as bureau:
        await command(bureau)


async def finish_left_overs(bureau: Bureau) -> None:
    """Run the job once."""
    async with bureau.doors.writer.begin() as db:
        await finisher(bureau.desk)(db)
