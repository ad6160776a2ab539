"""Erase records of use and words of objections: out of date, or at a holder's demand."""

import asyncio
from datetime import datetime
from typing import Annotated

import typer

from hub.audit.transparency.commands import erase_list, erase_records
from hub.cli.shell import shell_call
from hub.errors import Kind, Refusal
from hub.objections.erasing import erase_words, erase_words_of
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
    """Erase records of use, whose leaves stay as tombstones, and what objections said."""
    erased = asyncio.run(_erase(read_settings(), before, tag))
    typer.echo(f"{erased} 条已删除 · erased")


async def _erase(settings: Settings, before: datetime | None, tag: str | None) -> int:
    async with shell_call(settings) as call:
        if before is not None and tag is None:
            words = await erase_words(call, before.date())
            return words + await erase_records(call, before.date())
        if tag is not None and before is None:
            words = await erase_words_of(call, _tag(tag))  # the list goes, and with it its tag
            return words + await erase_list(call, _tag(tag))
        raise ErasureUnclear


def _tag(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise ErasureUnclear from None
