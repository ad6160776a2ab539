"""Let a phone show a license without a network for some hours (离线亮证, art. 17)."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.authorizations.presentations.model import OfflinePass
from hub.authorizations.presentations.offline import check_public_key
from hub.authorizations.presentations.refusals import OfflinePassNotFound
from hub.authorizations.presentations.rules import check_hours
from hub.authorizations.presentations.showing import check_shown
from hub.authorizations.presentations.wishes import PrepareOffline
from hub.catalog.queries import CatalogSnapshot
from hub.db.ids import new_id


async def prepare_offline(
    call: Call, catalog: CatalogSnapshot, wish: PrepareOffline, *, key: str | None = None
) -> OfflinePass:
    """Take a phone's public key, whose signed codes can then be redeemed on line (art. 17).

    Raises: HoursInvalid, PublicKeyInvalid, AssuranceNeeded, ApplicationNotRecognized,
        LicenseNotHeld, HolderEnded, DelegationNotFound, DelegationNotRunning, EntryNotShared,
        LicenseEnded, FieldsMissing, FieldNotGrantable, NotNarrower.
    """
    subject = str(wish.show.license.license_id)
    async with call.act("prepare_offline", subject=subject, key=key, wish=wish) as act:
        if act.replayed:
            return await _given(act.db, call, UUID(act.subject))
        shown = await check_shown(act.db, call, catalog, wish.show)
        prepared = OfflinePass(
            id=new_id(),
            given_by=call.caller.account_id,
            public_key=check_public_key(wish.public_key),
            given_at=call.moment,
            valid_until=call.moment + check_hours(wish.hours),
            **shown.columns,
        )
        act.db.add(prepared)
        act.subject = str(prepared.id)
        return prepared


async def _given(db: AsyncSession, call: Call, id_: UUID) -> OfflinePass:
    given = select(OfflinePass).where(
        OfflinePass.given_by == call.caller.account_id, OfflinePass.id == id_
    )
    prepared = await db.scalar(given)
    if prepared is None:
        raise OfflinePassNotFound
    return prepared
