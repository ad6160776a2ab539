"""Recognize applications that show licenses, and withdraw their recognition (亮证应用, art. 17)."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call, Races
from hub.authorizations.applications.refusals import ApplicationNotFound, ApplicationRecognized
from hub.authorizations.applications.rules import check_client, permit_recognizing
from hub.authorizations.applications.wishes import RecognizeApplication, WithdrawRecognition
from hub.authorizations.presentations.model import Presentation
from hub.authorizations.scenarios.model import ShowingApplication
from hub.authorizations.scenarios.rules import check_names
from hub.identity.model import Organization
from hub.identity.refusals import OrganizationUnknown

TAKEN: Races = {"pk_showing_application": ApplicationRecognized}


async def recognize_application(
    call: Call, wish: RecognizeApplication, *, key: str | None = None
) -> ShowingApplication:
    """Recognize an application through which holders show licenses (认定亮证应用, art. 17).

    Raises: RecognitionReserved, ClientInvalid, NamesInvalid, OrganizationUnknown,
        ApplicationRecognized.
    """
    async with call.act(
        "recognize_application", subject=wish.client, key=key, wish=wish, races=TAKEN
    ) as act:
        await _permit(act.db, call)
        known = await act.db.get(ShowingApplication, wish.client, with_for_update=True)
        if act.replayed:
            return _found(known)
        check_client(wish.client)
        check_names(wish.zh, wish.en)
        organization = await _answering(act.db, wish.organization)
        if known is not None and known.withdrawn_at is None:
            raise ApplicationRecognized
        application = known or ShowingApplication(client=wish.client)
        application.organization_id = organization.id
        application.zh, application.en = wish.zh, wish.en
        application.recognized_at, application.withdrawn_at = call.moment, None
        act.db.add(application)
        return application


async def withdraw_recognition(
    call: Call, wish: WithdrawRecognition, *, key: str | None = None
) -> ShowingApplication:
    """Withdraw a recognition: nothing is shown in that application any more (art. 17).

    Raises: RecognitionReserved, ApplicationNotFound.
    """
    async with call.act("withdraw_recognition", subject=wish.client, key=key, wish=wish) as act:
        await _permit(act.db, call)
        application = _found(
            await act.db.get(ShowingApplication, wish.client, with_for_update=True)
        )
        application.withdrawn_at = application.withdrawn_at or call.moment
        shown = update(Presentation).where(
            Presentation.application == wish.client, Presentation.ended_at.is_(None)
        )
        await act.db.execute(shown.values(ended_at=call.moment))
        return application


async def _permit(db: AsyncSession, call: Call) -> None:
    office = call.caller.organization
    found = None if office is None else await db.get(Organization, office.id)
    permit_recognizing(call.caller, None if found is None else found.kind)


async def _answering(db: AsyncSession, code: str) -> Organization:
    named = select(Organization).where(Organization.code == code, Organization.active)
    organization = await db.scalar(named)
    if organization is None:
        raise OrganizationUnknown
    return organization


def _found(application: ShowingApplication | None) -> ShowingApplication:
    if application is None:
        raise ApplicationNotFound
    return application
