"""Hold seals for use: the one in force of an organization, with what signs under it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.crypto.envelope import Envelopes
from hub.crypto.sm2 import LibcryptoSigner
from hub.documents.paper import Stamp
from hub.identity.bounded import Bounded
from hub.seals.kept import KeptSignature
from hub.seals.model import SealRow
from hub.seals.stamping import Stamper
from hub.seals.structures import read_seal

HELD: Final = 2_000
BEYOND: Final = 512
"""How many bytes a signature takes at most, beyond the seal and its certificate."""


class HeldSeal(msgspec.Struct, frozen=True):
    """A seal of an organization, ready for use."""

    id: UUID
    organization_id: int
    picture: bytes
    room: int
    """How many bytes a signature takes at most."""
    stamper: Stamper

    def stamp(self, digest: bytes, moment: datetime, property_info: str) -> bytes:
        """Return the seal's signature (SES_Signature) over a digest."""
        return self.stamper.stamp(digest, moment, property_info)

    def kept(self, digest: bytes, moment: datetime, property_info: str) -> bytes:
        """Return what is kept of a signature over a digest; the register has the rest."""
        signature = self.stamper.sign(digest, moment, property_info)
        return KeptSignature(self.id, moment, signature).packed()

    def for_document(self, name: str, moment: datetime) -> Stamp:
        """Return how the seal is put into a document."""

        def sign(digest: bytes, property_info: str) -> bytes:
            return self.stamp(digest, moment, property_info)

        return Stamp(name, moment, sign, self.room)


class SealBox:
    """Finds the seals in force; private keys are opened once and never leave the process."""

    def __init__(self, envelopes: Envelopes) -> None:
        """Take what opens the private keys."""
        self._envelopes = envelopes
        self._held: Bounded[UUID, HeldSeal] = Bounded(HELD)

    async def in_force(
        self, db: AsyncSession, organizations: Iterable[int], moment: datetime
    ) -> dict[int, HeldSeal]:
        """Return the newest seal in force of each organization that has one."""
        found = await db.scalars(
            select(SealRow)
            .where(
                SealRow.organization_id.in_(set(organizations)),
                SealRow.revoked_at.is_(None),
                SealRow.valid_from <= moment,
                SealRow.valid_until > moment,
            )
            .order_by(SealRow.registered_at, SealRow.id)
        )
        return {row.organization_id: self._hold(row) for row in found}

    async def standing(
        self, db: AsyncSession, seals: Iterable[UUID], moment: datetime
    ) -> set[UUID]:
        """Return which seals are in force still; one is even where a newer has come beside it."""
        found = await db.scalars(
            select(SealRow.id).where(
                SealRow.id.in_(set(seals)),
                SealRow.revoked_at.is_(None),
                SealRow.valid_from <= moment,
                SealRow.valid_until > moment,
            )
        )
        return set(found)

    def _hold(self, row: SealRow) -> HeldSeal:
        held = self._held.get(row.id)
        if held is None:
            signer = LibcryptoSigner(self._envelopes.open(row.private_key, row.id.bytes))
            stamper = Stamper(read_seal(row.seal), row.certificate, signer)
            room = len(row.seal) + len(row.certificate) + BEYOND
            held = HeldSeal(row.id, row.organization_id, row.picture, room, stamper)
            self._held.put(row.id, held)
        return held
