"""Look at copies and case files: their recipient's alone; and verify a copy, for anybody."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from hub.archive.refusals import CaseClosed, CaseFileNotFound, CopyNotFound
from hub.archive.wishes import Case
from hub.audit.call import Call
from hub.db.engine import ReaderConnection

COPY_COLUMNS: Final = """holder_key, id, number, license_id, sequence, organization_id, account_id,
    cause, matter, case_number, made_at, expires_on, digest, size"""
CASE_COLUMNS: Final = """id, organization_id, matter, case_number, copies, closed_by, closed_at,
    digest"""

# A copy that an office took is the office's; any other is the person's who took it (art. 19).
_COPY: Final = f"""
SELECT {COPY_COLUMNS} FROM archival_copy
WHERE holder_key = $1 AND id = $2
    AND CASE WHEN organization_id IS NULL THEN account_id = $3 AND $4::int IS NULL
        ELSE organization_id = $4 END
"""  # noqa: S608 - put together from constants
_IN_CASE: Final = """
SELECT {} FROM archival_copy
WHERE organization_id = $1 AND matter = $2 AND case_number = $3 ORDER BY number
"""
_NOTED: Final = _IN_CASE.format(COPY_COLUMNS)
_WITH_FILES: Final = _IN_CASE.format(f"{COPY_COLUMNS}, document")
_CASE_FILE: Final = f"""
SELECT {CASE_COLUMNS} FROM case_file WHERE id = $1 AND organization_id = $2
"""  # noqa: S608 - the same
_CLOSED: Final = """
SELECT EXISTS (SELECT FROM case_file
    WHERE organization_id = $1 AND matter = $2 AND case_number = $3)
"""


class CopyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A copy as its recipient knows it; not what it shows."""

    holder_key: UUID
    id: UUID
    number: str
    license_id: UUID
    sequence: int
    organization_id: int | None
    account_id: UUID | None
    cause: str
    matter: str | None
    case_number: str | None
    made_at: datetime
    expires_on: date
    digest: bytes
    size: int


class HeldCopy(CopyFacts, frozen=True, kw_only=True):
    """A copy with its file, encrypted."""

    document: bytes


class CaseFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A closed case file as its organization knows it."""

    id: UUID
    organization_id: int
    matter: str
    case_number: str
    copies: int
    closed_by: UUID | None
    closed_at: datetime
    digest: bytes

    @property
    def case(self) -> Case:
        """Return the case."""
        return Case(self.organization_id, self.matter, self.case_number)


async def copy_of(call: Call, holder_key: UUID, copy_id: UUID) -> CopyFacts:
    """Return a copy to whom it belongs.

    Raises: CopyNotFound.
    """
    keys = holder_key, copy_id, call.caller.account_id, organization_of(call)
    async with call.read() as connection:
        row = await connection.fetchrow(_COPY, *keys)
    if row is None:
        raise CopyNotFound
    return msgspec.convert(dict(row), CopyFacts)


async def case_file_of(call: Call, case_id: UUID) -> CaseFacts:
    """Return a case file to the organization that closed it.

    Raises: CaseFileNotFound.
    """
    async with call.read() as connection:
        row = await connection.fetchrow(_CASE_FILE, case_id, organization_of(call))
    if row is None:
        raise CaseFileNotFound
    return msgspec.convert(dict(row), CaseFacts)


async def copies_in(connection: ReaderConnection, case: Case) -> list[CopyFacts]:
    """Return every copy that was taken for a case, without its file."""
    rows = await connection.fetch(_NOTED, *case)
    return [msgspec.convert(dict(row), CopyFacts) for row in rows]


async def files_in(connection: ReaderConnection, case: Case) -> list[HeldCopy]:
    """Return every copy that was taken for a case with its file, in the order of their numbers."""
    rows = await connection.fetch(_WITH_FILES, *case)
    return [msgspec.convert(dict(row), HeldCopy) for row in rows]


async def demand_open(call: Call, case: Case | None) -> None:
    """Let a copy be taken only for a case whose file is not closed.

    Raises: CaseClosed.
    """
    if case is None:
        return
    async with call.read() as connection:
        if await connection.fetchval(_CLOSED, *case):
            raise CaseClosed


def organization_of(call: Call) -> int | None:
    """Return the organization in whose office a caller acts."""
    organization = call.caller.organization
    return None if organization is None else organization.id


def copy_place(copy_id: UUID) -> bytes:
    """Return what an encrypted copy is bound to."""
    return b"copy" + copy_id.bytes


def case_place(case_id: UUID) -> bytes:
    """Return what an encrypted case file is bound to."""
    return b"case" + case_id.bytes
