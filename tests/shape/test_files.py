"""Every file stays short and says what it is for."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 400
NOT_COUNTED = re.compile(r"\.lock$|(^|/)data/|^schema/[a-z_]*\.graphql$|\.(json|yaml|csv)$")
REGISTRY = re.compile(r"--(extra-)?index[-]url\s+\S|--find[-]links|https?://\S+/simple/")


def tracked(ending: str = "") -> list[str]:
    """Name the files under version control, and those about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [
        name
        for name in listed.stdout.splitlines()
        if name.endswith(ending) and (ROOT / name).is_file()
    ]


def docstring(name: str) -> str:
    return ast.get_docstring(ast.parse((ROOT / name).read_text("utf-8"))) or ""


def is_text(name: str) -> bool:
    return b"\0" not in (ROOT / name).read_bytes()


def test_no_file_is_too_long() -> None:
    counted = [name for name in tracked() if not NOT_COUNTED.search(name) and is_text(name)]
    lengths = {name: len((ROOT / name).read_text("utf-8").splitlines()) for name in counted}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


@pytest.mark.parametrize("folder", ["hub/", "schema/", "tests/", "alembic/"])
def test_every_module_says_what_it_is_for_in_one_sentence(folder: str) -> None:
    first = {name: docstring(name).split("\n\n")[0] for name in tracked(".py")}
    wrong = [
        name
        for name, sentence in first.items()
        if name.startswith(folder) and not sentence.endswith((".", "?", "。"))
    ]
    assert wrong == []


def test_init_files_hold_a_docstring_and_nothing_else() -> None:
    bodies = {
        name: ast.parse((ROOT / name).read_text("utf-8")).body for name in tracked("__init__.py")
    }
    assert {name for name, body in bodies.items() if len(body) != 1} == set()


def test_no_file_names_a_package_registry() -> None:
    named = [
        name
        for name in tracked()
        if name.endswith((".lock", ".toml", "Makefile", ".ini", ".cfg", "Dockerfile", ".ci/run"))
        and REGISTRY.search((ROOT / name).read_text("utf-8"))
    ]
    assert named == []
