"""Tell what somebody may object to: what the hub lawfully shows them, and nothing else."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from hub.audit.call import Call
from hub.audit.usage import Usage
from hub.objections.refusals import FieldsNotSeen, NothingToObject
from hub.objections.rules import MOST_FIELDS
from hub.objections.terms import Objector
from hub.objections.wishes import RaiseObjection
from hub.policy.entry import STATUS
from hub.policy.states import LicenseState
from hub.policy.terms import Outcome
from hub.reading.decide import Row
from hub.reading.read import Reading
from hub.reading.scope import Query, Wanted

OPERATION: Final = "raiseObjection"
RUNS: Final = frozenset({LicenseState.NOT_YET_VALID, LicenseState.IN_FORCE, LicenseState.SUSPENDED})
"""What the public may object to; who holds a license may object to its end as well."""


async def objectionable(call: Call, reading: Reading, wish: RaiseObjection) -> Row:
    """Return the license as it is decided for the caller, without a value, and record that.

    Raises: NothingToObject, FieldsNotSeen, and whatever a read is refused by.
    """
    keys = frozenset(wish.fields)
    own = replace(call, usage=Usage(purpose=call.usage.purpose))
    async with own.recorded(OPERATION):
        query = Query(wish.license, Wanted(keys | {STATUS}, values=False))
        answer = await reading.read(own, query)
        if not answer.rows or _over(answer.rows[0]):
            raise NothingToObject
        (row,) = answer.rows
        shown = {
            cell.cell.field.key
            for cell in row.decided.cells
            if cell.decision.outcome is not Outcome.WITHHELD
        }
        if not keys <= shown:
            raise FieldsNotSeen(most=MOST_FIELDS)
    return row


def _over(row: Row) -> bool:
    return row.decided.public and row.decided.state not in RUNS


def objector_of(call: Call, row: Row) -> tuple[Objector, UUID | None]:
    """Return as what the caller objects, and which holder is told of it."""
    held = [key for key in call.own_keys if key in row.record["holders"]]
    if held:
        return Objector.HOLDER, held[0]
    if call.caller.organization is not None:
        return Objector.ORGANIZATION, None
    if call.caller.account_id is not None:
        return Objector.PERSON, call.caller.holder_key
    return Objector.ANYONE, None
