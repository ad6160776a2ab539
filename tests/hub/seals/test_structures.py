"""The structures of a seal: what is written is read back, and written again byte for byte."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding

from hub.crypto.sm2 import LibcryptoSigner, verify
from hub.seals.authority import Authority, create_authority, own_authority
from hub.seals.certificates import Holder
from hub.seals.picture import seal_picture
from hub.seals.stamping import Stamper
from hub.seals.structures import Signature, read_seal
from hub.seals.wishes import RegisterSeal

FOUNDED = datetime(2026, 1, 5, tzinfo=UTC)
BUREAU = Holder("示例市市场监督管理局", "11519999MB9910019M")
DIGEST = bytes(range(32))


@pytest.fixture(scope="module")
def authority() -> Authority:
    return create_authority(FOUNDED)


@pytest.fixture(scope="module")
def made(authority: Authority) -> RegisterSeal:
    return authority.make_seal(BUREAU, "51990000000001", FOUNDED)


def stamper(made: RegisterSeal) -> Stamper:
    return Stamper(read_seal(made.seal), made.certificate, LibcryptoSigner(made.private_key))


def test_a_seal_says_whose_it_is_and_its_maker_signed_that(
    authority: Authority, made: RegisterSeal
) -> None:
    seal = read_seal(made.seal)
    assert asn1.encode_der(seal) == made.seal
    assert seal.info.property.name == BUREAU.name
    assert seal.info.property.certificates == [made.certificate]
    assert seal.maker == authority.certificate
    maker = LibcryptoSigner(authority.private).public_key
    assert verify(maker, seal.signature.as_bytes(), asn1.encode_der(seal.info))


def test_what_was_stamped_is_read_back_and_written_again_byte_for_byte(made: RegisterSeal) -> None:
    der = stamper(made).stamp(DIGEST, FOUNDED, "link")
    read = asn1.decode_der(Signature, der)
    assert asn1.encode_der(read) == der
    assert read.to_sign.digest.as_bytes() == DIGEST
    own = LibcryptoSigner(made.private_key).public_key
    assert verify(own, read.signature.as_bytes(), asn1.encode_der(read.to_sign))


def test_what_is_kept_of_a_stamp_makes_it_whole_again(made: RegisterSeal) -> None:
    signature = stamper(made).sign(DIGEST, FOUNDED, "link")
    whole = stamper(made).whole(DIGEST, FOUNDED, "link", signature)
    assert asn1.decode_der(Signature, whole).signature.as_bytes() == signature


def test_no_flipped_bit_goes_unseen(made: RegisterSeal) -> None:
    der = stamper(made).stamp(DIGEST, FOUNDED, "link")
    for place in range(len(der)):
        flipped = bytearray(der)
        flipped[place] ^= 1 << place % 8
        try:
            read = asn1.decode_der(Signature, bytes(flipped))
        except ValueError:
            continue
        assert asn1.encode_der(read) == flipped != der


def test_others_read_the_certificates_and_their_chain(
    authority: Authority, made: RegisterSeal, tmp_path: Path
) -> None:
    own = x509.load_der_x509_certificate(made.certificate)
    root = x509.load_der_x509_certificate(authority.certificate)
    assert own.issuer == root.subject == root.issuer
    assert BUREAU.name in own.subject.rfc4514_string()
    assert own.not_valid_before_utc == FOUNDED
    assert root.not_valid_after_utc - FOUNDED > timedelta(days=7000)
    for name, certificate in (("root", root), ("own", own)):
        (tmp_path / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    said = ["-CAfile", "root.pem", "-vfyopt", "distid:1234567812345678", "own.pem"]
    told = subprocess.run(
        ["openssl", "verify", *said],  # noqa: S607 - wherever the system has it
        cwd=tmp_path, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr


def test_an_authority_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "authority.json"
    made = own_authority(path)
    assert own_authority(path) == made
    assert path.stat().st_mode & 0o077 == 0
    assert repr(made) == "Authority()"


def test_what_its_maker_delivers_is_shown_without_the_key(made: RegisterSeal) -> None:
    assert repr(made) == f"RegisterSeal({made.number!r})"


def test_the_picture_of_a_seal_is_the_same_each_time() -> None:
    first = seal_picture(BUREAU.name, "51990000000001")
    assert first == seal_picture(BUREAU.name, "51990000000001")
    assert first != seal_picture(BUREAU.name, "51990000000002")
    assert len(first) < 8000
