"""The structures of a seal: what is written is read back, and written again byte for byte."""

from datetime import UTC, datetime

from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier

from hub.seals.structures import Header, Picture, Property, Seal, SealInfo, SealSignature, ToSign

SM2_WITH_SM3 = ObjectIdentifier("1.2.156.10197.1.501")
DAY = asn1.GeneralizedTime(datetime(2026, 1, 1, tzinfo=UTC))


def _signature() -> SealSignature:
    text, bits = asn1.IA5String, asn1.BitString(b"\1\2", 0)
    owner = Property(1, "示例市市场监督管理局", 1, [b"certificate"], DAY, DAY, DAY)
    picture = Picture(text("PNG"), b"png", 42, 42)
    info = SealInfo(Header(text("ES"), 4, text("hub")), text("51990000000001"), owner, picture)
    seal = Seal(info, b"maker", SM2_WITH_SM3, bits)
    told = ToSign(4, seal, DAY, bits, text("ByteRange"))
    return SealSignature(told, b"certificate", SM2_WITH_SM3, bits)


def test_a_seal_signature_is_read_back_and_written_again_byte_for_byte() -> None:
    der = asn1.encode_der(_signature())
    read = asn1.decode_der(SealSignature, der)
    assert asn1.encode_der(read) == der
    assert read.to_sign.seal.info.property.name == "示例市市场监督管理局"


def test_no_flipped_bit_goes_unseen() -> None:
    der = asn1.encode_der(_signature())
    for bit in range(len(der) * 8):
        flipped = bytearray(der)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            read = asn1.decode_der(SealSignature, bytes(flipped))
        except ValueError:
            continue
        assert asn1.encode_der(read) == flipped != der
