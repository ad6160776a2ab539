"""Find the license that a holder would give for use, within the session of the act."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.authorizations.endings.model import HolderEnd
from hub.authorizations.refusals import EntryNotShared, HolderEnded, LicenseEnded, LicenseNotHeld
from hub.authorizations.wishes import LicenseKey
from hub.catalog.queries import CatalogSnapshot
from hub.licenses.model import Holder, License
from hub.policy.case import Case
from hub.policy.facts import Asker, LicenseFacts
from hub.policy.terms import SharingState


class Held(NamedTuple):
    """A license, and the place among its holders of the one that is spoken for."""

    license: License
    ordinal: int

    @property
    def holder_key(self) -> UUID:
        """Return the key of the holder spoken for."""
        return self.license.holders[self.ordinal - 1]


async def held_by_caller(db: AsyncSession, call: Call, key: LicenseKey) -> Held:
    """Return a license of which the caller is a holder, or stands for one that lives.

    Raises: LicenseNotHeld, HolderEnded.
    """
    return await held_by(db, call.own_keys, key)


async def held_by(db: AsyncSession, holders: Sequence[UUID], key: LicenseKey) -> Held:
    """Return a license of which one of these is a holder that lives.

    Raises: LicenseNotHeld, HolderEnded.
    """
    license_ = await db.get(License, (key.holder_key, key.license_id))
    ordinal = 0 if license_ is None else _place(license_.holders, holders)
    if license_ is None or not ordinal:
        raise LicenseNotHeld
    held = Held(license_, ordinal)
    await demand_living(db, held.holder_key)
    return held


async def hold_holder(db: AsyncSession, holder_key: UUID, *, ending: bool = False) -> None:
    """Hold a holder for the transaction, before any other row: giving shares it, ending does not.

    So nobody ends between the look for an ending and the gift.
    """
    held = select(Holder.lookup_hash).where(Holder.holder_key == holder_key)
    await db.execute(held.order_by(Holder.lookup_hash).with_for_update(read=not ending))


async def demand_living(db: AsyncSession, holder_key: UUID) -> None:
    """Let a holder pass that has neither died nor been dissolved, and hold that fact.

    Raises: HolderEnded.
    """
    await hold_holder(db, holder_key)
    ended = select(HolderEnd.holder_key).where(HolderEnd.holder_key == holder_key)
    if await db.scalar(ended) is not None:
        raise HolderEnded


def case_of_held(call: Call, catalog: CatalogSnapshot, license_: License) -> Case:
    """Return a held license as a case under today's policy; it must be shared and not over.

    Raises: EntryNotShared, LicenseEnded.
    """
    shelf = catalog.by_id[license_.entry_id]
    if shelf.sharing is not SharingState.OPEN:
        raise EntryNotShared
    facts = LicenseFacts(
        status=license_.status,
        holders=len(license_.holders),
        region=license_.region,
        valid_from=license_.valid_from,
        valid_until=license_.valid_until,
        ended_on=license_.ended_on,
    )
    if facts.end(call.today) is not None:
        raise LicenseEnded
    asker = Asker(call.caller.assurance, call.moment, call.today, call.purpose)
    return Case(shelf.policy, shelf.sharing, catalog.law, facts, asker)


def _place(holders: Sequence[UUID], own: Sequence[UUID]) -> int:
    return next((place for place, holder in enumerate(holders, 1) if holder in own), 0)
