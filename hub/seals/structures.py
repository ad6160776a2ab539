"""The structures of electronic seals (GB/T 38540-2020, version 4), as DER.

After what an open implementation has, from memory of the standard and without its text: a profile
of the hub's own, described in docs/documents.md.
"""

from datetime import UTC, datetime
from typing import Final

import msgspec
from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier

SM2_WITH_SM3: Final = ObjectIdentifier("1.2.156.10197.1.501")
VERSION: Final = 4
MAKER: Final = "hub"
_OFFICIAL, _WHOLE_CERTIFICATES = 1, 1


@asn1.sequence
class Header:
    """SES_Header."""

    kind: asn1.IA5String
    version: int
    maker: asn1.IA5String


@asn1.sequence
class Property:
    """SES_ESPropertyInfo."""

    type: int
    name: str
    list_type: int
    certificates: list[bytes]
    created: asn1.GeneralizedTime
    valid_from: asn1.GeneralizedTime
    valid_until: asn1.GeneralizedTime


@asn1.sequence
class Picture:
    """SES_ESPictrueInfo."""

    type: asn1.IA5String
    data: bytes
    width: int
    height: int


@asn1.sequence
class SealInfo:
    """SES_SealInfo."""

    header: Header
    number: asn1.IA5String
    property: Property
    picture: Picture


@asn1.sequence
class Seal:
    """SESeal: what a maker certifies of a seal."""

    info: SealInfo
    maker: bytes
    algorithm: ObjectIdentifier
    signature: asn1.BitString


@asn1.sequence
class ToSign:
    """TBS_Sign: what is signed under a seal."""

    version: int
    seal: Seal
    time: asn1.GeneralizedTime
    digest: asn1.BitString
    property_info: asn1.IA5String


@asn1.sequence
class Signature:
    """SES_Signature: a seal used on something."""

    to_sign: ToSign
    certificate: bytes
    algorithm: ObjectIdentifier
    signature: asn1.BitString


class NewSeal(msgspec.Struct, frozen=True, kw_only=True):
    """What a seal is to say; its picture is measured in millimetres."""

    number: str
    name: str
    certificate: bytes
    picture: bytes
    size: int
    valid_from: datetime
    valid_until: datetime


def moment(at: datetime) -> asn1.GeneralizedTime:
    """Return a moment as seals write it: in UTC, with seconds."""
    return asn1.GeneralizedTime(at.astimezone(UTC).replace(microsecond=0))


def bits(data: bytes) -> asn1.BitString:
    """Return whole bytes as a bit string."""
    return asn1.BitString(data, 0)


def seal_info(said: NewSeal) -> SealInfo:
    """Return what the maker of a seal signs."""
    return SealInfo(
        header=Header(kind=asn1.IA5String("ES"), version=VERSION, maker=asn1.IA5String(MAKER)),
        number=asn1.IA5String(said.number),
        property=Property(
            type=_OFFICIAL,
            name=said.name,
            list_type=_WHOLE_CERTIFICATES,
            certificates=[said.certificate],
            created=moment(said.valid_from),
            valid_from=moment(said.valid_from),
            valid_until=moment(said.valid_until),
        ),
        picture=Picture(
            type=asn1.IA5String("PNG"), data=said.picture, width=said.size, height=said.size
        ),
    )


def read_seal(der: bytes) -> Seal:
    """Read a SESeal.

    Raises: ValueError.
    """
    return asn1.decode_der(Seal, der)
