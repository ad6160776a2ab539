"""Every function and every test that the law table names exists."""

import re
from importlib import import_module

import pytest

from tests.journeys.served import PROJECT

ROW = re.compile(r"^\| (\d[^|]*) \| ([^|]+) \| `([\w.]+)` \| `([\w/.]+)::(\w+)` \|$", re.MULTILINE)
TABLE = (PROJECT / "docs" / "law.md").read_text("utf-8")
ROWS = ROW.findall(TABLE)


@pytest.mark.parametrize("named", sorted({row[2] for row in ROWS}))
def test_a_function_of_the_table_exists(named: str) -> None:
    module, _, name = named.rpartition(".")
    assert hasattr(import_module(module), name)


@pytest.mark.parametrize(("file", "name"), sorted({row[3:] for row in ROWS}))
def test_a_test_of_the_table_exists(file: str, name: str) -> None:
    assert re.search(rf"^(async )?def {name}\(", (PROJECT / file).read_text("utf-8"), re.MULTILINE)


def test_every_row_of_the_table_is_read() -> None:
    assert len(ROWS) == len(re.findall(r"^\| \d", TABLE, re.MULTILINE))
