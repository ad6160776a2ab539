"""Verify a file (按文件核验): what it proves by itself, and what only the register knows (art. 24).

The same checker that anybody runs offline is asked first. Where the file is right, its own digest
of the license shows that the hub sealed it, and so where the license stands may be told: whoever
has only made a file up learns nothing.
"""

import base64
import binascii
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from hub.audit.call import Call
from hub.crypto.digests import sm3
from hub.errors import Kind, Refusal
from hub.identity.terms import OrganizationKind
from hub.licenses.terms import LicenseEvent
from hub.reading.read import Reading
from hub.reading.verify import Verified, verified_by_digest
from hub.seals.certificates import certificate_serial
from hub.seals.kept import unpacked
from hub.seals.queries import SealFacts, roots, seals_numbered
from hub.verifier.check import check_file
from hub.verifier.report import Kind as FileKind
from hub.verifier.report import Report, SealFound

LARGEST: Final = 700 * 1024
"""More does not fit into a request; what is larger is checked offline."""

_SINCE: Final = """
SELECT v.event, v.occurred_on FROM license_locator k
JOIN license_version d ON d.holder_key = k.holder_key AND d.license_id = k.license_id
JOIN license_version v ON v.holder_key = k.holder_key AND v.license_id = k.license_id
WHERE k.identifier = $1 AND d.digest = $2 AND v.sequence > d.sequence
ORDER BY v.sequence LIMIT 100
"""


_SEALED: Final = """
SELECT v.seals, ARRAY(
    SELECT d.digest FROM license_document d WHERE d.holder_key = v.holder_key
        AND d.license_id = v.license_id AND d.sequence = v.sequence) AS documents
FROM license_locator k
JOIN license_version v ON v.holder_key = k.holder_key AND v.license_id = k.license_id
WHERE k.identifier = $1 AND v.digest = $2
"""


class FileUnreadable(Refusal):
    """A file comes in base64, and is not larger than a request can be."""

    kind = Kind.INVALID
    zh = "文件须以 base64 编码，且不超过 {most} KiB；更大的文件请离线核验"
    en = "A file comes in base64 and has at most {most} KiB; check a larger one offline"


class SealState(StrEnum):
    """What the register of seals says of a seal that was found in a file."""

    GOOD = "GOOD"
    REVOKED_SINCE = "REVOKED_SINCE"
    """It was good when it was used, and has been revoked since."""
    REVOKED_BEFORE = "REVOKED_BEFORE"
    """It had been revoked when it was used."""
    UNKNOWN = "UNKNOWN"
    """The register has no such seal."""


class Happened(msgspec.Struct, frozen=True):
    """Something that has happened to a license since a file of it was made."""

    event: LicenseEvent
    occurred_on: date


class VerifiedFile(msgspec.Struct, frozen=True, kw_only=True):
    """What a file proves, what the register says of its seals, and where its license stands."""

    report: Report
    seals: tuple[tuple[SealFound, SealState], ...]
    license: Verified | None
    since: tuple[Happened, ...]
    lacking: bool = False
    """Whether it is not what all that issued its license sealed, nor the data center's alone."""

    @property
    def sealed_well(self) -> bool:
        """Tell whether the file is whole, and sealed by seals that were good at that time."""
        good = (SealState.GOOD, SealState.REVOKED_SINCE)
        return self.report.intact and all(state in good for _, state in self.seals)

    @property
    def genuine(self) -> bool:
        """Tell whether the file is as it was issued."""
        return self.sealed_well and not self.lacking


async def verify_file(reading: Reading, call: Call, file: str) -> VerifiedFile:
    """Tell step by step what a file proves, and where its license stands now (核验, art. 4, 24).

    Raises: FileUnreadable, Busy.
    """
    call.usage.decided = True
    data = _bytes(file)
    await reading.current_catalog(call)
    reading.limit(call, ())  # before the work: a check is dear
    report = await reading.bench.work(check_file, data, await roots(call), call.moment)
    numbers = sorted({seal.number for seal in report.seals})
    register = {one.number: one for one in await seals_numbered(call, numbers)}
    seals = tuple((seal, _state(seal, register.get(seal.number))) for seal in report.seals)
    found = VerifiedFile(report=report, seals=seals, license=None, since=())
    if not found.sealed_well or report.identifier is None or report.link is None:
        return found
    link = bytes.fromhex(report.link)
    if await _lacks_a_seal(reading, call, report, sm3(data), register.values()):
        return msgspec.structs.replace(found, lacking=True)
    license_ = await verified_by_digest(reading, call, report.identifier, link)
    since = await _since(call, report.identifier, link)
    return msgspec.structs.replace(found, license=license_, since=since)


def _bytes(file: str) -> bytes:
    try:
        data = base64.b64decode(file, validate=True)
    except (binascii.Error, ValueError):
        raise FileUnreadable(most=LARGEST // 1024) from None
    if not 0 < len(data) <= LARGEST:
        raise FileUnreadable(most=LARGEST // 1024)
    return data


def _state(found: SealFound, known: SealFacts | None) -> SealState:
    if known is None or certificate_serial(known.certificate) != found.serial:
        return SealState.UNKNOWN
    if known.revoked_at is None:
        return SealState.GOOD
    before = known.revoked_at <= found.sealed_at
    return SealState.REVOKED_BEFORE if before else SealState.REVOKED_SINCE


async def _lacks_a_seal(
    reading: Reading, call: Call, report: Report, digest: bytes, found: Collection[SealFacts]
) -> bool:
    """Tell whether a file is not what the issuers of the version that it names have sealed.

    It has the seals of all of them, and a document is the very one that was kept: whoever gets
    hold of a seal puts no other face under a known link. A copy is sealed by the data center
    alone. What nobody sealed at its making, or what the register does not know, only the data
    center vouches for: a seal is good for its own licenses.
    """
    version = report.identifier, bytes.fromhex(report.link or "")
    async with call.read() as connection:
        kept = await connection.fetchrow(_SEALED, *version)
    sealed, documents = (kept["seals"] or (), kept["documents"]) if kept else ((), ())
    issuers, there = {unpacked(one).seal for one in sealed}, {one.id for one in found}
    known, center = reading.callers.directory.by_id, OrganizationKind.DATA_CENTER
    ids = {id_ for id_, organization in known.items() if organization.kind is center}
    centers = {one.id for one in found if one.organization_id in ids}
    if not issuers or there <= centers:
        return not there & centers
    other = report.kind is not FileKind.PACKAGE and digest not in documents
    return other or not issuers <= there


async def _since(call: Call, identifier: str, link: bytes) -> tuple[Happened, ...]:
    async with call.read() as connection:
        rows = await connection.fetch(_SINCE, identifier, link)
    return tuple(msgspec.convert(dict(row), Happened) for row in rows)
