"""Ask the registers of holders before a license is made, and refuse within the act (art. 23)."""

from collections.abc import Collection

from hub.aggregation.rules.faults import HolderMismatch
from hub.aggregation.rules.holders import may_be_asked_about
from hub.audit.call import Call
from hub.authorizations.refusals import AssuranceNeeded
from hub.crypto.digests import normalized
from hub.issuing.desk import Desk
from hub.issuing.making import ActNamed
from hub.issuing.records import faulty
from hub.issuing.refusals import NotAnIssuingOffice
from hub.issuing.rules import issuing_for
from hub.issuing.wishes import HolderWish
from hub.licenses.terms import Answer
from hub.registers.rules import holder_check, may_be_taken


async def ask_registers(
    call: Call, desk: Desk, named: ActNamed, holders: Collection[HolderWish]
) -> Answer | None:
    """Return what the reference registers say of holders, at the worst (art. 23).

    An act must not wait for them. Nobody is asked on behalf of a caller who makes no licenses, and
    nobody again for an act that was done before: what comes of these the act itself says.
    """
    if not desk.registers or not holders or await call.acted(named.name, named.key):
        return None
    try:
        issuing_for(call.caller)
    except (NotAnIssuingOffice, AssuranceNeeded):
        return None
    if not all(may_be_asked_about(one.code_type, one.code, one.name) for one in holders):
        return None  # which are refused within the act
    asked = {(one.code_type, normalized(one.code), one.name) for one in holders}
    return holder_check(asked, await desk.registers.answers(asked))


def demand_no_mismatch(check: Answer | None) -> None:
    """Turn away holders of whom a register knows one by another name (art. 23).

    Raises: ContentFaulty.
    """
    if check is not None and not may_be_taken(check):
        raise faulty(HolderMismatch("holders"))
