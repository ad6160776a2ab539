"""Gather the commands under `hub`, and tell a refusal in both languages."""

import sys
from importlib import import_module
from typing import Final

import typer

from hub.errors import Refusal

COMMANDS: Final = {
    "serve": "serve.serve",
    "demo": "demo.demo",
    "migrate": "database.migrate",
    "check-migrations": "database.check_migrations",
    "found": "found.found",
    "aggregate": "aggregate.aggregate",
    "doctor": "doctor.doctor",
    "erase": "erase.erase",
    "calendar": "calendar.calendar",
    "token": "keys.token",
    "sample": "sample.sample",
    "schema": "schema.schema",
    "keys": "keys.keys",
    "seals": "seals.seals",
    "exchange": "exchange.exchange",
    "client-key": "client_key.client_key",
}
"""Each command, or group of commands, and where it is: its module in this folder, and its name."""


def commands(*named: str) -> typer.Typer:
    """Return the commands that are named, or all; each module takes a while to be imported."""
    hub = typer.Typer(
        name="hub",
        help="电子证照共享枢纽 · A hub that shares electronic licenses under one rulebook.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,  # a trace with local values could show personal data
    )
    hub.callback(
        help="电子证照共享枢纽 · A hub that shares electronic licenses under one rulebook."
    )(_nothing)
    for name in named or COMMANDS:
        module, attribute = COMMANDS[name].split(".")
        found = getattr(import_module(f"hub.cli.{module}"), attribute)
        if isinstance(found, typer.Typer):
            hub.add_typer(found, name=name)
        else:
            hub.command(name)(found)
    return hub


def _nothing() -> None:  # a callback keeps even a single command under its name
    pass


def main() -> None:
    """Run the command that was asked for."""
    try:
        commands(*(word for word in sys.argv[1:2] if word in COMMANDS))()
    except Refusal as refusal:
        sys.stderr.write(f"{refusal.message_zh}\n{refusal.message_en}\n")
        sys.exit(1)
