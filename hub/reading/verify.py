"""Verify a license by its digest, or by the public register (核验, art. 4, 24)."""

from datetime import date

import msgspec

from hub.audit.call import Call
from hub.audit.usage import Decisions, Pattern, Seen
from hub.crypto.digests import sm3
from hub.errors import Kind, Refusal
from hub.policy.codes import Grade
from hub.policy.entry import STATUS
from hub.policy.facts import LicenseFacts
from hub.policy.states import LicenseState, state_of
from hub.policy.terms import LicenseStatus
from hub.reading.read import Reading
from hub.reading.scope import Query, Register, Wanted

_BY_DIGEST = """
SELECT l.id, l.holders, l.entry_id, l.issuer_id, l.grade, l.status, l.valid_from, l.valid_until,
    l.ended_on, v.sequence, v.version = l.version AS current, v.occurred_on,
    v.document_digest = $4 AS document
FROM license_locator k
JOIN license l ON l.holder_key = k.holder_key AND l.id = k.license_id
JOIN license_version v ON v.holder_key = l.holder_key AND v.license_id = l.id
WHERE k.identifier = $3 AND (v.digest = $4 OR v.document_digest = $4)
ORDER BY v.sequence DESC LIMIT 1
"""


class NothingToVerify(Refusal):
    """Neither does the digest belong to such a license, nor is the license in the register."""

    kind = Kind.NOT_FOUND
    zh = "未能核验：没有与该标识和摘要值相符的电子证照"
    en = "Not verified: no license has this identifier and this digest"


class DigestInvalid(Refusal):
    """A digest is 64 hexadecimal digits."""

    kind = Kind.INVALID
    zh = "摘要值须为 64 位十六进制数"
    en = "A digest has 64 hexadecimal digits"


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What a verifier learns: that the digest is right, and where the license stands."""

    entry_id: int
    issuer_id: int
    state: LicenseState
    grade: Grade
    digest_right: bool
    current: bool | None
    """Whether the digest is of the version in force, where it is right."""
    made_on: date | None


async def verify_license(
    reading: Reading, call: Call, identifier: str, digest: str | None
) -> Verified:
    """Tell whether a digest is a license's, and where the license stands (核验, art. 24).

    Raises: DigestInvalid, NothingToVerify.
    """
    call.usage.decided = True
    wanted = None if digest is None else digest_bytes(digest)
    found = None if wanted is None else await verified_by_digest(reading, call, identifier, wanted)
    if found is not None:
        reading.limit(call, ())
    return found or await _by_register(reading, call, identifier)


def digest_bytes(digest: str) -> bytes:
    """Return the digest that hexadecimal digits write.

    Raises: DigestInvalid.
    """
    try:
        found = bytes.fromhex(digest)
    except ValueError:
        raise DigestInvalid from None
    if len(found) != len(sm3(b"")):
        raise DigestInvalid
    return found


async def verified_by_digest(
    reading: Reading, call: Call, identifier: str, digest: bytes
) -> Verified | None:
    """Return where the license of an identifier stands, if it has a version of this digest."""
    catalog, row = await reading.look(call, _BY_DIGEST, identifier, digest)
    if row["id"] is None:
        return None
    facts = LicenseFacts(
        status=LicenseStatus(row["status"]),
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        ended_on=row["ended_on"],
    )
    state, shelf = state_of(facts, call.today), catalog.by_id[row["entry_id"]]
    pattern = Pattern.of(Decisions(shelf.code, shelf.policy_revision, state))
    call.usage.seen.append(Seen(row["id"], tuple(row["holders"]), pattern))
    return Verified(
        entry_id=row["entry_id"],
        issuer_id=row["issuer_id"],
        state=state,
        grade=Grade(row["grade"]),
        digest_right=True,
        current=row["current"],
        made_on=row["occurred_on"],
    )


async def _by_register(reading: Reading, call: Call, identifier: str) -> Verified:
    query = Query(Register(identifier=identifier), Wanted(frozenset({STATUS})))
    answer = await reading.read(call, query)
    granted = [row for row in answer.rows if all(cell.granted for cell in row.decided.cells)]
    if not granted:
        raise NothingToVerify
    record = granted[0].record
    return Verified(
        entry_id=record["entry_id"],
        issuer_id=record["issuer_id"],
        state=granted[0].decided.state,
        grade=Grade(record["grade"]),
        digest_right=False,
        current=None,
        made_on=None,
    )
