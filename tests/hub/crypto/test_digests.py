"""Digests: the norm's vector, a second implementation, and hashes that find a holder again."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.crypto.digests import HolderIndex, hmac_sm3, normalized, sm3
from hub.crypto.keyring import Use, create_keyring, rotate

PERSON = "519999199001010017"


def test_sm3_gives_the_norms_digest() -> None:
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@given(st.binary(min_size=1, max_size=64), st.binary(max_size=200))
def test_the_keyed_hash_is_the_hmac_of_a_second_implementation(secret: bytes, data: bytes) -> None:
    class Sm3:
        """The interface that the standard library's HMAC asks of a digest."""

        digest_size, block_size = 32, 64

        def __init__(self, data: bytes = b"") -> None:
            self.data = data

        def update(self, data: bytes) -> None:
            self.data += data

        def copy(self) -> "Sm3":
            return Sm3(self.data)

        def digest(self) -> bytes:
            return sm3(self.data)

    assert hmac_sm3(secret, data) == hmac.new(secret, data, Sm3).digest()  # type: ignore[arg-type] # duck-typed digest


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="needs OpenSSL's SM3")
@given(st.binary(max_size=300))
def test_sm3_agrees_with_the_standard_library(data: bytes) -> None:
    assert sm3(data) == hashlib.new("sm3", data).digest()


def test_a_holder_is_found_however_the_number_was_typed() -> None:
    index = HolderIndex(create_keyring().index)
    assert index.current("111", " 11010519491231002x") == index.current("111", "11010519491231002X")
    assert index.current("111", "１１０１０５１９４９１２３１００２Ｘ ").digest == (
        index.current("111", "110105 19491231 002X").digest
    )
    assert normalized("519999\u30001990") == "5199991990"


def test_the_code_type_and_the_key_are_part_of_the_hash() -> None:
    ours, theirs = HolderIndex(create_keyring().index), HolderIndex(create_keyring().index)
    digests = {
        ours.current("111", PERSON).digest,
        ours.current("001", PERSON).digest,
        theirs.current("111", PERSON).digest,
    }
    assert len(digests) == 3


def test_after_rotation_a_holder_is_still_found_under_the_old_key() -> None:
    keyring = create_keyring()
    before = HolderIndex(keyring.index).current("111", PERSON)
    rotated = HolderIndex(rotate(keyring, Use.INDEX).index)
    assert rotated.every("111", PERSON) == [rotated.current("111", PERSON), before]
    assert rotated.current("111", PERSON).key_version == 2
