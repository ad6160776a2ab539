"""What the documents show of clients is a piece of an app that the tests run."""

import re

import pytest

from tests.clients.npm import PROJECT

HERE = PROJECT / "tests" / "clients"
APPS = sorted(
    path
    for path in (*HERE.glob("*/*"), HERE / "python_client.py")
    if path.suffix in {".js", ".json", ".py", ".ts"}
)
BLOCK = re.compile(r"^```(?:js|jsonc|python|ts)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = [
    (path.name, piece)
    for path in sorted((PROJECT / "docs").glob("*.md"))
    for piece in BLOCK.findall(path.read_text("utf-8"))
]


def stands(piece: str) -> bool:
    """Tell whether a piece stands in an app, line by line."""
    return any(piece in path.read_text("utf-8") for path in APPS)


@pytest.mark.parametrize(
    ("document", "piece"), SHOWN, ids=[f"{name}-{at}" for at, (name, _) in enumerate(SHOWN)]
)
def test_what_is_shown_is_tested(document: str, piece: str) -> None:
    assert stands(piece), document


def test_both_pages_show_something_and_what_is_tested_nowhere_is_noticed() -> None:
    assert {name for name, _ in SHOWN} >= {"clients.md", "partner.md"}
    assert not stands("const nobody = wrote(this);\n")
