"""The DER of seals and their signatures, GB/T 38540-2020 as an open implementation has it."""

from dataclasses import dataclass

from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier


@asn1.sequence
@dataclass(frozen=True)
class Header:
    """What says that it is a seal, of which version and by whose software."""

    id: asn1.IA5String
    version: int
    vid: asn1.IA5String


@asn1.sequence
@dataclass(frozen=True)
class Property:
    """Whose seal it is, who may use it, and when."""

    type: int
    name: str
    cert_list_type: int
    cert_list: list[bytes]
    create_date: asn1.GeneralizedTime
    valid_start: asn1.GeneralizedTime
    valid_end: asn1.GeneralizedTime


@asn1.sequence
@dataclass(frozen=True)
class Picture:
    """The picture of a seal, with its size in millimetres."""

    type: asn1.IA5String
    data: bytes
    width: int
    height: int


@asn1.sequence
@dataclass(frozen=True)
class SealInfo:
    """What the maker of a seal signs."""

    header: Header
    es_id: asn1.IA5String
    property: Property
    picture: Picture


@asn1.sequence
@dataclass(frozen=True)
class Seal:
    """`SESeal`: a seal, with its maker's signature."""

    info: SealInfo
    cert: bytes
    sign_alg_id: ObjectIdentifier
    signed_value: asn1.BitString


@asn1.sequence
@dataclass(frozen=True)
class ToSign:
    """`TBS_Sign`: what is signed when a seal is put on a document."""

    version: int
    seal: Seal
    time: asn1.GeneralizedTime
    data_hash: asn1.BitString
    property_info: asn1.IA5String


@asn1.sequence
@dataclass(frozen=True)
class SealSignature:
    """`SES_Signature`: a seal on a document."""

    to_sign: ToSign
    cert: bytes
    signature_alg_id: ObjectIdentifier
    signature: asn1.BitString
