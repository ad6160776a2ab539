"""Change and renew licenses (变更、延续): each a new version under a new seal (art. 10, 12)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.db.ids import new_id
from hub.identity.callers import ActingFor
from hub.issuing.desk import Desk
from hub.issuing.drafts import Draft
from hub.issuing.holders import ask_registers, demand_no_mismatch
from hub.issuing.joint import Begun, begin_jointly
from hub.issuing.known import KnownLicense, find_license, places_of
from hub.issuing.making import ActNamed, Written, make, write_down
from hub.issuing.model import Making
from hub.issuing.present import present_record
from hub.issuing.records import Record, checked, day, holders_record
from hub.issuing.refusals import JointlyIssued, NothingChanged, RenewalTooEarly
from hub.issuing.rules import check_case, issuing_for, permit
from hub.issuing.wishes import ChangeLicense, LicenseNamed, RenewLicense
from hub.licenses.drafts import Cause
from hub.licenses.terms import Answer, LicenseEvent


async def change_license(
    call: Call, desk: Desk, wish: ChangeLicense, *, key: str | None = None
) -> Making:
    """Change what a license says (变更, art. 10); its former version is superseded.

    Raises: NotAnIssuingOffice, CaseNeeded, LicenseNotYours, NothingChanged, ContentFaulty,
        VersionAfterEnd, MakingUnderWay, NoSealInForce.
    """
    named = ActNamed("change_license", key, wish)
    check = await ask_registers(call, desk, named, wish.holders or ())

    async def write(db: AsyncSession) -> Written:
        check_case(wish.cause)
        version = await _next(db, call, desk, wish.license, LicenseEvent.CHANGED)
        demand_no_mismatch(check)  # which is for whoever may change this license
        said = _changed(version.record, wish)
        return await version.written(said | {"issued_on": day(call.today)}, wish.cause, check)

    return await make(call, desk, named, write)


async def renew_license(
    call: Call, desk: Desk, wish: RenewLicense, *, key: str | None = None
) -> Making:
    """Let a license hold longer (延续, art. 10).

    Raises: NotAnIssuingOffice, CaseNeeded, LicenseNotYours, RenewalTooEarly, ContentFaulty,
        VersionAfterEnd, EventNotAllowed, MakingUnderWay, NoSealInForce.
    """

    async def write(db: AsyncSession) -> Written:
        check_case(wish.cause)
        version = await _next(db, call, desk, wish.license, LicenseEvent.RENEWED)
        return await version.written(_renewed(version.record, wish, call.today), wish.cause)

    return await make(call, desk, ActNamed("renew_license", key, wish), write)


@dataclass(frozen=True)
class _Version:
    """The next version of a license, while it is being worked out."""

    db: AsyncSession
    desk: Desk
    call: Call
    event: LicenseEvent
    office: ActingFor
    license: KnownLicense
    record: Record
    """What the license says today."""

    joint: bool
    """Whether others issued it too, and must confirm what becomes of it."""

    async def written(self, record: Record, cause: Cause, check: Answer | None = None) -> Written:
        """Write down the version, under the seal of whoever stands for the issuer today."""
        known = await self.desk.known(self.db)
        said = {**record, "issuer": self.office.code, "version": self.license.version + 1}
        if self.joint:
            begun = Begun(
                record=said,
                cause=cause,
                event=self.event,
                license=self.license,
                holder_check=check,
            )
            return await begin_jointly(self.db, self.desk, self.call, begun)
        checked_draft = checked(said, known.context(self.office.id))
        draft = Draft(
            event=self.event,
            occurred_on=checked_draft.content.issued_on,
            license_id=self.license.id,
            face_id=new_id(),
            entry_id=checked_draft.entry_id,
            issuer_id=checked_draft.issuer_id,
            issuers=(checked_draft.issuer_id,),
            identifier=checked_draft.content.identifier,
            keys=(self.license.key,),
            cause=cause,
            former_holders=tuple(self.license.holders),
            content=checked_draft.content,
            holder_check=check,
        )
        return await write_down(self.db, self.desk, self.call, draft)


async def _next(
    db: AsyncSession, call: Call, desk: Desk, named: LicenseNamed, event: LicenseEvent
) -> _Version:
    """Begin a version with what the license says today, read as its issuer.

    Raises: NotAnIssuingOffice, LicenseNotYours, JointlyIssued.
    """
    office, license_ = issuing_for(call.caller), await find_license(db, named)
    known = await desk.known(db)
    permit(event, places_of(call.caller, known.directory, license_))
    joint = bool(license_.co_issuers)
    if joint and license_.issuer_id not in call.caller.issuer_organizations:
        raise JointlyIssued
    record = await present_record(call, desk.reading, license_)
    return _Version(db, desk, call, event, office, license_, record, joint)


def _changed(record: Record, wish: ChangeLicense) -> Record:
    """Return what the license is to say.

    Raises: NothingChanged.
    """
    face: dict[str, Any] = {**record["face"], **wish.face}
    said = {**record, "face": {key: value for key, value in face.items() if value is not None}}
    if wish.holders is not None:
        said["holders"] = holders_record(wish.holders)
    if said == record:
        raise NothingChanged
    return said


def _renewed(record: Record, wish: RenewLicense, today: date) -> Record:
    """Return what the license says once it is renewed.

    Raises: RenewalTooEarly.
    """
    end = record["valid_until"]
    if end is None or wish.valid_until.isoformat() <= end:
        raise RenewalTooEarly
    return {
        **record,
        "issued_on": day(today),
        "valid_from": day(wish.valid_from) or record["valid_from"],
        "valid_until": day(wish.valid_until),
    }
