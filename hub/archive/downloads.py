"""Follow the links by which copies, case files and packages leave, once (one-use link).

A copy that was lawfully taken stays its recipient's (art. 20), whatever has ended since: following
its link decides nothing anew, but who asks must be its recipient still, and each download is
recorded for the holders. A package is decided anew, as a document is.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from hub.archive.packages import archive_package
from hub.archive.queries import (
    CaseFacts,
    CopyFacts,
    case_file_of,
    case_place,
    copies_in,
    copy_of,
    copy_place,
)
from hub.audit.call import Call
from hub.audit.usage import Decisions, Pattern, Seen
from hub.db.engine import ReaderConnection
from hub.issuing.desk import Desk
from hub.policy.facts import LicenseFacts, Purpose
from hub.policy.states import state_of
from hub.policy.terms import LicenseStatus
from hub.reading.links import PACKAGES, Followed, once_of
from hub.reading.read import Reading
from hub.reading.scope import ById

COPIES: Final = "/copies/"
CASES: Final = "/cases/"

_COPY_FILE: Final = "SELECT document FROM archival_copy WHERE holder_key = $1 AND id = $2"
_CASE_FILE: Final = "SELECT document FROM case_file WHERE id = $1"
_LICENSE: Final = """
SELECT entry_id, holders, status, valid_from, valid_until, ended_on FROM license
WHERE holder_key = $1 AND id = $2
"""

Follow = Callable[[Call, Desk, str], Awaitable[bytes]]


async def read_copy(call: Call, desk: Desk, text: str) -> bytes:
    """Return the copy behind a link to its recipient, and use the link up.

    Raises: LinkInvalid, CopyNotFound.
    """
    followed = _followed(call, desk, COPIES, text)
    facts = await copy_of(call, *followed.keys)
    call.usage.purpose = Purpose(
        cause=facts.cause, matter=facts.matter, case_number=facts.case_number
    )
    await desk.reading.ready_catalog(call)
    async with call.read() as connection:
        sealed = await connection.fetchval(_COPY_FILE, *followed.keys)
        await note(call, desk.reading, connection, facts)
    _use_up(call, text, followed)
    return desk.workshop.envelopes.open(sealed, copy_place(facts.id))


async def read_case_file(call: Call, desk: Desk, text: str) -> bytes:
    """Return the case file behind a link to its organization, and use the link up.

    Raises: LinkInvalid, CaseFileNotFound.
    """
    followed = _followed(call, desk, CASES, text)
    facts = await case_file_of(call, *followed.keys)
    await desk.reading.ready_catalog(call)
    async with call.read() as connection:
        sealed = await connection.fetchval(_CASE_FILE, *followed.keys)
        await _note_case(call, desk.reading, connection, facts)
    _use_up(call, text, followed)
    return desk.workshop.envelopes.open(sealed, case_place(facts.id))


async def read_package(call: Call, desk: Desk, text: str) -> bytes:
    """Return the archive package behind a link, decided anew, and use the link up.

    Raises: LinkInvalid, DocumentNotYours, PackageReserved, NoArchiveSeal, and whatever a read is
        refused by.
    """
    followed = _followed(call, desk, PACKAGES, text)
    package = await archive_package(call, desk, ById(*followed.keys))
    _use_up(call, text, followed)
    return package


async def note(
    call: Call, reading: Reading, connection: ReaderConnection, copy: CopyFacts
) -> LicenseFacts:
    """Note for the holders of a license that a copy of it was used, and return how it stands."""
    row = await connection.fetchrow(_LICENSE, copy.holder_key, copy.license_id)
    license_ = LicenseFacts(
        status=LicenseStatus(row["status"]),
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        ended_on=row["ended_on"],
    )
    shelf = reading.catalog.by_id[row["entry_id"]]
    decisions = Decisions(shelf.code, shelf.policy_revision, state_of(license_, call.today))
    seen = Seen(copy.license_id, tuple(row["holders"]), Pattern.of(decisions))
    call.usage.seen.append(seen)
    return license_


async def _note_case(
    call: Call, reading: Reading, connection: ReaderConnection, facts: CaseFacts
) -> None:
    copies = await copies_in(connection, facts.case)
    call.usage.purpose = Purpose(
        cause=copies[0].cause, matter=facts.matter, case_number=facts.case_number
    )
    for one in {copy.license_id: copy for copy in copies}.values():
        await note(call, reading, connection, one)


def _followed(call: Call, desk: Desk, path: str, text: str) -> Followed:
    call.usage.decided = True
    return desk.reading.files(call, path).open(text, call.moment)


def _use_up(call: Call, text: str, followed: Followed) -> None:
    call.usage.consumptions.append(once_of(text, followed))
