"""Record that a holder has died or was dissolved, and end what the holder gave (art. 15(2))."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.authorizations.delegations.cascade import end_all
from hub.authorizations.endings.model import HolderEnd
from hub.authorizations.endings.refusals import EndInFuture, EndingUnfit
from hub.authorizations.endings.rules import kind_of, permit
from hub.authorizations.endings.wishes import NameHolder, RecordHolderEnd
from hub.authorizations.grants.model import UseGrant
from hub.authorizations.holding import hold_holder
from hub.authorizations.requests.model import AccessRequest
from hub.authorizations.requests.terms import RequestState
from hub.db.driver import driver_of
from hub.identity.directory import Directory
from hub.licenses.holders import HolderUnknown, find_holders
from hub.licenses.keys import LicenseKeys


async def record_holder_end(
    call: Call,
    directory: Directory,
    keys: LicenseKeys,
    wish: RecordHolderEnd,
    *,
    key: str | None = None,
) -> None:
    """End all that a holder gave, as the holder has died or was dissolved (死亡、注销).

    Raises: NotARegister, EndingUnfit, EndInFuture, HolderUnknown.
    """
    kind = wish.kind
    async with call.act("record_holder_end", subject=kind.value, key=key, wish=wish) as act:
        if act.replayed:
            return
        acting = call.caller.organization
        permit(call.caller, directory.by_id.get(acting.id) if acting else None, kind)
        if kind is not kind_of(wish.code_type):
            raise EndingUnfit
        if wish.ended_on > call.today:
            raise EndInFuture
        holder = await _holder(act.db, keys, wish.code_type, wish.code)
        row = {
            "holder_key": holder,
            "kind": kind,
            "ended_on": wish.ended_on,
            "recorded_by": call.caller.account_id,
            "recorded_at": call.moment,
        }
        await hold_holder(act.db, holder, ending=True)
        await act.db.execute(insert(HolderEnd).values(row).on_conflict_do_nothing())
        await end_all_given(act.db, holder, call.moment)


async def undo_holder_end(
    call: Call, directory: Directory, keys: LicenseKeys, wish: NameHolder, *, key: str | None = None
) -> None:
    """Take back an ending recorded in error; what it ended stays ended (更正).

    Raises: NotARegister, HolderUnknown.
    """
    async with call.act("undo_holder_end", key=key, wish=wish) as act:
        if act.replayed:
            return
        office = call.caller.organization
        acting = directory.by_id.get(office.id) if office else None
        permit(call.caller, acting, kind_of(wish.code_type))  # before the holder is looked for
        holder = await _holder(act.db, keys, wish.code_type, wish.code)
        await hold_holder(act.db, holder, ending=True)
        await act.db.execute(delete(HolderEnd).where(HolderEnd.holder_key == holder))


async def end_all_given(db: AsyncSession, holder_key: UUID, moment: datetime) -> None:
    """End at once every authorization that a holder gave, and what was delegated to the holder."""
    given = update(UseGrant).where(
        UseGrant.holder_key == holder_key, UseGrant.withdrawn_at.is_(None)
    )
    await db.execute(given.values(withdrawn_at=moment))
    await end_all(db, holder_key, None, moment)


async def end_all_given_to(db: AsyncSession, organization_id: int, moment: datetime) -> None:
    """End at once what an organization was granted, and what it asked for (art. 15, 16)."""
    granted = update(UseGrant).where(
        UseGrant.grantee_organization == organization_id, UseGrant.withdrawn_at.is_(None)
    )
    await db.execute(granted.values(withdrawn_at=moment))
    over = (RequestState.ENDED, RequestState.REFUSED)
    asked = update(AccessRequest).where(
        AccessRequest.organization_id == organization_id, AccessRequest.state.not_in(over)
    )
    await db.execute(asked.values(state=RequestState.ENDED))


async def _holder(db: AsyncSession, keys: LicenseKeys, code_type: str, code: str) -> UUID:
    named = (code_type, code)
    found = await find_holders(await driver_of(db), keys.holders, [named])
    if named not in found:
        raise HolderUnknown
    return found[named]
