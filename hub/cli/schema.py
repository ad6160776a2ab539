"""Print the GraphQL contract, or check that the reviewed files are what the code prints."""

from pathlib import Path
from typing import Annotated

import typer

from hub.errors import Kind, Refusal
from hub.sample.shelves import sample_shelves
from schema.root import printed, printed_views

CONTRACT = Path(__file__).resolve().parents[2] / "schema" / "schema.graphql"
VIEWS = CONTRACT.with_name("views.graphql")
"""The typed views of the sample catalog."""


class ContractOutdated(Refusal):
    """A reviewed file is not what the code prints."""

    kind = Kind.CONFLICT
    zh = "schema/{file} 与代码不一致；请运行 hub schema --write 并复核差异"
    en = "schema/{file} is not what the code prints; run hub schema --write, review it"


def schema(
    check: Annotated[bool, typer.Option(help="compare with the files in schema/")] = False,  # noqa: FBT002 - typer's way
    write: Annotated[bool, typer.Option(help="write the files in schema/")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """Print the GraphQL contract, check it against the reviewed files, or write those files.

    Raises: ContractOutdated.
    """
    contract = {CONTRACT: printed(), VIEWS: printed_views(sample_shelves())}
    for file, text in contract.items():
        if check and not (file.exists() and file.read_text(encoding="utf-8") == text):
            raise ContractOutdated(file=file.name)
        if write:
            file.write_text(text, encoding="utf-8")
    if not check and not write:
        typer.echo("\n".join(contract.values()), nl=False)
