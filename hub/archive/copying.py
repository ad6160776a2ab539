"""Make a copy: decide and record what it shows, then typeset and seal it (存档副本)."""

from dataclasses import replace
from typing import Final, NamedTuple

from hub.archive.papers import Original, copy_paper, shows_anything
from hub.archive.queries import CopyFacts, copy_place, demand_open, organization_of
from hub.archive.refusals import NothingToCopy
from hub.archive.rules import check_expiry, new_number
from hub.archive.sealing import CenterSeal, center_seal
from hub.archive.wishes import Case, TakeCopy
from hub.audit.call import Call
from hub.audit.usage import Usage
from hub.crypto.digests import sm3
from hub.db.ids import new_id
from hub.documents.paper import Mark
from hub.issuing.desk import Desk
from hub.policy.facts import Purpose
from hub.reading.read import Answer, Reading
from hub.reading.scope import Query, Wanted

OPERATION: Final = "takeArchivalCopy"

_ORIGINAL: Final = """
SELECT sequence, version, digest FROM license_version
WHERE holder_key = $1 AND license_id = $2 AND face_id = $3 ORDER BY sequence DESC LIMIT 1
"""


class Made(NamedTuple):
    """A copy that is made and not stored yet."""

    facts: CopyFacts
    document: bytes
    seal: CenterSeal


async def make_copy(call: Call, desk: Desk, wish: TakeCopy, case: Case | None) -> Made:
    """Make a copy of what the caller may take away; no transaction is open meanwhile.

    Raises: NothingToCopy, ExpiryUnfit, CaseClosed, NoArchiveSeal, CopyUnfit, and whatever a read
        is refused by.
    """
    check_expiry(wish.expires_on, call.today)
    await demand_open(call, case)
    async with desk.doors.writer.begin() as db:
        seal = await center_seal(desk, db, call.moment)
    answer = await decide_copy(call, desk.reading, wish)
    original = await _original(call, answer)
    mark = _mark(call, desk.reading, wish)
    paper = copy_paper(answer, original, mark, seal, desk.workshop.base_url)
    file = await seal.copy(paper, call.moment)
    facts = _facts(call, _Source(answer, original), mark, file)
    return Made(facts, desk.workshop.envelopes.seal(file, copy_place(facts.id)), seal)


async def decide_copy(call: Call, reading: Reading, wish: TakeCopy) -> Answer:
    """Decide every field of a license for taking away, and commit the record of it.

    The record comes first: what was used up or ended meanwhile is found by it, and then no copy
    is made. The request has nothing more to record.

    Raises: NothingToCopy, and whatever a read or its record is refused by.
    """
    own = replace(call, usage=Usage(purpose=wish.purpose, proof=call.usage.proof))
    call.usage.proof = None
    async with own.recorded(OPERATION):
        query = Query(wish.license, Wanted(images=True), download=True)
        answer = await reading.read(own, query)
        if not (answer.rows and shows_anything(answer.rows[0])):
            raise NothingToCopy
    return answer


async def _original(call: Call, answer: Answer) -> Original:
    record = answer.rows[0].record
    named = record["holder_key"], record["id"], record["face_id"]
    async with call.read() as connection:
        return Original(*await connection.fetchrow(_ORIGINAL, *named))


def _mark(call: Call, reading: Reading, wish: TakeCopy) -> Mark:
    """Say for whom a copy is: the organization, or the person who takes it."""
    organization_id, caller = organization_of(call), call.caller
    recipient = caller.name
    if organization_id is not None:
        recipient = reading.callers.directory.by_id[organization_id].name_zh
    number = new_number(call.today)
    return Mark(number, recipient, wish.purpose.cause, call.moment, wish.expires_on)


class _Source(NamedTuple):
    """What was decided, and of which version."""

    answer: Answer
    original: Original


def _facts(call: Call, source: _Source, mark: Mark, file: bytes) -> CopyFacts:
    record, purpose = source.answer.rows[0].record, call.purpose or Purpose(cause=mark.cause)
    return CopyFacts(
        holder_key=record["holder_key"],
        id=new_id(),
        number=mark.number,
        license_id=record["id"],
        sequence=source.original.sequence,
        organization_id=organization_of(call),
        account_id=call.caller.account_id,
        cause=mark.cause,
        matter=purpose.matter,
        case_number=purpose.case_number,
        made_at=mark.made_at,
        expires_on=mark.expires_on,
        digest=sm3(file),
        size=len(file),
    )
