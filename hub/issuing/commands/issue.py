"""Issue a license (制发): number it, check it, seal it, and only then is it in force (art. 8)."""

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from hub.aggregation.rules.context import Context
from hub.audit.call import Call
from hub.db.ids import new_id
from hub.issuing.claims import Named, NumberTaken, taken_numbers
from hub.issuing.desk import Desk
from hub.issuing.drafts import Draft
from hub.issuing.holders import ask_registers, demand_no_mismatch
from hub.issuing.joint import Begun, begin_jointly
from hub.issuing.making import ActNamed, Written, make, write_down
from hub.issuing.model import Making
from hub.issuing.numbers import Counting, give_numbers
from hub.issuing.records import (
    Record,
    checked,
    checked_region,
    day,
    holders_record,
    issued_under,
    new_record,
)
from hub.issuing.rules import check_case, check_day, issuing_for
from hub.issuing.wishes import IssueLicense
from hub.licenses.drafts import Cause, LicenseDraft
from hub.licenses.terms import Answer, LicenseEvent
from hub.policy.numbering import numbering


async def issue_license(
    call: Call, desk: Desk, wish: IssueLicense, *, key: str | None = None
) -> Making:
    """Issue a license (制发) in step with the decision of a case (art. 8).

    One that several departments issue waits for the others to confirm (art. 22).

    Raises: NotAnIssuingOffice, CaseNeeded, DayUnfit, ContentFaulty, NumberTaken, NumbersUsedUp,
        NoSealInForce, IdentifierTaken.
    """
    named = ActNamed("issue_license", key, wish)
    check = await ask_registers(call, desk, named, wish.holders)
    return await make(call, desk, named, lambda db: _begin(db, call, desk, wish, check))


async def _begin(
    db: AsyncSession, call: Call, desk: Desk, wish: IssueLicense, check: Answer | None
) -> Written:
    office = issuing_for(call.caller)
    check_case(wish.cause)
    known = await desk.known(db)
    context = known.context(office.id)
    entry, revision = issued_under(context, wish.entry)
    record = await _record(db, call, desk, context, wish)
    if entry.revisions[revision].joint:
        begun = Begun(record=record, cause=wish.cause, holder_check=check)
        written: Written = await begin_jointly(db, desk, call, begun)
    else:
        found = msgspec.structs.replace(checked(record, context), holder_check=check)
        written = await write_down(db, desk, call, first_draft(found, wish.cause))
    demand_no_mismatch(check)  # at last: what a register says is for whoever may issue this
    return written


async def _record(
    db: AsyncSession, call: Call, desk: Desk, context: Context, wish: IssueLicense
) -> Record:
    """Return the new license in the record form, with the numbers that nobody stated."""
    keys = desk.workshop.keys
    issued_on = check_day(wish.issued_on or call.today, call.today)
    region = checked_region(wish.region or context.provider.region)
    entry, revision = issued_under(context, wish.entry)
    rule = numbering(entry.revisions[revision].numbering)
    counting = Counting(entry.id, rule, region, issued_on)
    if wish.number and await taken_numbers(db, keys, [Named(entry.id, wish.number)]):
        raise NumberTaken
    (numbered,) = await give_numbers(db, keys, [(counting, wish.number)])
    said = {
        "issued_on": day(issued_on),
        "valid_from": day(wish.valid_from),
        "valid_until": day(wish.valid_until),
        "region": region,
        "holders": holders_record(wish.holders),
        "face": dict(wish.face),
    }
    return new_record(context.provider.code, wish.entry, revision, said, numbered)


def first_draft(draft: LicenseDraft, cause: Cause) -> Draft:
    """Return what is written down of the first version of a license."""
    return Draft(
        event=LicenseEvent.ISSUED,
        occurred_on=draft.content.issued_on,
        license_id=new_id(),
        face_id=new_id(),
        entry_id=draft.entry_id,
        issuer_id=draft.issuer_id,
        issuers=(draft.issuer_id,),
        identifier=draft.content.identifier,
        keys=draft.keys,
        cause=cause,
        content=draft.content,
        holder_check=draft.holder_check,
    )
