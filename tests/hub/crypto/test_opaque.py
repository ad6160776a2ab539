"""Opaque texts: the same for the same bytes and place, telling nothing, and never forged."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.crypto.keyring import Key, Use, create_keyring, retire, rotate
from hub.crypto.opaque import Opaque
from hub.crypto.tampered import Tampered

OPAQUE = Opaque((Key(1, bytes(range(64))),))


@given(st.binary(max_size=80), st.lists(st.binary(max_size=20), max_size=3))
def test_what_was_sealed_opens_and_is_sealed_alike(data: bytes, bound: list[bytes]) -> None:
    text = OPAQUE.seal(data, *bound)
    assert OPAQUE.open(text, *bound) == data
    assert OPAQUE.seal(data, *bound) == text
    assert re.fullmatch(r"[A-Za-z0-9_-]+", text)


@given(st.binary(max_size=39))
def test_a_fixed_size_hides_the_length(data: bytes) -> None:
    text = OPAQUE.seal(data, b"cursor", size=40)
    assert len(text) == len(OPAQUE.seal(b"", b"cursor", size=40))
    assert OPAQUE.open(text, b"cursor") == data


def test_data_beyond_the_fixed_size_is_not_cut_silently() -> None:
    with pytest.raises(ValueError, match="40"):
        OPAQUE.seal(bytes(40), size=40)


@given(st.binary(max_size=40), st.data())
def test_any_changed_character_is_refused(data: bytes, drawn: st.DataObject) -> None:
    text = OPAQUE.seal(data, b"License")
    at = drawn.draw(st.integers(0, len(text) - 1))
    other = drawn.draw(st.sampled_from("ABCXYZabcxyz0189-_=+/ \n").filter(lambda c: c != text[at]))
    with pytest.raises(Tampered):
        OPAQUE.open(text[:at] + other + text[at + 1 :], b"License")


@given(st.text(max_size=80))
def test_no_text_from_outside_opens(text: str) -> None:
    with pytest.raises(Tampered):
        OPAQUE.open(text, b"License")


def test_a_text_opens_only_at_its_place() -> None:
    text = OPAQUE.seal(b"17", b"License", b"viewer")
    for bound in [(b"License", b"other"), (b"License",), (b"Licenseviewer",), ()]:
        with pytest.raises(Tampered):
            OPAQUE.open(text, *bound)


def test_two_keys_open_during_rotation_and_a_retired_one_no_more() -> None:
    keyring = create_keyring()
    text = Opaque(keyring.siv).seal(b"17", b"License")
    rotated = rotate(keyring, Use.SIV)
    assert Opaque(rotated.siv).open(text, b"License") == b"17"
    assert Opaque(rotated.siv).seal(b"17", b"License") != text
    with pytest.raises(Tampered):
        Opaque(retire(rotated, Use.SIV, 1).siv).open(text, b"License")
