"""Gather the commands under `hub`, and tell a refusal in both languages."""

import sys

import typer

from hub.cli import (
    aggregate,
    client_key,
    database,
    demo,
    doctor,
    erase,
    keys,
    sample,
    schema,
    seals,
    serve,
)
from hub.errors import Refusal

hub = typer.Typer(
    name="hub",
    help="电子证照共享枢纽 · A hub that shares electronic licenses under one rulebook.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a trace with local values could show personal data
)
hub.command("serve")(serve.serve)
hub.command("demo")(demo.demo)
hub.command("migrate")(database.migrate)
hub.command("check-migrations")(database.check_migrations)
hub.command("aggregate")(aggregate.aggregate)
hub.command("doctor")(doctor.doctor)
hub.command("erase")(erase.erase)
hub.command("token")(keys.token)
hub.command("sample")(sample.sample)
hub.command("schema")(schema.schema)
hub.add_typer(keys.keys, name="keys")
hub.add_typer(seals.seals, name="seals")
hub.add_typer(client_key.client_key, name="client-key")


def main() -> None:
    """Run the command that was asked for."""
    try:
        hub()
    except Refusal as refusal:
        sys.stderr.write(f"{refusal.message_zh}\n{refusal.message_en}\n")
        sys.exit(1)
