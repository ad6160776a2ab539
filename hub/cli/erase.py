"""Erase records of use: those whose time is over, or a holder's list at the holder's demand."""

import asyncio
from datetime import datetime
from typing import Annotated

import typer

from hub.audit.transparency.commands import erase_list, erase_records
from hub.cli.shell import shell_call
from hub.errors import Kind, Refusal
from hub.settings import Settings, read_settings


class ErasureUnclear(Refusal):
    """Either a day is named or a list, so that nothing is erased by mistake."""

    kind = Kind.INVALID
    zh = "须且只须给出 --before（日期）或 --tag（十六进制标签）"
    en = "Give either --before, a day, or --tag, a list's tag in hexadecimal"


def erase(
    before: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="erase uses before this day")
    ] = None,
    tag: Annotated[str | None, typer.Option(help="erase the list with this tag")] = None,
) -> None:
    """Erase records of use; their leaves stay in the transparency log as tombstones."""
    erased = asyncio.run(_erase(read_settings(), before, tag))
    typer.echo(f"{erased} 条已删除 · erased")


async def _erase(settings: Settings, before: datetime | None, tag: str | None) -> int:
    async with shell_call(settings) as call:
        if before is not None and tag is None:
            return await erase_records(call, before.date())
        if tag is not None and before is None:
            return await erase_list(call, _tag(tag))
        raise ErasureUnclear


def _tag(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise ErasureUnclear from None
