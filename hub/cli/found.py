"""Found a province from a file: its organizations, its people, their offices."""

import asyncio
from codecs import BOM_UTF8
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import open as shown

from hub.cli.shell import open_doors
from hub.crypto.keyring import load_keyring
from hub.founding.commands import Founder
from hub.founding.following import Told, follow
from hub.identity.demo import trusted_issuers
from hub.licenses.keys import LicenseKeys
from hub.settings import Settings, read_settings


def found(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="one JSON a line")],
) -> None:
    """Found a province; what stands as the file says is left, so that it may be run again."""
    if asyncio.run(_found(read_settings(), file)):
        raise typer.Exit(1)


async def _found(settings: Settings, file: Path) -> int:
    """Follow the file, tell what was refused, and return how much that is."""
    done = stood = refused = 0
    async with aclosing(_followed(settings, file)) as followed:
        async for number, told in followed:
            done, stood, refused = done + told.done, stood + told.stood, refused + len(told.faults)
            for place, refusal in told.faults:
                said = (str(number), place, refusal.code, refusal.message_zh, refusal.message_en)
                typer.echo("\t".join(said))
    typer.echo(f"{done} 项已办，{stood} 项原已如此，{refused} 项未办")
    typer.echo(f"{done} done, {stood} stood so already, {refused} refused")
    return refused


async def _followed(settings: Settings, file: Path) -> AsyncGenerator[tuple[int, Told], None]:
    keyring = load_keyring(settings.keyring_file)
    issuers = frozenset(one.known_as or one.issuer for one in trusted_issuers(settings, keyring))
    async with open_doors(settings) as doors:
        founder = Founder(doors, LicenseKeys(keyring), issuers)
        with shown(file, "rb", description=file.name, console=Console(stderr=True)) as opened:
            for number, line in enumerate(opened, 1):
                text = line.removeprefix(BOM_UTF8).strip()
                if text:
                    yield number, await follow(founder, text)
