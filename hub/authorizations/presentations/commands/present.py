"""Show a license by a code (亮证, art. 17)."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.authorizations.presentations.model import Presentation
from hub.authorizations.presentations.refusals import PresentationNotFound
from hub.authorizations.presentations.rules import LIFETIME
from hub.authorizations.presentations.showing import check_shown
from hub.authorizations.presentations.wishes import PresentLicense
from hub.catalog.queries import CatalogSnapshot
from hub.db.ids import new_id


async def present_license(
    call: Call, catalog: CatalogSnapshot, wish: PresentLicense, *, key: str | None = None
) -> Presentation:
    """Show fields of a license: an official may redeem them once, for a minute (亮证, art. 17).

    Raises: AssuranceNeeded, ApplicationNotRecognized, LicenseNotHeld, HolderEnded,
        DelegationNotFound, DelegationNotRunning, EntryNotShared, LicenseEnded, FieldsMissing,
        FieldNotGrantable, NotNarrower.
    """
    subject = str(wish.license.license_id)
    async with call.act("present_license", subject=subject, key=key, wish=wish) as act:
        if act.replayed:
            return await _given(act.db, call, UUID(act.subject))
        shown = await check_shown(act.db, call, catalog, wish)
        presentation = Presentation(
            id=new_id(),
            given_by=call.caller.account_id,
            given_at=call.moment,
            expires_at=call.moment + LIFETIME,
            **shown.columns,
        )
        act.db.add(presentation)
        act.subject = str(presentation.id)
        return presentation


async def _given(db: AsyncSession, call: Call, id_: UUID) -> Presentation:
    given = select(Presentation).where(
        Presentation.given_by == call.caller.account_id, Presentation.id == id_
    )
    presentation = await db.scalar(given)
    if presentation is None:
        raise PresentationNotFound
    return presentation
