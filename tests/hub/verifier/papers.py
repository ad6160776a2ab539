"""Certificates, seals and signatures in DER, made for tests by a hand that is not the hub's."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

import gmalg

from hub.verifier.sm2 import IDENTITY

SIGNED_BY_SM2 = "1.2.156.10197.1.501"
PICTURE = b"\x89PNG\r\n\x1a\n-a-picture-"


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def tlv(tag: int, *parts: bytes) -> bytes:
    """Write one DER value."""
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes([tag, len(body)]) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + body


def sequence(*parts: bytes) -> bytes:
    return tlv(0x30, *parts)


def integer(number: int) -> bytes:
    return tlv(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def octets(raw: bytes) -> bytes:
    return tlv(0x04, raw)


def bits(raw: bytes) -> bytes:
    return tlv(0x03, b"\0" + raw)


def utf8(text: str) -> bytes:
    return tlv(0x0C, text.encode())


def ia5(text: str) -> bytes:
    return tlv(0x16, text.encode())


def moment(at: datetime) -> bytes:
    return tlv(0x18, at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode())


def oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))

    def arcs() -> Iterator[int]:
        for arc in (40 * first + second, *rest):
            groups = [arc & 0x7F]
            while arc := arc >> 7:
                groups.insert(0, arc & 0x7F | 0x80)
            yield from groups

    return tlv(0x06, bytes(arcs()))


ALGORITHM = sequence(oid(SIGNED_BY_SM2))


class Key:
    """An SM2 key of a test, drawn from its seed and signing alike every time."""

    def __init__(self, seed: str) -> None:
        """Draw the key."""
        self.secret = Random(seed).getrandbits(250).to_bytes(32, "big")
        self.public = gmalg.SM2().generate_pk(self.secret)

    def sign(self, message: bytes) -> bytes:
        """Return a signature as DER has it."""
        draw = Random(self.secret + message).getrandbits
        signer = gmalg.SM2(self.secret, IDENTITY, self.public, rnd_fn=draw)
        r, s = (int.from_bytes(each, "big") for each in signer.sign(message))
        return sequence(integer(r), integer(s))


def name(organization: str, code: str = "") -> bytes:
    parts = [tlv(0x31, sequence(oid("2.5.4.10"), utf8(organization)))]
    if code:
        parts.append(tlv(0x31, sequence(oid("2.5.4.5"), tlv(0x13, code.encode()))))
    return sequence(*parts)


@dataclass
class Paper:
    """What a certificate is to say; `issue` writes it."""

    subject: bytes
    key: Key
    since: datetime = field(default_factory=lambda: day("2025-01-01"))
    until: datetime = field(default_factory=lambda: day("2035-01-01"))
    serial: int = 1
    authority: bool = False
    usage: bytes | None = None
    more: bytes = b""

    def issue(self, issuer: bytes, by: Key) -> bytes:
        """Return the certificate in DER."""
        flags = self.usage or (b"\x01\x06" if self.authority else b"\x06\xc0")
        usage = sequence(oid("2.5.29.15"), b"\x01\x01\xff", octets(tlv(0x03, flags)))
        own = sequence(b"\x01\x01\xff") if self.authority else sequence()
        basic = sequence(oid("2.5.29.19"), b"\x01\x01\xff", octets(own))
        kind = sequence(oid("1.2.840.10045.2.1"), oid("1.2.156.10197.1.301"))
        signed = sequence(
            tlv(0xA0, integer(2)),
            integer(self.serial),
            ALGORITHM,
            issuer,
            sequence(moment(self.since), moment(self.until)),
            self.subject,
            sequence(kind, bits(self.key.public)),
            tlv(0xA3, sequence(usage, basic, self.more)),
        )
        return sequence(signed, ALGORITHM, bits(by.sign(signed)))


@dataclass
class Stamp:
    """A seal that was made for somebody, ready to be put on something."""

    esel: bytes
    certificate: bytes
    key: Key

    def put(self, digest: bytes, about: str, at: datetime) -> bytes:
        """Return the SES_Signature over a digest."""
        signed = sequence(integer(4), self.esel, moment(at), bits(digest), ia5(about))
        algorithm = oid(SIGNED_BY_SM2)
        return sequence(signed, octets(self.certificate), algorithm, bits(self.key.sign(signed)))


class Maker:
    """An authority of a test that certifies organizations and makes their seals."""

    def __init__(self, called: str = "示例印章机构", since: str = "2020-01-01") -> None:
        """Found the authority, with a certificate by itself."""
        self.key, self.name = Key(called), name(called)
        paper = Paper(self.name, self.key, day(since), day("2045-01-01"), authority=True)
        self.certificate = paper.issue(self.name, self.key)

    def stamp(
        self, of: str = "示例局", *, since: str = "2025-01-01", until: str = "2035-01-01",
        certificate: Paper | None = None, listed: bytes | None = None,
    ) -> Stamp:  # fmt: skip
        """Make a seal for an organization."""
        key = certificate.key if certificate else Key(of)
        paper = certificate or Paper(name(of, "11519999MB9900013B"), key, serial=77)
        own = paper.issue(self.name, self.key)
        described = sequence(
            integer(1), utf8(f"{of}电子证照专用章"), integer(1),
            sequence(octets(listed if listed is not None else own)),
            moment(day(since)), moment(day(since)), moment(day(until)),
        )  # fmt: skip
        header = sequence(ia5("ES"), integer(4), ia5("hub"))
        picture = sequence(ia5("PNG"), octets(PICTURE), integer(40), integer(40))
        info = sequence(header, ia5("51000000000001"), described, picture)
        signed = octets(self.certificate), oid(SIGNED_BY_SM2), bits(self.key.sign(info))
        return Stamp(sequence(info, *signed), own, key)
