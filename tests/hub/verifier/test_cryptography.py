"""The checker's own SM3, SM2 and DER: the norms' vectors, and a second implementation."""

import hashlib
from collections.abc import Callable
from random import Random

import gmalg
import pytest

from hub.crypto.sm2 import LibcryptoSigner
from hub.verifier import sm3
from hub.verifier.certificates import read_signature
from hub.verifier.der import DerError, Reader
from hub.verifier.sm2 import IDENTITY, N, P, on_curve, signing_digest, verify
from tests.hub.verifier.papers import Key, integer, octets, oid, sequence

SEED = 2
PUBLIC = (
    0x09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020,
    0xCCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13,
)
ZA = "B2E14C5C79C6DF5B85F4FE7ED8DB7A262B9DA7E07CCB0EA9F4747B8CCDA8A4F3"
R = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
S = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA
MESSAGE = b"message digest"


def test_sm3_gives_the_norms_digest_with_openssl_and_without() -> None:
    known = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3.sm3(b"abc").hex() == sm3.pure_sm3(b"abc").hex() == known


def test_pure_sm3_agrees_with_a_second_implementation() -> None:
    dice = Random(SEED)
    for size in (*range(130), 1000):
        data = dice.randbytes(size)
        other = gmalg.SM3()
        other.update(data)
        assert sm3.pure_sm3(data) == other.value() == sm3.sm3(data)


def test_a_python_without_sm3_takes_the_pure_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str, data: bytes) -> None:
        raise ValueError(name, data)

    monkeypatch.setattr(hashlib, "new", refuse)
    assert sm3.fastest() is sm3.pure_sm3


def test_sm2_accepts_the_norms_signature_and_no_other() -> None:
    assert signing_digest(PUBLIC, MESSAGE) == sm3.sm3(bytes.fromhex(ZA) + MESSAGE)
    assert verify(PUBLIC, MESSAGE, R, S)
    for r, s in ((R + 1, S), (R, S + 1), (R + N, S), (R, S + N), (0, S), (R, 0), (R, N - R)):
        assert not verify(PUBLIC, MESSAGE, r, s)
    assert not verify(PUBLIC, MESSAGE + b"s", R, S)


def test_a_key_is_a_point_of_the_curve() -> None:
    x, y = PUBLIC
    assert on_curve((x, P - y))
    for point in ((x, y + 1), (x + P, y), (x, y - P), (0, 0)):
        assert not on_curve(point)
        assert not verify(point, MESSAGE, R, S)


def test_sm2_agrees_with_a_second_implementation() -> None:
    dice = Random(SEED)
    for number in range(12):
        key, message = Key(str(number)), dice.randbytes(40)
        point = tuple(int.from_bytes(key.public[at : at + 32], "big") for at in (1, 33))
        signature = Reader(key.sign(message)).inside()
        r, s = signature.integer(), signature.integer()
        wrong = [(r, s ^ 1 << dice.randrange(255)), (s, r), (r ^ 1 << dice.randrange(255), s)]
        theirs = gmalg.SM2(uid=IDENTITY, pk=key.public)
        for one, two in [(r, s), *wrong]:
            raw = [each.to_bytes(33, "big").lstrip(b"\0") for each in (one, two)]
            assert verify((point[0], point[1]), message, one, two) is theirs.verify(message, *raw)
        assert verify((point[0], point[1]), message, r, s)


def test_sm2_agrees_with_what_the_hub_signs() -> None:
    dice = Random(SEED)
    for _ in range(200):
        signer = LibcryptoSigner(dice.randbytes(32)[:31].rjust(32, b"\1"))
        message, public = dice.randbytes(dice.randrange(80)), signer.public_key
        key = int.from_bytes(public[1:33], "big"), int.from_bytes(public[33:], "big")
        r, s = read_signature(signer.sign(message))
        assert verify(key, message, r, s)
        assert not verify(key, message, r, s ^ 1 << dice.randrange(256))
        assert not verify(key, message + b"0", r, s)


def whole(reader: Reader) -> int:
    number = reader.integer()
    reader.end()
    return number


@pytest.mark.parametrize(
    "raw",
    [
        "0200", "02020001", "0202ff80", "028101ff", "0280", "02", "0202", "020101ff", "1f0100",
        "0284000000010a", "02850000000101",
    ],
)  # fmt: skip
def test_an_integer_has_one_encoding(raw: str) -> None:
    reader = Reader(bytes.fromhex(raw))
    with pytest.raises(DerError):
        whole(reader)


@pytest.mark.parametrize(
    ("take", "raw"),
    [
        (Reader.boolean, "010101"),
        (Reader.bits, "030201fe"),
        (Reader.bits, "0300"),
        (Reader.oid, "0603808101"),
        (Reader.oid, "06022a81"),
        (Reader.oid, "0600"),
        (Reader.moment, "180d3230323630333032303930305a"),
        (Reader.moment, "17113236303330323039303030302b30383030"),
        (Reader.moment, "180f32303236313330323039303030305a"),
    ],
)
def test_other_values_have_one_encoding_too(take: Callable[[Reader], object], raw: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of whatever kind
        take(Reader(bytes.fromhex(raw)))


def test_what_is_written_is_read() -> None:
    for number in (0, 1, 127, 128, 255, 256, N, -1):
        raw = integer(number) if number >= 0 else b"\x02\x01\xff"
        assert Reader(raw).integer() == number
    for dotted in ("1.2.156.10197.1.501", "2.5.4.10", "0.9.1", "2.999.3"):
        assert Reader(oid(dotted)).oid() == dotted
    for size in (0, 127, 128, 255, 256, 70_000):
        inner = Reader(sequence(octets(bytes(size)))).inside()
        assert inner.take(0x04) == bytes(size)
        inner.end()
