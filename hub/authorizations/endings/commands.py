"""Record that a holder has died or was dissolved, and end what the holder gave (art. 15(2))."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.authorizations.consents.model import Consent
from hub.authorizations.consents.terms import ConsentState
from hub.authorizations.delegations.model import Delegation
from hub.authorizations.endings.model import HolderEnd
from hub.authorizations.endings.refusals import EndInFuture
from hub.authorizations.endings.rules import permit
from hub.authorizations.endings.terms import EndingKind
from hub.authorizations.endings.wishes import NameHolder, RecordHolderEnd
from hub.authorizations.grants.model import UseGrant
from hub.authorizations.presentations.model import OfflinePass, Presentation
from hub.identity.directory import Directory
from hub.licenses.commands import raw_connection
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

    Raises: NotARegister, EndInFuture, HolderUnknown.
    """
    kind = wish.kind
    async with call.act("record_holder_end", subject=kind.value, key=key, wish=wish) as act:
        if act.replayed:
            return
        acting = call.caller.organization
        permit(call.caller, directory.by_id.get(acting.id) if acting else None, kind)
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
        acting = call.caller.organization
        holder = await _holder(act.db, keys, wish.code_type, wish.code)
        found = await act.db.get(HolderEnd, holder)
        kind = found.kind if found else EndingKind.DEATH
        permit(call.caller, directory.by_id.get(acting.id) if acting else None, kind)
        await act.db.execute(delete(HolderEnd).where(HolderEnd.holder_key == holder))


async def end_all_given(db: AsyncSession, holder_key: UUID, moment: datetime) -> None:
    """End at once every authorization that a holder gave; all of them lie under the holder."""
    withdrawn = {"state": ConsentState.WITHDRAWN, "withdrawn_at": moment}
    given = Consent.state == ConsentState.GIVEN
    for table, running, values in (
        (UseGrant, UseGrant.withdrawn_at.is_(None), {"withdrawn_at": moment}),
        (Consent, given, withdrawn),
        (Delegation, Delegation.ended_at.is_(None), {"ended_at": moment}),
        (Presentation, Presentation.ended_at.is_(None), {"ended_at": moment}),
        (OfflinePass, OfflinePass.ended_at.is_(None), {"ended_at": moment}),
    ):
        await db.execute(
            update(table).where(table.holder_key == holder_key, running).values(values)
        )


async def _holder(db: AsyncSession, keys: LicenseKeys, code_type: str, code: str) -> UUID:
    named = (code_type, code)
    found = await find_holders(await raw_connection(db), keys.holders, [named])
    if named not in found:
        raise HolderUnknown
    return found[named]
