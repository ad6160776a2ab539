"""Take archival copies (存档副本) and close the files of cases (电子案卷), art. 19, 20."""

from typing import Final, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.archive.casefiles import Bundle, bundle
from hub.archive.copying import Made, make_copy
from hub.archive.model import ArchivalCopy, CaseFile
from hub.archive.queries import (
    CASE_COLUMNS,
    COPY_COLUMNS,
    CaseFacts,
    CopyFacts,
    demand_open,
    organization_of,
)
from hub.archive.refusals import CaseClosed, CaseFileReserved, CaseMoving
from hub.archive.rules import check_room
from hub.archive.sealing import demand_seal
from hub.archive.wishes import Case, CloseCaseFile, TakeCopy
from hub.audit.call import Call, KeyInUse, Races
from hub.clock import now
from hub.issuing.desk import Desk
from hub.policy.facts import Purpose

TAKE: Final = "take_archival_copy"
CLOSE: Final = "close_case_file"
RACES: Races = {"uq_case_file_organization_id_matter_case_number": CaseClosed}

# Nothing is added to a case, and no case closed, while another does either.
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('case'), hashtext(:name))")
_CLOSED = text("""
SELECT EXISTS (SELECT FROM case_file WHERE organization_id = :organization_id
    AND matter = :matter AND case_number = :case_number)
""")
_TAKEN = text("""
SELECT count(*) AS copies, coalesce(sum(size), 0) AS size FROM archival_copy
WHERE organization_id = :organization_id AND matter = :matter AND case_number = :case_number
""")
_COPY = text(f"SELECT {COPY_COLUMNS} FROM archival_copy WHERE id = :id")  # noqa: S608 - constants
_CASE_FILE = text(f"SELECT {CASE_COLUMNS} FROM case_file WHERE id = :id")  # noqa: S608 - the same


class Taken(NamedTuple):
    """How much was taken for a case."""

    copies: int
    size: int


async def take_archival_copy(
    call: Call, desk: Desk, wish: TakeCopy, *, key: str | None = None
) -> CopyFacts:
    """Take a copy of a license, showing what the caller may take away of it (存档副本, art. 19).

    What it shows is decided and recorded before anything is made of it; then it is typeset and
    sealed outside of any transaction, and stored in one act. A repeated act returns the first copy.

    Raises: NothingToCopy, ExpiryUnfit, CaseClosed, CaseFull, NoArchiveSeal, CopyUnfit, and whatever
        a read is refused by.
    """
    case = case_of(call, wish.purpose)
    made = None
    if not await call.acted(TAKE, key):
        async with desk.reading.bench.place():
            made = await make_copy(call, desk, wish, case)
    async with call.act(TAKE, key=key, wish=wish) as act:
        if act.replayed:
            return await _copy(act.db, UUID(act.subject))
        if made is None:
            raise KeyInUse
        act.subject = str(made.facts.id)
        await _demand_room(act.db, case, made.facts.size)
        await demand_seal(desk, act.db, made.seal, now())
        act.db.add(_row(made))
        return made.facts


async def close_case_file(
    call: Call, desk: Desk, wish: CloseCaseFile, *, key: str | None = None
) -> CaseFacts:
    """Close the file of a case: every copy that was taken for it, in one package (电子案卷).

    Raises: CaseFileReserved, CaseEmpty, CaseClosed, CaseMoving, NoArchiveSeal.
    """
    made = None
    if not await call.acted(CLOSE, key):
        async with desk.reading.bench.place():
            made = await _bundle(call, desk, wish)
    async with call.act(CLOSE, key=key, wish=wish, races=RACES) as act:
        if act.replayed:
            return await _case_file(act.db, UUID(act.subject))
        if made is None:
            raise KeyInUse
        await _lock(act.db, made.facts.case)
        if await _taken(act.db, made.facts.case) != Taken(made.facts.copies, made.size):
            raise CaseMoving
        await demand_seal(desk, act.db, made.seal, now())
        act.subject = str(made.facts.id)
        act.db.add(CaseFile(**msgspec.structs.asdict(made.facts), document=made.document))
        return made.facts


def case_of(call: Call, purpose: Purpose) -> Case | None:
    """Return the case to which a copy belongs, if its taker decides one."""
    organization_id = organization_of(call)
    if organization_id is None or purpose.matter is None or purpose.case_number is None:
        return None
    return Case(organization_id, purpose.matter, purpose.case_number)


async def _bundle(call: Call, desk: Desk, wish: CloseCaseFile) -> Bundle:
    """Put the file of a case together.

    Raises: CaseFileReserved, CaseEmpty, CaseClosed, NoArchiveSeal.
    """
    organization_id = organization_of(call)
    if organization_id is None:
        raise CaseFileReserved
    case = Case(organization_id, wish.matter, wish.case_number)
    await demand_open(call, case)
    return await bundle(call, desk, case)


async def _demand_room(db: AsyncSession, case: Case | None, size: int) -> None:
    """Let a case take another copy.

    Raises: CaseClosed, CaseFull.
    """
    if case is None:
        return
    await _lock(db, case)
    if await db.scalar(_CLOSED, case._asdict()):
        raise CaseClosed
    taken = await _taken(db, case)
    check_room(taken.copies + 1, taken.size + size)


async def _lock(db: AsyncSession, case: Case) -> None:
    await db.execute(_LOCK, {"name": repr(tuple(case))})


async def _taken(db: AsyncSession, case: Case) -> Taken:
    return Taken(*(await db.execute(_TAKEN, case._asdict())).one())


def _row(made: Made) -> ArchivalCopy:
    return ArchivalCopy(**msgspec.structs.asdict(made.facts), document=made.document)


async def _copy(db: AsyncSession, copy_id: UUID) -> CopyFacts:
    row = (await db.execute(_COPY, {"id": copy_id})).mappings().one()
    return msgspec.convert(dict(row), CopyFacts)


async def _case_file(db: AsyncSession, case_id: UUID) -> CaseFacts:
    row = (await db.execute(_CASE_FILE, {"id": case_id})).mappings().one()
    return msgspec.convert(dict(row), CaseFacts)
