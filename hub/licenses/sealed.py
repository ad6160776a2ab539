"""What sealing gives a version (加盖电子印章, art. 6, 8): seals over its link, and documents."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

import msgspec


class DocumentFormat(StrEnum):
    """A form in which a license can be had as a sealed file."""

    PDF = "PDF"
    OFD = "OFD"


class Sealed(msgspec.Struct, frozen=True, gc=False):
    """The seals of one version, one of each issuer, and its sealed documents."""

    seals: tuple[bytes, ...]
    documents: Mapping[DocumentFormat, bytes] = {}


NOT_SEALED = Sealed(())
"""A version that was sealed elsewhere, if it was."""

AllSealed = Mapping[bytes, Sealed]
"""What was sealed, by the digest of each version's link."""


def document_place(license_id: UUID, sequence: int, kind: DocumentFormat) -> bytes:
    """Return what an encrypted document is bound to."""
    return license_id.bytes + sequence.to_bytes(4) + kind.value.encode()
