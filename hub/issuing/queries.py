"""Look at what is being made: whether it is done, and which joint issues wait for whom."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.issuing.refusals import MakingNotFound
from hub.issuing.rules import issuing_for
from hub.issuing.terms import MakingState
from hub.licenses.terms import LicenseEvent

_COLUMNS = """id, license_id, holder_key, issuer_id, entry_id, event, identifier, state, awaiting,
    confirmed, requested_at, finished_at, outcome"""
_ONE = f"""
SELECT {_COLUMNS} FROM making
WHERE id = $1 AND (issuer_id = ANY ($2::int[]) OR awaiting && $2::int[] OR confirmed && $2::int[])
"""  # noqa: S608 - put together from constants
_WAITING = f"""
SELECT {_COLUMNS} FROM making
WHERE state = 'AWAITING' AND (awaiting && $1::int[] OR confirmed && $1::int[])
    AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3
"""  # noqa: S608 - put together from constants


class MakingFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A version that is or was being made; never what it says."""

    id: UUID
    license_id: UUID
    holder_key: UUID | None
    issuer_id: int
    entry_id: int
    event: LicenseEvent
    identifier: str
    state: MakingState
    awaiting: list[int]
    confirmed: list[int]
    requested_at: datetime
    finished_at: datetime | None
    outcome: str | None


async def making_of(call: Call, making_id: UUID) -> MakingFacts:
    """Return a version that the caller's organization makes, or has to confirm.

    Raises: NotAnIssuingOffice, MakingNotFound.
    """
    own = _own(call)
    async with call.read() as connection:
        row = await connection.fetchrow(_ONE, making_id, own)
    if row is None:
        raise MakingNotFound
    return msgspec.convert(dict(row), MakingFacts)


async def joint_issues(
    call: Call, *, after: UUID | None = None, first: int = 20
) -> Sequence[MakingFacts]:
    """Return the joint issues that the caller's organization takes part in and that wait.

    Raises: NotAnIssuingOffice.
    """
    async with call.read() as connection:
        rows = await connection.fetch(_WAITING, _own(call), after, first)
    return [msgspec.convert(dict(row), MakingFacts) for row in rows]


def _own(call: Call) -> list[int]:
    return [issuing_for(call.caller).id, *call.caller.issuer_organizations]
