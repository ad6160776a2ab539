"""Make X.509 certificates with SM2 keys; `cryptography` reads them, and cannot sign them."""

from datetime import UTC, datetime
from secrets import randbits
from typing import Final

import msgspec
from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.x509.oid import NameOID

from hub.crypto.sm2 import SealSigner
from hub.seals.structures import SM2_WITH_SM3, bits

_EC_KEY: Final = x509.ObjectIdentifier("1.2.840.10045.2.1")
_SM2_CURVE: Final = x509.ObjectIdentifier("1.2.156.10197.1.301")
_SEQUENCE, _VERSION, _EXTENSIONS = 0x30, 0xA0, 0xA3
_SHORT_FORM: Final = 0x80
_UTC_TIME_ENDS: Final = 2050  # RFC 5280, 4.1.2.5
_SERIAL_BITS: Final = 127


class Holder(msgspec.Struct, frozen=True):
    """Whose a certificate is."""

    name: str
    code: str

    def subject(self) -> x509.Name:
        """Return the distinguished name."""
        return x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, self.name),
                x509.NameAttribute(NameOID.SERIAL_NUMBER, self.code),
            ]
        )


class Period(msgspec.Struct, frozen=True):
    """From when until when something holds."""

    start: datetime
    end: datetime


@asn1.sequence
class _Algorithm:
    oid: x509.ObjectIdentifier


@asn1.sequence
class _KeyKind:
    oid: x509.ObjectIdentifier
    curve: x509.ObjectIdentifier


@asn1.sequence
class _Key:
    kind: _KeyKind
    point: asn1.BitString


@asn1.sequence
class _Extension:
    oid: x509.ObjectIdentifier
    critical: bool
    value: bytes


def root_certificate(signer: SealSigner, holder: Holder, period: Period) -> bytes:
    """Return the certificate that an authority signs of itself."""
    usage = _usage(certificates=True)
    constraints = x509.BasicConstraints(ca=True, path_length=0)
    told = _told(holder.subject(), holder.subject(), period, signer.public_key)
    return _signed(signer, told, (constraints, usage))


def seal_certificate(
    authority: SealSigner, maker: bytes, holder: Holder, public_key: bytes, period: Period
) -> bytes:
    """Return the certificate of a key under which an organization seals."""
    issuer = x509.load_der_x509_certificate(maker).subject
    constraints = x509.BasicConstraints(ca=False, path_length=None)
    told = _told(issuer, holder.subject(), period, public_key)
    return _signed(authority, told, (constraints, _usage(certificates=False)))


def certificate_serial(certificate: bytes) -> str:
    """Return the serial number of a certificate, in hexadecimal as checkers write it."""
    return f"{x509.load_der_x509_certificate(certificate).serial_number:X}"


def _told(issuer: x509.Name, subject: x509.Name, period: Period, public_key: bytes) -> list[bytes]:
    """Return the parts of a certificate's body, in their order, but for the extensions."""
    kind = _KeyKind(oid=_EC_KEY, curve=_SM2_CURVE)
    return [
        _wrap(_VERSION, asn1.encode_der(2)),
        asn1.encode_der(randbits(_SERIAL_BITS) | 1),
        asn1.encode_der(_Algorithm(oid=SM2_WITH_SM3)),
        issuer.public_bytes(),
        _wrap(_SEQUENCE, _time(period.start) + _time(period.end)),
        subject.public_bytes(),
        asn1.encode_der(_Key(kind=kind, point=bits(public_key))),
    ]


def _signed(
    signer: SealSigner, told: list[bytes], extensions: tuple[x509.ExtensionType, ...]
) -> bytes:
    listed = b"".join(
        asn1.encode_der(_Extension(oid=one.oid, critical=True, value=one.public_bytes()))
        for one in extensions
    )
    body = _wrap(_SEQUENCE, b"".join(told) + _wrap(_EXTENSIONS, _wrap(_SEQUENCE, listed)))
    algorithm = asn1.encode_der(_Algorithm(oid=SM2_WITH_SM3))
    return _wrap(_SEQUENCE, body + algorithm + asn1.encode_der(bits(signer.sign(body))))


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=not certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _time(at: datetime) -> bytes:
    at = at.astimezone(UTC).replace(microsecond=0)
    if at.year < _UTC_TIME_ENDS:
        return asn1.encode_der(asn1.UTCTime(at))
    return asn1.encode_der(asn1.GeneralizedTime(at))


def _wrap(tag: int, content: bytes) -> bytes:
    """Return DER of a tag with a content, which the typed encoder takes no raw parts for."""
    size = len(content)
    if size < _SHORT_FORM:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, _SHORT_FORM | len(length))) + length + content
