"""Print the GraphQL contract, or check that the reviewed file is what the code prints."""

from pathlib import Path
from typing import Annotated

import typer

from hub.errors import Kind, Refusal
from schema.root import printed

CONTRACT = Path(__file__).resolve().parents[2] / "schema" / "schema.graphql"


class ContractOutdated(Refusal):
    """The reviewed contract is not what the code prints."""

    kind = Kind.CONFLICT
    zh = "schema/schema.graphql 与代码不一致；请运行 hub schema --write 并复核差异"
    en = "schema/schema.graphql is not what the code prints; run hub schema --write, review it"


def schema(
    check: Annotated[bool, typer.Option(help="compare with schema/schema.graphql")] = False,  # noqa: FBT002 - typer's way
    write: Annotated[bool, typer.Option(help="write schema/schema.graphql")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """Print the GraphQL contract, check it against the reviewed file, or write that file."""
    if check and CONTRACT.read_text(encoding="utf-8") != printed():
        raise ContractOutdated
    if write:
        CONTRACT.write_text(printed(), encoding="utf-8")
    if not check and not write:
        typer.echo(printed(), nl=False)
