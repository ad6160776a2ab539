"""A refusal speaks two languages, names its kind and never shows a gap."""

from collections import Counter
from importlib import import_module
from pkgutil import walk_packages
from string import Formatter
from typing import ClassVar

import pytest

import hub
from hub.errors import Kind, Refusal, all_refusals


class SampleUnknown(Refusal):
    """For this test only."""

    kind: ClassVar = Kind.NOT_FOUND
    zh: ClassVar = "没有编码为 {entry} 的目录条目"
    en: ClassVar = "There is no catalog entry {entry}"


def test_a_refusal_tells_its_reason_in_both_languages() -> None:
    refusal = SampleUnknown(entry="1100", remedy="ask the issuer")
    assert refusal.code == "SampleUnknown"
    assert refusal.message_zh == "没有编码为 1100 的目录条目"
    assert str(refusal) == refusal.message_en == "There is no catalog entry 1100"
    assert refusal.remedy == "ask the issuer"


def test_a_missing_fact_is_a_bug() -> None:
    with pytest.raises(KeyError):
        SampleUnknown()


def test_what_a_caller_sent_is_not_read_as_a_template() -> None:
    assert SampleUnknown(entry="{entry.__class__}").message_en.endswith("{entry.__class__}")


def every_refusal() -> list[type[Refusal]]:
    """Import all of the hub; a class that others refine is a family and says nothing itself."""
    for module in walk_packages(hub.__path__, "hub."):
        import_module(module.name)
    return [
        refusal
        for refusal in all_refusals()
        if refusal.__module__.startswith("hub.") and not refusal.__subclasses__()
    ]


def facts(template: str) -> set[str]:
    """Name the facts of a template; one may come in two languages."""
    named = (name for _, name, _, _ in Formatter().parse(template) if name is not None)
    return {name.removesuffix("_zh").removesuffix("_en") for name in named}


def test_every_refusal_is_complete() -> None:
    found = every_refusal()
    assert found
    for refusal in found:
        assert isinstance(refusal.kind, Kind), refusal
        assert refusal.__doc__, refusal
        assert any("一" <= sign <= "鿿" for sign in refusal.zh), refusal
        assert refusal.en.isascii(), refusal
        assert facts(refusal.zh) == facts(refusal.en), refusal


def test_codes_are_unique() -> None:
    counted = Counter(refusal.__name__ for refusal in every_refusal())
    assert {code for code, times in counted.items() if times > 1} == set()
