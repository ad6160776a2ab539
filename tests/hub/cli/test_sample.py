"""`hub sample` writes the export files of the sample province."""

from pathlib import Path

from typer.testing import CliRunner

from hub.cli.main import commands


def test_sample_writes_the_files_it_names(tmp_path: Path) -> None:
    ran = CliRunner().invoke(commands(), ["sample", str(tmp_path), "--size", "200", "--seed", "3"])
    assert ran.exit_code == 0
    named = [Path(line.split("\t")[0]) for line in ran.stdout.splitlines()]
    assert len(named) > 30
    assert all(
        path.stat().st_size > 0 for path in named if not path.name.endswith(".events.ndjson")
    )
