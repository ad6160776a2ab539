"""Whoever runs the server erases what is out of date, and nothing by mistake."""

import pytest
from typer.testing import CliRunner

from hub.audit.transparency.refusals import ListNotFound
from hub.cli.erase import ErasureUnclear
from hub.cli.main import commands


@pytest.mark.parametrize(
    "given",
    [(), ("--tag", "no"), ("--tag", "00", "--before", "2026-01-01")],
)
def test_what_is_unclear_erases_nothing(
    database: str, monkeypatch: pytest.MonkeyPatch, given: tuple[str, ...]
) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", database)
    assert isinstance(CliRunner().invoke(commands(), ["erase", *given]).exception, ErasureUnclear)


def test_what_is_not_there_is_not_erased(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", database)
    done = CliRunner().invoke(commands(), ["erase", "--before", "2026-01-01"])
    assert (done.exit_code, done.stdout.split()[0]) == (0, "0")
    missing = CliRunner().invoke(commands(), ["erase", "--tag", "00" * 32])
    assert isinstance(missing.exception, ListNotFound)
