"""Check seals: SES_Signature and SESeal of GB/T 38540-2020, version 4, in the hub's profile."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from .certificates import (
    CODE,
    SM2_WITH_SM3,
    Certificate,
    find_chain,
    may_seal,
    read_certificate,
    read_signature,
    valid_at,
)
from .der import IA5, INTEGER, OCTETS, SEQUENCE, TIME, UTF8, DerError, Reader
from .report import Check, FailedError, Outcome, SealFound
from .sm2 import verify

STRUCTURE_VERSION, KIND = 4, "ES"
LARGEST = 65_535  # bytes, as in a PDF: what was read is kept for a while
CERTIFICATES = 1  # certListType: whole certificates, not their digests
SKEW = timedelta(minutes=5)  # between the clock that sealed and the one that checks


@dataclass(frozen=True, slots=True)
class Seal:
    """A SES_Signature taken apart, with the bytes that were signed."""

    signed: bytes
    certificate: bytes
    signature: tuple[int, int]
    made: "MadeSeal"
    sealed_at: datetime
    digest: bytes
    about: str


@dataclass(frozen=True, slots=True)
class MadeSeal:
    """A SESeal: what its maker signed of it."""

    signed: bytes
    maker: bytes
    signature: tuple[int, int]
    number: str
    name: str
    certificates: tuple[bytes, ...]
    valid_from: datetime
    valid_until: datetime


@lru_cache(maxsize=128)
def read_seal(raw: bytes) -> Seal:
    """Read a SES_Signature strictly.

    Raises:
        DerError: it is not DER, or not in the hub's profile.

    """
    _demand(len(raw) <= LARGEST)
    outer = Reader(raw)
    whole = outer.inside()
    outer.end()
    signed, certificate = whole.raw(SEQUENCE), whole.take(OCTETS)
    _demand(whole.oid() == SM2_WITH_SM3)
    signature = read_signature(whole.bits())
    whole.end()
    body = Reader(signed).inside()
    _demand(body.integer() == STRUCTURE_VERSION)
    made = _read_made(body.inside())
    told = body.moment(TIME), body.bits(), body.text(IA5)
    body.end()
    return Seal(signed, certificate, signature, made, *told)


def _demand(holds: object) -> None:
    if not holds:
        raise DerError("not in the profile")


def _printable(text: str) -> str:
    return "".join(filter(str.isprintable, text))


def _read_made(whole: Reader) -> MadeSeal:
    signed, maker = whole.raw(SEQUENCE), whole.take(OCTETS)
    _demand(whole.oid() == SM2_WITH_SM3)
    signature = read_signature(whole.bits())
    whole.end()
    info = Reader(signed).inside()
    header = info.inside()
    _demand((header.text(IA5), header.integer()) == (KIND, STRUCTURE_VERSION))
    header.text(IA5)
    header.end()
    number, told = _printable(info.text(IA5)), _read_property(info.inside())
    picture = info.inside()
    picture.text(IA5)
    picture.take(OCTETS)
    _demand(picture.integer() > 0 < picture.integer())
    picture.end()
    info.end()
    return MadeSeal(signed, maker, signature, number, *told)


def _read_property(told: Reader) -> tuple[str, tuple[bytes, ...], datetime, datetime]:
    told.take(INTEGER)
    name = _printable(told.text(UTF8))
    _demand(told.integer() == CERTIFICATES)
    listed, certificates = told.inside(), []
    while listed.peek() is not None:
        certificates.append(listed.take(OCTETS))
    told.moment(TIME)
    period = told.moment(TIME), told.moment(TIME)
    told.end()
    return name, tuple(certificates), *period


def check_seal(check: Check, raw: bytes, digest: bytes, about: str, where: str) -> Seal | None:
    """Check a seal over a digest, add its steps, and return it where it is one.

    `about` is what the seal must say it is over: the propertyInfo.
    """
    check.budget.take_seal()
    try:
        seal = read_seal(raw)
        own, maker = read_certificate(seal.certificate), read_certificate(seal.made.maker)
    except ValueError:
        check.failed("SEAL", "SEAL_MALFORMED", where)
        return None
    check.seals.append(_found(seal, own, check.place(where)))
    wrong = next(_faults(check, seal, own, maker, (about, digest)), None)
    if wrong:
        check.failed("SEAL", wrong, where)
    else:
        check.passed("SEAL", "SEAL_GOOD", where)
    _check_chains(check, seal, own, maker, where)
    return seal


def check_order(check: Check, seals: Iterable[Seal | None]) -> None:
    """Check that seals were used in the order in which they stand."""
    moments = [seal.sealed_at for seal in seals if seal is not None]
    if moments != sorted(moments):
        check.failed("INTEGRITY", "OUT_OF_ORDER")


def _found(seal: Seal, own: Certificate, where: str) -> SealFound:
    return SealFound(
        number=seal.made.number,
        name=seal.made.name,
        holder=own.holder,
        holder_code=own.name(CODE),
        sealed_at=seal.sealed_at,
        serial=f"{own.serial:X}",
        valid_until=own.not_after,
        where=where,
    )


def _faults(
    check: Check, seal: Seal, own: Certificate, maker: Certificate, content: tuple[str, bytes]
) -> Iterator[str]:
    """Yield what is wrong with a seal itself, the gravest first."""
    made = seal.made
    if not verify(own.key, seal.signed, *seal.signature):
        yield "SEAL_FORGED"
    if seal.certificate not in made.certificates:
        yield "CERTIFICATE_NOT_LISTED"
    if not verify(maker.key, made.signed, *made.signature):
        yield "SEAL_COUNTERFEIT"
    if (seal.about, seal.digest) != content:
        yield "SEAL_OF_OTHER"
    if seal.sealed_at < made.valid_from:
        yield "SEAL_NOT_YET"
    if seal.sealed_at > made.valid_until:
        yield "SEAL_EXPIRED_AT_SEALING"
    if seal.sealed_at > check.moment + SKEW:
        yield "SEALED_LATER"


def _check_chains(
    check: Check, seal: Seal, own: Certificate, maker: Certificate, where: str
) -> None:
    """Check the chains of who sealed and of who made the seal, at sealing and now."""
    try:
        chain = _trusted(check, own, maker)
        _demand_valid(chain, seal.sealed_at)
    except FailedError as failed:
        check.failed("CERTIFICATE", failed.code, where)
        return
    check.passed("CERTIFICATE", "CERTIFICATE_GOOD", where)
    if valid_at(chain, check.moment) == "EXPIRED":
        check.tell("CERTIFICATE_NOW", Outcome.NOTED, "CERTIFICATE_EXPIRED_SINCE", where)
    else:
        check.passed("CERTIFICATE_NOW", "CERTIFICATE_GOOD_NOW", where)


def _trusted(check: Check, own: Certificate, maker: Certificate) -> tuple[Certificate, ...]:
    roots = [read_certificate(root) for root in check.roots]
    chains = find_chain(own, [maker], roots), find_chain(maker, [], roots)
    if chains[0] is None or chains[1] is None:
        raise FailedError("CERTIFICATE_UNKNOWN")
    if not may_seal(own) or not maker.authority:
        raise FailedError("CERTIFICATE_UNSUITABLE")
    return (*chains[0], *chains[1])


def _demand_valid(chain: Iterable[Certificate], moment: datetime) -> None:
    wrong = valid_at(tuple(chain), moment)
    if wrong:
        code = {"NOT_YET": "CERTIFICATE_NOT_YET", "EXPIRED": "CERTIFICATE_EXPIRED_AT_SEALING"}
        raise FailedError(code[wrong])
