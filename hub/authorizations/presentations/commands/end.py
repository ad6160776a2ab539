"""Stop showing a license (停止亮证, art. 17)."""

from sqlalchemy import or_, select, update

from hub.audit.call import Call
from hub.authorizations.presentations.model import OfflinePass, Presentation
from hub.authorizations.presentations.refusals import OfflinePassNotFound, PresentationNotFound
from hub.authorizations.presentations.wishes import PresentationKey


async def end_presentation(
    call: Call, wish: PresentationKey, *, key: str | None = None
) -> Presentation:
    """Stop showing: the code works no more, and who redeemed it sees no more (停止亮证).

    Raises: PresentationNotFound.
    """
    subject = str(wish.id)
    async with call.act("end_presentation", subject=subject, key=key, wish=wish) as act:
        shown = select(Presentation).where(
            Presentation.holder_key == wish.holder_key,
            Presentation.id == wish.id,
            or_(
                Presentation.holder_key.in_(call.own_keys),
                Presentation.given_by == call.caller.account_id,
            ),
        )
        presentation = await act.db.scalar(shown.with_for_update())
        if presentation is None:
            raise PresentationNotFound
        presentation.ended_at = presentation.ended_at or call.moment
        return presentation


async def end_offline(call: Call, wish: PresentationKey, *, key: str | None = None) -> OfflinePass:
    """Let a phone show no more by itself, as when it was lost, and end what it shows (停止亮证).

    Raises: OfflinePassNotFound.
    """
    subject = str(wish.id)
    async with call.act("end_offline", subject=subject, key=key, wish=wish) as act:
        given = select(OfflinePass).where(
            OfflinePass.holder_key == wish.holder_key,
            OfflinePass.id == wish.id,
            or_(
                OfflinePass.holder_key.in_(call.own_keys),
                OfflinePass.given_by == call.caller.account_id,
            ),
        )
        prepared = await act.db.scalar(given.with_for_update())
        if prepared is None:
            raise OfflinePassNotFound
        prepared.ended_at = prepared.ended_at or call.moment
        shown = update(Presentation).where(
            Presentation.holder_key == wish.holder_key,
            Presentation.pass_id == wish.id,
            Presentation.ended_at.is_(None),
        )
        await act.db.execute(shown.values(ended_at=call.moment))
        return prepared
