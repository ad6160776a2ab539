"""Make the documents of a version and seal them and its link, beside the event loop."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from hub.crypto.envelope import Envelopes
from hub.documents.ofd import ofd_files, seal_ofd
from hub.documents.paper import DocumentError, Paper, Stamp
from hub.documents.pdf import seal_pdf
from hub.documents.typesetting import typeset
from hub.identity.directory import OrganizationFacts
from hub.issuing.drafts import Draft
from hub.issuing.papers import paper_of
from hub.issuing.refusals import DocumentUnfit
from hub.licenses.keys import LicenseKeys
from hub.licenses.sealed import DocumentFormat, Sealed
from hub.policy.entry import Entry
from hub.seals.held import HeldSeal, SealBox

LINK = "link"
"""What the seal over a version's link names as its object."""


SLICES: Final = 2
"""In so many threads many versions are sealed: typesetting lets go of the interpreter in part."""
THREADS: Final = 2 * SLICES
"""So many at all, each with compilers of its own: one version never waits for one spreadsheet."""


class Work(NamedTuple):
    """A version written down, with all that sealing it needs."""

    id: UUID
    draft: Draft
    digest: bytes
    entry: Entry
    issuers: tuple[OrganizationFacts, ...]
    seals: tuple[HeldSeal, ...]


class Workshop:
    """What makes documents and seals them in one process."""

    def __init__(self, keys: LicenseKeys, base_url: str) -> None:
        """Take the keys to write under, and where the hub is reached."""
        self.keys = keys
        self.seals = SealBox(keys.envelopes)
        self.base_url = base_url
        self._threads = ThreadPoolExecutor(THREADS, "workshop")

    @property
    def envelopes(self) -> Envelopes:
        """Return what encrypts drafts."""
        return self.keys.envelopes

    async def seal(self, works: Sequence[Work], moment: datetime) -> list[Sealed]:
        """Make and seal versions in a few threads, in their order; nothing is held open meanwhile.

        Raises: DocumentUnfit.
        """
        return [_fit(one) for one in await self.seal_each(works, moment)]

    async def seal_each(
        self, works: Sequence[Work], moment: datetime
    ) -> list[Sealed | DocumentUnfit]:
        """Make and seal versions, and say of which no document can be made."""
        loop, slices = asyncio.get_running_loop(), [works[at::SLICES] for at in range(SLICES)]
        sealing = [
            loop.run_in_executor(self._threads, self._all_sealed, one, moment)
            for one in slices
            if one
        ]
        done = [iter(one) for one in await asyncio.gather(*sealing)]
        return [next(done[at % SLICES]) for at in range(len(works))]

    def _all_sealed(self, works: Sequence[Work], moment: datetime) -> list[Sealed | DocumentUnfit]:
        return [self._sealed_if_fit(work, moment) for work in works]

    def _sealed_if_fit(self, work: Work, moment: datetime) -> Sealed | DocumentUnfit:
        try:
            return self._sealed(work, moment)
        except DocumentUnfit as unfit:
            return unfit

    def _sealed(self, work: Work, moment: datetime) -> Sealed:
        links = tuple(one.kept(work.digest, moment, LINK) for one in work.seals)
        return Sealed(links, self._documents(work, moment) if work.draft.content else {})

    def _documents(self, work: Work, moment: datetime) -> dict[DocumentFormat, bytes]:
        paper = msgspec.structs.replace(
            paper_of(work.draft, work.entry, work.issuers, work.digest.hex(), self.base_url),
            pictures=tuple(one.picture for one in work.seals),
        )
        stamps = [
            one.for_document(issuer.name_zh, moment)
            for one, issuer in zip(work.seals, work.issuers, strict=True)
        ]
        try:
            return documents_of(paper, stamps)
        except DocumentError:
            raise DocumentUnfit from None  # the error may repeat what a face says


def _fit(sealed: Sealed | DocumentUnfit) -> Sealed:
    if isinstance(sealed, DocumentUnfit):
        raise sealed
    return sealed


def documents_of(paper: Paper, stamps: Sequence[Stamp]) -> dict[DocumentFormat, bytes]:
    """Return what a paper says as sealed files, one of each format."""
    return {
        DocumentFormat.PDF: seal_pdf(typeset(paper), stamps),
        DocumentFormat.OFD: seal_ofd(ofd_files(paper), stamps),
    }
