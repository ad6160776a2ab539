"""SM2: the norm's vector, a second implementation both ways, and all that must be refused."""

import random
from collections.abc import Iterator

import gmalg
import pytest
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from typer.testing import CliRunner

from hub.cli.main import commands
from hub.crypto import sm2
from hub.crypto.digests import sm3

PRIVATE = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
X = "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
Y = "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
PUBLIC = bytes.fromhex("04" + X + Y)
MESSAGE = b"message digest"
SIGNATURE = encode_dss_signature(
    0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3,
    0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA,
)


@pytest.fixture
def without_library(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sm2, "_NAMES", ("libcrypto-of-nowhere.so",))
    monkeypatch.setattr(sm2, "find_library", lambda _: None)
    sm2.libcrypto.cache_clear()
    yield
    sm2.libcrypto.cache_clear()


def test_the_norms_key_and_signature_hold() -> None:
    assert sm2.public_key_of(PRIVATE) == PUBLIC
    assert sm2.verify(PUBLIC, SIGNATURE, MESSAGE)


def test_what_is_signed_holds_and_nothing_else_does() -> None:
    signature = sm2.LibcryptoSigner(PRIVATE).sign(MESSAGE)
    other = sm2.public_key_of(sm2.generate())
    assert sm2.verify(PUBLIC, signature, MESSAGE)
    assert not sm2.verify(other, signature, MESSAGE)
    assert not sm2.verify(PUBLIC, signature, MESSAGE + b".")
    assert not sm2.verify(PUBLIC, signature, MESSAGE, b"another identity")
    assert not sm2.verify(PUBLIC[:-1] + b"\0", signature, MESSAGE)


def test_a_flipped_bit_is_refused() -> None:
    for bit in range(len(SIGNATURE) * 8):
        flipped = bytearray(SIGNATURE)
        flipped[bit // 8] ^= 1 << bit % 8
        assert not sm2.verify(PUBLIC, bytes(flipped), MESSAGE)


def test_random_messages_hold_under_new_keys() -> None:
    chance = random.Random(38540)
    for _ in range(20):
        signer = sm2.LibcryptoSigner(sm2.generate())
        message = chance.randbytes(chance.randrange(300))
        assert sm2.verify(signer.public_key, signer.sign(message), message)


def test_a_second_implementation_agrees_both_ways() -> None:
    chance = random.Random(32918)
    for _ in range(4):
        private, message = sm2.generate(), chance.randbytes(chance.randrange(300))
        public = sm2.public_key_of(private)
        other = gmalg.SM2(private, sm2.IDENTITY, public)
        r, s = (int.from_bytes(part) for part in other.sign(message))
        assert sm2.verify(public, encode_dss_signature(r, s), message)
        r, s = decode_dss_signature(sm2.LibcryptoSigner(private).sign(message))
        assert other.verify(message, r.to_bytes(32), s.to_bytes(32))


@pytest.mark.parametrize("private", [bytes(32), b"\xff" * 32, b"short"])
def test_a_number_out_of_range_is_no_key(private: bytes) -> None:
    with pytest.raises(ValueError, match="SM2"):
        sm2.LibcryptoSigner(private)


@pytest.mark.usefixtures("without_library")
def test_the_doctor_tells_that_sm2_is_missing_and_what_mends_it() -> None:
    told = CliRunner().invoke(commands(), ["doctor"], env={"COLUMNS": "200"})
    assert told.exit_code == 1
    assert "no libcrypto of OpenSSL 3" in told.output
    assert "apt-get install libssl3" in told.output


def test_the_norms_identity_digest() -> None:
    a = "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC"
    b = "28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93"
    g = "32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7"
    h = "BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0"
    told = b"\0\x80" + sm2.IDENTITY + bytes.fromhex(a + b + g + h + X + Y)
    za = "b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3"
    assert sm3(told).hex() == za
