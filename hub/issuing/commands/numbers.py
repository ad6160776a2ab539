"""Go on with the numbers that an issuer gave before it made licenses on the hub (art. 7, 11)."""

from datetime import date
from typing import Final

from hub.audit.call import Call
from hub.issuing.desk import Desk
from hub.issuing.joint import issuers_today
from hub.issuing.numbers import Counting, start_serials
from hub.issuing.records import checked_region, issued_under
from hub.issuing.refusals import NumbersNotYours, SerialInvalid
from hub.issuing.rules import issuing_for
from hub.issuing.wishes import ContinueNumbers
from hub.policy.codes import covers
from hub.policy.numbering import numbering

LARGEST: Final = 2**31 - 1
YEARS: Final = range(1949, 2200)


async def continue_numbers(
    call: Call, desk: Desk, wish: ContinueNumbers, *, key: str | None = None
) -> int:
    """Go on behind a serial that was given before (衔接编号, art. 7); numbers never go back.

    Raises: NotAnIssuingOffice, ContentFaulty, NumbersNotYours, SerialInvalid.
    """
    async with call.act("continue_numbers", subject=wish.entry, key=key, wish=wish) as act:
        office, known = issuing_for(call.caller), await desk.known(act.db)
        entry, revision = issued_under(known.context(office.id), wish.entry)
        policy = entry.revisions[revision]
        own = known.directory.by_id[office.id]
        if own.id not in issuers_today(known, entry.id, policy):
            raise NumbersNotYours
        year = call.today.year if wish.year is None else wish.year
        if not 1 <= wish.last <= LARGEST or year not in YEARS:
            raise SerialInvalid(most=LARGEST)
        region = checked_region(wish.region or own.region)
        if not covers(own.region, region):  # others count there, and numbers never go back
            raise NumbersNotYours
        counting = Counting(entry.id, numbering(policy.numbering), region, date(year, 1, 1))
        return await start_serials(act.db, entry.id, counting.scope, wish.last)
