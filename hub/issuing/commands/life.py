"""What happens in a license's life without a new content: each a sealed version (art. 10)."""

from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.db.ids import new_id
from hub.issuing.desk import Desk
from hub.issuing.drafts import Draft
from hub.issuing.joint import give_up_awaited
from hub.issuing.known import find_license, places_of
from hub.issuing.making import ActNamed, make, write_down
from hub.issuing.model import Making
from hub.issuing.rules import check_day, check_reason, issuing_for, permit
from hub.issuing.wishes import LifeEvent
from hub.issuing.workshop import Work
from hub.licenses.rules import STOPPING
from hub.licenses.terms import LicenseEvent


async def suspend_license(
    call: Call, desk: Desk, wish: LifeEvent, *, key: str | None = None
) -> Making:
    """Suspend a license (停用, art. 10); nobody uses it until it is resumed.

    Raises: what `_happen` does.
    """
    return await _happen(call, desk, LicenseEvent.SUSPENDED, wish, key)


async def resume_license(
    call: Call, desk: Desk, wish: LifeEvent, *, key: str | None = None
) -> Making:
    """Resume a license that was suspended (恢复, art. 10); what was authorized stays ended.

    Raises: what `_happen` does.
    """
    return await _happen(call, desk, LicenseEvent.RESUMED, wish, key)


async def record_inspection(
    call: Call, desk: Desk, wish: LifeEvent, *, key: str | None = None
) -> Making:
    """Record that a license passed its annual inspection (年检, art. 10).

    Raises: what `_happen` does.
    """
    return await _happen(call, desk, LicenseEvent.INSPECTED, wish, key)


async def annul_license(
    call: Call, desk: Desk, wish: LifeEvent, *, key: str | None = None
) -> Making:
    """Annul a license that was wrongly granted (撤销, art. 10).

    Raises: what `_happen` does.
    """
    return await _happen(call, desk, LicenseEvent.ANNULLED, wish, key)


async def revoke_license(
    call: Call, desk: Desk, wish: LifeEvent, *, key: str | None = None
) -> Making:
    """Revoke a license as a penalty (吊销, art. 10).

    Raises: what `_happen` does.
    """
    return await _happen(call, desk, LicenseEvent.REVOKED, wish, key)


async def cancel_license(
    call: Call, desk: Desk, wish: LifeEvent, *, key: str | None = None
) -> Making:
    """Cancel a license at its normal end (注销, art. 10).

    Raises: what `_happen` does.
    """
    return await _happen(call, desk, LicenseEvent.CANCELLED, wish, key)


ACTS = {
    LicenseEvent.SUSPENDED: "suspend_license",
    LicenseEvent.RESUMED: "resume_license",
    LicenseEvent.INSPECTED: "record_inspection",
    LicenseEvent.ANNULLED: "annul_license",
    LicenseEvent.REVOKED: "revoke_license",
    LicenseEvent.CANCELLED: "cancel_license",
}


async def _happen(
    call: Call, desk: Desk, event: LicenseEvent, wish: LifeEvent, key: str | None
) -> Making:
    """Let something happen to a license, sealed like any other version.

    Raises: NotAnIssuingOffice, LicenseNotYours, ReasonNeeded, DayUnfit, EventNotAllowed,
        MakingUnderWay, NoSealInForce.
    """
    named = ActNamed(ACTS[event], key, wish)
    return await make(call, desk, named, lambda db: _written(db, call, desk, event, wish))


async def _written(
    db: AsyncSession, call: Call, desk: Desk, event: LicenseEvent, wish: LifeEvent
) -> Work:
    office = issuing_for(call.caller)
    license_ = await find_license(db, wish.license)
    known = await desk.known(db)
    permit(event, places_of(call.caller, known.directory, license_))
    if event in STOPPING:
        await give_up_awaited(db, license_.id)
    check_reason(wish.cause, known.catalog.law, call.today)
    occurred_on = check_day(wish.occurred_on or call.today, call.today, license_.issued_on)
    draft = Draft(
        event=event,
        occurred_on=occurred_on,
        license_id=license_.id,
        face_id=new_id(),
        entry_id=license_.entry_id,
        issuer_id=office.id,
        issuers=(office.id,),
        identifier=license_.identifier,
        keys=(license_.key,),
        cause=wish.cause,
    )
    return await write_down(db, desk, call, draft)
