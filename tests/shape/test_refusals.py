"""Every refusal speaks two languages, and has a test that names it."""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import hub
import schema
from hub.errors import Refusal, all_refusals

TESTS = Path(__file__).resolve().parents[1]
PACKAGES = (hub.__name__, schema.__name__)
HAN = re.compile(r"[\u4e00-\u9fff]")


def refusals() -> list[type[Refusal]]:
    """Return every refusal of the hub and its schema."""
    for package in (hub, schema):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    found = all_refusals()
    return sorted(
        {one for one in found if one.__module__.split(".")[0] in PACKAGES and hasattr(one, "zh")},
        key=lambda one: one.__name__,
    )


def all_tests() -> str:
    """Return the text of every test but this one."""
    files = (path for path in TESTS.rglob("*.py") if path != Path(__file__))
    return "\n".join(path.read_text("utf-8") for path in files)


@pytest.mark.parametrize("refusal", refusals(), ids=lambda one: str(one.__name__))
def test_a_refusal_speaks_chinese_and_english(refusal: type[Refusal]) -> None:
    assert HAN.search(refusal.zh) or "zh}" in refusal.zh
    assert not HAN.search(refusal.en)


def test_every_refusal_has_a_test() -> None:
    words = set(re.findall(r"\w+", all_tests()))
    assert [one.__name__ for one in refusals() if one.__name__ not in words] == []
