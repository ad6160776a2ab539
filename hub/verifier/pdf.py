"""Check PDF files: each seal covers every byte up to its end but its own hex, the last one all."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from .der import DerError, Reader
from .documents import MOST_SEALS_ON_ONE, tell_identity, tell_state
from .report import Check, FailedError, Kind
from .seals import check_order, check_seal
from .sm3 import sm3
from .updates import only_seals

MARK = re.compile(rb"/ByteRange")
RANGE = re.compile(rb"/ByteRange\[0 ([0-9]{10}) ([0-9]{10}) ([0-9]{10})\]/Contents(?=<)")
HEX = re.compile(rb"<(?:[0-9a-f]{2})+>")
KEYWORDS = re.compile(rb"<pdf:Keywords>([^<]{1,400})</pdf:Keywords>")
ENDING = b"\n%%EOF\n"
ABOUT = "ByteRange"


class Covered(NamedTuple):
    """What a seal covers: all before `gap`, and from `rest` to `end`."""

    gap: int
    rest: int
    end: int


def check_pdf(check: Check, data: bytes) -> None:
    """Check a PDF: what its seals cover, each seal, and what it says of itself."""
    check.kind = Kind.PDF
    check.passed("FILE", "KNOWN")
    covered = find_covered(data)
    seals = []
    for number, each in enumerate(covered, start=1):
        where = f"seal {number}"
        raw = take_seal(data[each.gap : each.rest], where)
        digest = sm3(data[: each.gap] + data[each.rest : each.end])
        seals.append(check_seal(check, raw, digest, ABOUT, where))
        if seals[-1] and seals[-1].digest != digest:
            check.failed("INTEGRITY", "BYTES_ALTERED", where)
    for number, (one, later) in enumerate(pairwise(covered), start=2):
        if not only_seals(data[: one.end], data[one.end : later.end]):
            check.failed("INTEGRITY", "FOREIGN_UPDATE", f"before seal {number}")
    check_order(check, seals)
    tell_identity(check, _keywords(data[: covered[0].end]))
    tell_state(check)


def find_covered(data: bytes) -> Sequence[Covered]:
    """Return what each seal covers, in the order of sealing.

    Raises:
        FailedError: there is none, or they leave something out.

    """
    covered = list(_ranges(data))
    if not covered:
        raise FailedError("NOT_SEALED")
    if covered[-1].end != len(data):
        raise FailedError("NOT_COVERED", f"after seal {len(covered)}")
    return covered


def _ranges(data: bytes) -> Iterator[Covered]:
    """Read every range in the file: each lies in an update of its own, before its hex."""
    end = 0
    for number, found in enumerate(MARK.finditer(data), start=1):
        told = RANGE.match(data, found.start())
        if told is None or found.start() < end:
            raise FailedError("NOT_COVERED", f"seal {number}")
        if number > MOST_SEALS_ON_ONE:
            raise FailedError("TOO_MANY")
        gap, rest, length = (int(each) for each in told.groups())
        end = rest + length
        whole = gap == told.end() < rest < end <= len(data)
        if not whole or data[end - len(ENDING) : end] != ENDING:
            raise FailedError("NOT_COVERED", f"seal {number}")
        yield Covered(gap, rest, end)


def take_seal(written: bytes, where: str) -> bytes:
    """Return the seal from its hex: lower-case, and nothing but zeros behind it.

    Raises:
        FailedError: the hex is another than the one that is written for a seal.

    """
    if not HEX.fullmatch(written):
        raise FailedError("BYTES_ALTERED", f"hex of {where}")
    room = bytes.fromhex(written[1:-1].decode())
    try:
        seal = Reader(room).raw()
    except DerError:
        raise FailedError("BYTES_ALTERED", f"hex of {where}") from None
    if any(room[len(seal) :]):
        raise FailedError("BYTES_ALTERED", f"padding of {where}")
    return seal


def _keywords(data: bytes) -> dict[str, str]:
    """Return what the document's keywords say, from its metadata."""
    told = {each.decode("utf-8", "replace") for each in KEYWORDS.findall(data)}
    if len(told) != 1:
        return {}
    pairs = (each.strip().partition("=") for each in told.pop().split(","))
    return {key: value for key, _, value in pairs}
