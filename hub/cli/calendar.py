"""Load what the State Council announces of a year's working days."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from hub.authorizations.requests.commands import count_answers_anew
from hub.calendar.commands import load_notices
from hub.calendar.rules import read_notices
from hub.calendar.wishes import Notice
from hub.cli.shell import shell_call
from hub.objections.clocks import count_objections_anew
from hub.settings import Settings, read_settings
from hub.supervision.orders.deadlines import count_orders_anew

calendar = typer.Typer(help="Keep the calendar of working days.", no_args_is_help=True)

COUNTING = (count_answers_anew, count_objections_anew, count_orders_anew)
"""Every kind of term that is counted in working days."""


@calendar.callback()
def _calendar() -> None:  # keeps the one command under its name
    pass


@calendar.command("load")
def load(
    file: Annotated[Path, typer.Argument(help="YAML, as hub/calendar/notices.yaml has it")],
) -> None:
    """Load the notices of one year or more; terms that run are counted anew."""
    notices = read_notices(file.read_bytes())
    changed = asyncio.run(_load(read_settings(), notices))
    years = ", ".join(str(one.year) for one in notices)
    typer.echo(f"{years}：{changed} 个期限已重新计算 · terms counted anew")


async def _load(settings: Settings, notices: list[Notice]) -> int:
    async with shell_call(settings) as call:
        return await load_notices(call, notices, COUNTING)
