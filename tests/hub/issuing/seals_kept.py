"""Check what is kept of every version made in the hub, with the checker that anybody may use."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hub.clock import now
from hub.crypto.digests import sm3
from hub.licenses.sealed import DocumentFormat, document_place
from hub.seals.kept import unpacked
from hub.seals.stamping import Stamper
from hub.seals.structures import read_seal
from hub.verifier.check import check_file
from hub.verifier.report import Check
from hub.verifier.seals import check_seal
from tests.hub.issuing.bureau import Bureau

VERSIONS = """
SELECT license_id, sequence, link, digest, previous, cause IS NOT NULL AS made, seals
FROM license_version ORDER BY license_id, sequence
"""
DOCUMENTS = "SELECT license_id, sequence, format, digest, document FROM license_document"
HALF_MADE = """
SELECT count(*) FROM license_version v WHERE cause IS NOT NULL AND (
    cardinality(seals) = 0 OR event IN ('ISSUED', 'CHANGED', 'RENEWED') AND 2 <> (
        SELECT count(*) FROM license_document d
        WHERE (d.holder_key, d.license_id, d.sequence) = (v.holder_key, v.license_id, v.sequence)))
"""
"""How many versions made in the hub lack a seal or a document."""


class Unsigning:
    """Stands where a key would, for what is put together again without one."""

    public_key = b""

    def sign(self, data: bytes) -> bytes:
        """Refuse."""
        raise AssertionError(data)


@dataclass(frozen=True)
class Register:
    """The seals that were ever registered, and the root that they go back to."""

    root: bytes
    seals: dict[UUID, tuple[bytes, bytes]]

    def holds(self, kept: bytes, digest: bytes) -> bool:
        """Tell whether what is kept of a seal's use makes a seal over a digest again."""
        use = unpacked(kept)
        seal, certificate = self.seals[use.seal]
        stamper = Stamper(read_seal(seal), certificate, Unsigning())
        whole = stamper.whole(digest, use.at, "link", use.signature)
        check = Check((self.root,), now())
        check_seal(check, whole, digest, "link", "")
        return check.report().steps != () and not _failed(check)


def _failed(check: Check) -> bool:
    return any(step.outcome == "FAILED" for step in check.steps)


async def faults(bureau: Bureau, issuers: int = 1) -> list[str]:
    """Return whatever is not as it must be of all versions, their seals and documents."""
    [(root,)] = await bureau.rows("SELECT certificate FROM seal_root")
    rows = await bureau.rows("SELECT id, seal, certificate FROM seal")
    register = Register(root, {row[0]: (row[1], row[2]) for row in rows})
    [(half_made,)] = await bureau.rows(HALF_MADE)
    versions, documents = await bureau.rows(VERSIONS), await bureau.rows(DOCUMENTS)
    links = {(row[0], row[1]): row[3].hex() for row in versions}
    return [
        *(["half made"] * half_made),
        *_chain_faults(versions),
        *_seal_faults(register, versions, issuers),
        *(fault for row in documents for fault in _document_faults(bureau, root, links, row)),
    ]


def _chain_faults(versions: Sequence[tuple[Any, ...]]) -> Iterator[str]:
    last: dict[UUID, tuple[int, bytes]] = {}
    for license_id, sequence, link, digest, previous, _, _ in versions:
        before, bound = last.get(license_id, (0, None))
        if (sequence, previous) != (before + 1, bound):
            yield f"chain broken at {sequence}"
        if sm3((previous or b"") + link.encode()) != digest:
            yield f"digest wrong at {sequence}"
        last[license_id] = sequence, digest


def _seal_faults(
    register: Register, versions: Sequence[tuple[Any, ...]], issuers: int
) -> Iterator[str]:
    for _, sequence, _, digest, _, made, seals in versions:
        if made and len(seals) != issuers:
            yield f"{len(seals)} seals at {sequence}"
        if not all(register.holds(kept, digest) for kept in seals):
            yield f"seal wrong at {sequence}"


def _document_faults(
    bureau: Bureau, root: bytes, links: dict[tuple[UUID, int], str], row: tuple[Any, ...]
) -> Iterator[str]:
    license_id, sequence, kind, digest, document = row
    place = document_place(license_id, sequence, DocumentFormat(kind))
    opened = bureau.keys.envelopes.open(document, place)
    report = check_file(opened, [root], now())
    if not report.intact or sm3(opened) != digest:
        yield f"{kind} wrong at {sequence}"
    if report.link != links[license_id, sequence]:
        yield f"{kind} at {sequence} speaks of another version"
