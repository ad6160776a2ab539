"""Envelopes: what was sealed opens where it belongs, and any change is refused."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.crypto.envelope import OVERHEAD, Envelopes, Sm4Gcm
from hub.crypto.keyring import Key, Use, create_keyring, rotate
from hub.crypto.tampered import Tampered

AES = Envelopes((Key(1, bytes(range(32))),))
SM4 = Envelopes((Key(1, bytes(range(16))),))
BOTH = pytest.mark.parametrize("envelopes", [AES, SM4], ids=["AES-256-GCM", "SM4-GCM"])


@BOTH
@given(st.binary(max_size=300), st.binary(max_size=60))
def test_what_was_sealed_opens(envelopes: Envelopes, plaintext: bytes, bound: bytes) -> None:
    sealed = envelopes.seal(plaintext, bound)
    assert envelopes.open(sealed, bound) == plaintext
    assert len(sealed) == len(plaintext) + OVERHEAD
    assert sealed != envelopes.seal(plaintext, bound)


@BOTH
@given(st.binary(max_size=60), st.data())
def test_any_changed_bit_is_refused(
    envelopes: Envelopes, plaintext: bytes, data: st.DataObject
) -> None:
    sealed = bytearray(envelopes.seal(plaintext, b"version 1, name"))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Tampered):
        envelopes.open(bytes(sealed), b"version 1, name")


@BOTH
@given(st.integers(0, OVERHEAD + 4))
def test_a_cut_envelope_is_refused(envelopes: Envelopes, length: int) -> None:
    with pytest.raises(Tampered):
        envelopes.open(envelopes.seal(b"value", b"")[:length], b"")


@BOTH
def test_an_envelope_opens_nowhere_else(envelopes: Envelopes) -> None:
    with pytest.raises(Tampered):
        envelopes.open(envelopes.seal(b"value", b"version 1, name"), b"version 2, name")


def test_an_envelope_of_another_hub_is_refused() -> None:
    ours, theirs = Envelopes(create_keyring().data), Envelopes(create_keyring().data)
    with pytest.raises(Tampered):
        ours.open(theirs.seal(b"value", b""), b"")


def test_an_envelope_cannot_be_relabelled_to_another_suite() -> None:
    with pytest.raises(Tampered):
        Envelopes((Key(1, bytes(32)), Key(2, bytes(16)))).open(
            b"\x02" + Envelopes((Key(1, bytes(32)),)).seal(b"value", b"")[1:], b""
        )


def test_rotation_leaves_old_envelopes_open_and_seals_with_the_new_key() -> None:
    keyring = create_keyring()
    old = Envelopes(keyring.data).seal(b"value", b"here")
    rotated = Envelopes(rotate(keyring, Use.DATA).data)
    assert rotated.open(old, b"here") == b"value"
    assert not rotated.is_current(old)
    assert rotated.is_current(rotated.seal(b"value", b"here"))


def test_a_hub_can_move_from_aes_to_sm4() -> None:
    aes, sm4 = Key(1, os.urandom(32)), Key(2, os.urandom(16))
    old = Envelopes((aes,)).seal(b"value", b"")
    moved = Envelopes((sm4, aes))
    assert moved.open(old, b"") == moved.open(moved.seal(b"value", b""), b"") == b"value"


def test_sm4_gcm_gives_the_published_vector() -> None:
    """RFC 8998, appendix A.1."""
    cipher = Sm4Gcm(bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"))
    nonce = bytes.fromhex("00001234567800000000ABCD")
    bound = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    plaintext = bytes.fromhex(
        "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
        "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA"
    )
    sealed = cipher.encrypt(nonce, plaintext, bound)
    assert sealed.hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )
    assert cipher.decrypt(nonce, sealed, bound) == plaintext
