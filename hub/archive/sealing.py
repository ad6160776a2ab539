"""Seal what is archived by the data center's seal, beside the event loop."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from hub.archive.refusals import CopyUnfit, NoArchiveSeal
from hub.crypto.digests import sm3
from hub.documents.paper import DocumentError, Paper
from hub.documents.pdf import seal_pdf
from hub.documents.typesetting import typeset
from hub.documents.zipping import pack
from hub.identity.directory import OrganizationFacts
from hub.identity.terms import OrganizationKind
from hub.issuing.desk import Desk
from hub.seals.held import HeldSeal

CHECKSUMS: Final = "checksums.txt"
SEAL: Final = "seal.der"


class CenterSeal(NamedTuple):
    """The data center, and its seal in force."""

    center: OrganizationFacts
    seal: HeldSeal

    async def copy(self, paper: Paper, moment: datetime) -> bytes:
        """Return a paper as a sealed file.

        Raises: CopyUnfit.
        """
        stamp = self.seal.for_document(self.center.name_zh, moment)
        try:
            return await asyncio.to_thread(lambda: seal_pdf(typeset(paper), [stamp]))
        except DocumentError:
            raise CopyUnfit from None  # the error may repeat what a face says

    async def package(self, files: Mapping[str, bytes], moment: datetime) -> bytes:
        """Return files as a package whose checksums are sealed."""
        return await asyncio.to_thread(self._packed, files, moment)

    def _packed(self, files: Mapping[str, bytes], moment: datetime) -> bytes:
        sums = "".join(f"{sm3(files[name]).hex()}  {name}\n" for name in sorted(files)).encode()
        seal = self.seal.stamp(sm3(sums), moment, CHECKSUMS)
        return pack({**files, CHECKSUMS: sums, SEAL: seal}, stored=True)


async def center_seal(desk: Desk, db: AsyncSession, moment: datetime) -> CenterSeal:
    """Return the data center's seal in force.

    Raises: NoArchiveSeal.
    """
    directory = (await desk.known(db)).directory
    kind = OrganizationKind.DATA_CENTER
    centers = {one.id: one for one in directory.by_id.values() if one.kind is kind and one.active}
    held = await desk.workshop.seals.in_force(db, centers, moment)
    for organization_id, seal in sorted(held.items()):
        return CenterSeal(centers[organization_id], seal)
    raise NoArchiveSeal


async def demand_seal(desk: Desk, db: AsyncSession, used: CenterSeal, moment: datetime) -> None:
    """Let nothing be kept under a seal that was revoked while it was being used.

    Raises: NoArchiveSeal.
    """
    if not await desk.workshop.seals.standing(db, [used.seal.id], moment):
        raise NoArchiveSeal
