"""Put the file of a case together: its copies, what they are, checksums and a seal (电子案卷)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson

from hub.archive.queries import CaseFacts, HeldCopy, case_place, copy_place, files_in
from hub.archive.refusals import CaseEmpty
from hub.archive.sealing import CenterSeal, center_seal
from hub.archive.wishes import Case
from hub.audit.call import Call
from hub.crypto.digests import sm3
from hub.db.ids import new_id
from hub.identity.directory import OrganizationFacts
from hub.issuing.desk import Desk


class Bundle(NamedTuple):
    """A case file that is made and not stored yet, and how large its copies are."""

    facts: CaseFacts
    size: int
    document: bytes
    seal: CenterSeal


async def bundle(call: Call, desk: Desk, case: Case) -> Bundle:
    """Make one package of every copy that was taken for a case; nothing is held open meanwhile.

    Raises: CaseEmpty, NoArchiveSeal.
    """
    async with call.read() as connection:
        copies = await files_in(connection, case)
    if not copies:
        raise CaseEmpty
    async with desk.doors.writer.begin() as db:
        seal = await center_seal(desk, db, call.moment)
        organization = (await desk.known(db)).directory.by_id[case.organization_id]
    envelopes = desk.workshop.envelopes
    files = {"case.json": _json(_told(call, case, organization, copies))}
    for copy in copies:
        opened = envelopes.open(copy.document, copy_place(copy.id))
        files[f"copies/{copy.number}.pdf"] = opened
    package = await seal.package(files, call.moment)
    facts = _facts(call, case, len(copies), package)
    document = envelopes.seal(package, case_place(facts.id))
    return Bundle(facts, sum(copy.size for copy in copies), document, seal)


def _told(
    call: Call, case: Case, organization: OrganizationFacts, copies: Sequence[HeldCopy]
) -> dict[str, Any]:
    return {
        "organization": {"code": organization.code, "name": organization.name_zh},
        "matter": case.matter,
        "case_number": case.case_number,
        "closed_at": call.moment,
        "copies": [
            {
                "number": copy.number,
                "cause": copy.cause,
                "made_at": copy.made_at,
                "expires_on": copy.expires_on,
                "digest": copy.digest.hex(),
            }
            for copy in copies
        ],
    }


def _json(told: dict[str, Any]) -> bytes:
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_OMIT_MICROSECONDS)


def _facts(call: Call, case: Case, copies: int, package: bytes) -> CaseFacts:
    return CaseFacts(
        id=new_id(),
        organization_id=case.organization_id,
        matter=case.matter,
        case_number=case.case_number,
        copies=copies,
        closed_by=call.caller.account_id,
        closed_at=call.moment,
        digest=sm3(package),
    )
