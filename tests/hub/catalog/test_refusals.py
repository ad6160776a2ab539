"""Every refusal of the catalog speaks Chinese and English."""

import inspect

import pytest

from hub.catalog import refusals
from hub.errors import Refusal

ALL = [
    member
    for _, member in inspect.getmembers(refusals, inspect.isclass)
    if issubclass(member, Refusal) and member is not Refusal
]


@pytest.mark.parametrize("refusal", ALL)
def test_speaks_both_languages(refusal: type[Refusal]) -> None:
    assert not refusal.zh.isascii()
    assert refusal.en.isascii()
    assert refusal.kind
