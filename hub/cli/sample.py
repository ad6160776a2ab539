"""Write the sample province as export files, to try aggregation with."""

from pathlib import Path
from typing import Annotated

import typer

from hub.sample.exports import write_exports


def sample(
    folder: Annotated[Path, typer.Argument(help="where the export files go")],
    size: Annotated[int, typer.Option(min=0, help="how many licenses, about")] = 20_000,
    seed: Annotated[int, typer.Option(min=0, help="the same seed writes the same files")] = 1,
) -> None:
    """Write what the departments of the sample province hand in, with mappings and a manifest."""
    for export in write_exports(folder, size, seed):
        typer.echo(f"{folder / export.file}\t{export.organization}\t{export.kind}")
