"""Read X.509 certificates with SM2 keys (RFC 5280), and build their chain to a trusted root."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from .der import BITS, INTEGER, OCTETS, SEQUENCE, SET, DerError, Reader
from .sm2 import SIZE, Point, on_curve, verify

SM2_WITH_SM3 = "1.2.156.10197.1.501"
EC_KEY, SM2_CURVE = "1.2.840.10045.2.1", "1.2.156.10197.1.301"
NULL, VERSION_TAG, EXTENSIONS_TAG = 0x05, 0xA0, 0xA3
VERSION_3, UNCOMPRESSED = 2, 4
COMMON_NAME, CODE, ORGANIZATION = "2.5.4.3", "2.5.4.5", "2.5.4.10"
BASIC_CONSTRAINTS, KEY_USAGE = "2.5.29.19", "2.5.29.15"
MAY_SEAL, MAY_CERTIFY = 0xC0, 0x04  # digitalSignature or nonRepudiation; keyCertSign
LONGEST_CHAIN = 4
LARGEST = 16_384  # bytes: what was read is kept for a while


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says, and the bytes that its issuer signed."""

    raw: bytes
    signed: bytes
    signature: tuple[int, int]
    serial: int
    issuer: bytes
    subject: bytes
    names: tuple[tuple[str, str], ...]
    not_before: datetime
    not_after: datetime
    key: Point
    authority: bool
    path_length: int | None
    usage: int | None

    def name(self, attribute: str) -> str:
        """Return an attribute of the subject, or nothing."""
        return next((value for kind, value in self.names if kind == attribute), "")

    @property
    def holder(self) -> str:
        """Return whose it is: the organization, or the common name."""
        return self.name(ORGANIZATION) or self.name(COMMON_NAME)


def read_signature(raw: bytes) -> tuple[int, int]:
    """Return the two numbers of a signature, written as DER has it."""
    outer = Reader(raw)
    inner = outer.inside()
    numbers = inner.integer(), inner.integer()
    inner.end()
    outer.end()
    return numbers


def algorithm(reader: Reader) -> bytes:
    """Take the algorithm SM2 with SM3, with NULL or no parameters, and return it whole."""
    raw = reader.raw(SEQUENCE)
    inner = Reader(raw).inside()
    if inner.oid() != SM2_WITH_SM3:
        raise DerError("another algorithm")
    if inner.peek() is not None and inner.take(NULL):
        raise DerError("parameters")
    inner.end()
    return raw


@lru_cache(maxsize=256)
def read_certificate(raw: bytes) -> Certificate:
    """Read a certificate strictly.

    Raises:
        DerError: it is not DER, or not of the kind known here.

    """
    if len(raw) > LARGEST:
        raise DerError("too large")
    outer = Reader(raw)
    whole = outer.inside()
    outer.end()
    signed = whole.raw(SEQUENCE)
    chosen, signature = algorithm(whole), read_signature(whole.bits())
    whole.end()
    body = Reader(signed).inside()
    if body.inside(VERSION_TAG).integer() != VERSION_3:
        raise DerError("not version 3")
    serial = body.integer()
    if algorithm(body) != chosen:
        raise DerError("two algorithms")
    issuer = body.raw(SEQUENCE)
    validity = body.inside()
    period = validity.moment(), validity.moment()
    validity.end()
    subject = body.raw(SEQUENCE)
    names, key = _names(subject), _key(body.inside())
    authority, length, usage = _extensions(body)
    body.end()
    named = raw, signed, signature, serial, issuer, subject, names
    return Certificate(*named, *period, key, authority, length, usage)


def _names(subject: bytes) -> tuple[tuple[str, str], ...]:
    sets, found = Reader(subject).inside(), []
    while sets.peek() is not None:
        attribute = sets.inside(SET).inside()
        kind = attribute.oid()
        found.append((kind, "".join(filter(str.isprintable, attribute.text()))))
        attribute.end()
    return tuple(found)


def _key(info: Reader) -> Point:
    kind = info.inside()
    if (kind.oid(), kind.oid()) != (EC_KEY, SM2_CURVE):
        raise DerError("not an SM2 key")
    kind.end()
    raw = info.bits()
    info.end()
    if len(raw) != 1 + 2 * SIZE or raw[0] != UNCOMPRESSED:
        raise DerError("not an uncompressed point")
    point = int.from_bytes(raw[1 : 1 + SIZE], "big"), int.from_bytes(raw[1 + SIZE :], "big")
    if not on_curve(point):
        raise DerError("not a point of the curve")
    return point


def _extensions(body: Reader) -> tuple[bool, int | None, int | None]:
    """Return whether it is an authority, of how many below, and what its key may do."""
    authority, length, usage = False, None, None
    listed = body.inside(EXTENSIONS_TAG).inside() if body.peek() == EXTENSIONS_TAG else Reader(b"")
    seen = set()
    while listed.peek() is not None:
        each = listed.inside()
        kind = each.oid()
        critical = each.boolean() if each.peek() not in {OCTETS, None} else False
        value = Reader(each.take(OCTETS))
        each.end()
        if kind in seen:
            raise DerError("an extension twice")
        seen.add(kind)
        if kind == BASIC_CONSTRAINTS:
            authority, length = _constraints(value.inside())
        elif kind == KEY_USAGE:
            usage = _usage(value.take(BITS))
        elif critical:
            raise DerError("an unknown critical extension")
    return authority, length, usage


def _constraints(value: Reader) -> tuple[bool, int | None]:
    authority = value.boolean() if value.peek() not in {INTEGER, None} else False
    length = value.integer() if value.peek() is not None else None
    value.end()
    return authority, length


def _usage(bits: bytes) -> int:
    """Return the first eight of the named bits, which do not end in whole bytes."""
    return bits[1] if len(bits) > 1 else 0


def issued(child: Certificate, parent: Certificate, below: int) -> bool:
    """Tell whether an authority issued a certificate, with so many authorities between."""
    may = parent.authority and (parent.usage is None or parent.usage & MAY_CERTIFY)
    short = parent.path_length is None or below <= parent.path_length
    named = child.issuer == parent.subject
    return bool(may and short and named) and verify(parent.key, child.signed, *child.signature)


def find_chain(
    leaf: Certificate, others: Iterable[Certificate], roots: Sequence[Certificate]
) -> tuple[Certificate, ...] | None:
    """Return the chain from a certificate to a trusted root, or nothing."""
    chain, between = [leaf], list(others)
    while len(chain) <= LONGEST_CHAIN:
        last, below = chain[-1], len(chain) - 1
        if any(last.raw == root.raw for root in roots):
            return tuple(chain)
        for parent in (*roots, *between):
            if parent not in chain and issued(last, parent, below):
                chain.append(parent)
                break
        else:
            return None
    return None


def valid_at(chain: Sequence[Certificate], moment: datetime) -> str | None:
    """Return nothing where every certificate is valid at a moment, else what is wrong."""
    if any(moment < each.not_before for each in chain):
        return "NOT_YET"
    return "EXPIRED" if any(moment > each.not_after for each in chain) else None


def may_seal(certificate: Certificate) -> bool:
    """Tell whether a key may sign: by its usage, and not an authority's."""
    usage = certificate.usage
    return not certificate.authority and (usage is None or bool(usage & MAY_SEAL))
