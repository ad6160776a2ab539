"""Print the GraphQL contract, check the reviewed files, and compare with the last release."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from hub.errors import Kind, Refusal
from hub.sample.shelves import sample_shelves
from schema.changes import changes
from schema.root import printed, printed_views

FOLDER = Path(__file__).resolve().parents[2] / "schema"
CONTRACT = FOLDER / "schema.graphql"
VIEWS = FOLDER / "views.graphql"
"""The typed views of the sample catalog."""
RELEASED = FOLDER / "released.graphql"
ACCEPTED = FOLDER / "accepted_changes.yaml"
NOTHING_ACCEPTED = (
    "# Changes that break clients of the last release all the same, each with its reason.\n{}\n"
)


class ContractOutdated(Refusal):
    """A reviewed file is not what the code prints."""

    kind = Kind.CONFLICT
    zh = "schema/{file} 与代码不一致；请运行 hub schema --write 并复核差异"
    en = "schema/{file} is not what the code prints; run hub schema --write, review it"


class ContractBroken(Refusal):
    """The contract breaks clients of the last release, and nobody said why."""

    kind = Kind.CONFLICT
    zh = "有 {count} 处不兼容变更未事先弃用，也未在 accepted_changes.yaml 中说明：{first}"
    en = "{count} breaking changes, neither deprecated before nor in accepted_changes.yaml: {first}"


class AcceptedInVain(Refusal):
    """A change is accepted that is none."""

    kind = Kind.CONFLICT
    zh = "accepted_changes.yaml 中的条目不对应任何不兼容变更：{first}"
    en = "accepted_changes.yaml names what is no breaking change: {first}"


def schema(
    check: Annotated[bool, typer.Option(help="compare with the files in schema/")] = False,  # noqa: FBT002 - typer's way
    write: Annotated[bool, typer.Option(help="write the files in schema/")] = False,  # noqa: FBT002 - typer's way
    compare: Annotated[bool, typer.Option(help="compare with the last release")] = False,  # noqa: FBT002 - typer's way
    release: Annotated[bool, typer.Option(help="write schema/released.graphql")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """Print the GraphQL contract, check or write its files, or compare it with the last release.

    Raises: ContractOutdated, ContractBroken, AcceptedInVain.
    """
    contract = {CONTRACT: printed(), VIEWS: printed_views(sample_shelves())}
    for file, text in contract.items():
        if check and not (file.exists() and file.read_text(encoding="utf-8") == text):
            raise ContractOutdated(file=file.name)
        if write:
            file.write_text(text, encoding="utf-8")
    if compare:
        _compare()
    if release:
        RELEASED.write_text(printed(), encoding="utf-8")
        ACCEPTED.write_text(NOTHING_ACCEPTED, encoding="utf-8")
    if not any((check, write, compare, release)):
        typer.echo("\n".join(contract.values()), nl=False)


def _compare() -> None:
    """List what changed since the last release, and fail if that breaks clients unannounced.

    Raises: ContractBroken, AcceptedInVain.
    """
    found = changes(RELEASED.read_text(encoding="utf-8"), printed())
    for sort in ("breaking", "dangerous", "safe"):
        for change in getattr(found, sort):
            typer.echo(f"{sort}: {change}")
    accepted = msgspec.yaml.decode(ACCEPTED.read_bytes(), type=dict[str, str])
    if unexcused := found.unexcused(accepted):
        raise ContractBroken(count=len(unexcused), first=unexcused[0])
    if vain := found.accepted_in_vain(accepted):
        raise AcceptedInVain(first=vain[0])
