"""Tell which rows in quarantine came again and were taken: corrected data (核对和修正, art. 28(3)).

With a row that names its license soundly, that name is kept sealed beside it. It outlives the row
itself until the license comes again, or a year at most, so that letting a fault lie does not end
it. A row whose very name is at fault cannot be known again, and is followed no further.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.aggregation.rules.faults import RowFault, StateSecret
from hub.aggregation.rules.providers import KEPT_IN_QUARANTINE
from hub.clock import now
from hub.crypto.envelope import Envelopes
from hub.errors import Refusal

AT_ONCE: Final = 1_000
FOLLOWED: Final = timedelta(days=366)
"""For how long after its expiry an uncorrected row is remembered by the license it names."""

_NAMING: Final = frozenset({"entry", "issuer", "serial", "identifier"})
"""Fields that name a license: where one is at fault, nobody knows which license was meant."""

_Part = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]

_STANDING = text("""
SELECT id, subject_sealed FROM quarantine
WHERE subject_sealed IS NOT NULL AND corrected_at IS NULL AND id > :after
ORDER BY id LIMIT :most
""")
_CORRECTED = text("""
UPDATE quarantine q SET corrected_at = :now
FROM unnest(CAST(:ids AS uuid[]), CAST(:entries AS text[]), CAST(:issuers AS text[]),
        CAST(:serials AS text[])) AS named (id, entry, issuer, serial)
    JOIN catalog_entry e ON e.code = named.entry
    JOIN license_locator l ON l.entry_id = e.id AND l.issuer_code = named.issuer
        AND l.serial = named.serial
WHERE q.id = named.id AND EXISTS (
    SELECT FROM license_version v
    WHERE v.holder_key = l.holder_key AND v.license_id = l.license_id
        AND v.recorded_at > q.expires_at - CAST(:kept AS interval))
RETURNING q.id
""")


class _Named(msgspec.Struct, frozen=True):
    """The license that a row is about, as the row names it."""

    entry: _Part
    issuer: _Part
    serial: _Part


def sealed_subject(
    envelopes: Envelopes, row_id: UUID, raw: bytes, refusal: Refusal
) -> bytes | None:
    """Seal which license a row names, if it names one soundly and is no state secret."""
    misnamed = isinstance(refusal, RowFault) and refusal.field in _NAMING
    if misnamed or isinstance(refusal, StateSecret):
        return None
    try:
        named = msgspec.json.decode(raw, type=_Named)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return envelopes.seal(msgspec.json.encode(named), _data_of(row_id))


def corrector(envelopes: Envelopes) -> Callable[[AsyncSession], Awaitable[int]]:
    """Return the job that marks what was corrected."""

    async def note_corrections(db: AsyncSession) -> int:
        """Mark rows whose license was taken since, and return how many."""
        after, corrected = UUID(int=0), 0
        while True:
            page = {"after": after, "most": AT_ONCE}
            rows = (await db.execute(_STANDING, page)).all()
            corrected += await _note(db, envelopes, dict(map(tuple, rows)))
            if len(rows) < AT_ONCE:
                return corrected
            after = rows[-1].id

    return note_corrections


async def _note(db: AsyncSession, envelopes: Envelopes, sealed: dict[UUID, bytes]) -> int:
    opened = {row: envelopes.open(one, _data_of(row)) for row, one in sealed.items()}
    named = {row: msgspec.json.decode(one, type=_Named) for row, one in opened.items()}
    values = {
        "now": now(),
        "kept": KEPT_IN_QUARANTINE,
        "ids": list(named),
        "entries": [one.entry for one in named.values()],
        "issuers": [one.issuer for one in named.values()],
        "serials": [one.serial for one in named.values()],
    }
    return len((await db.execute(_CORRECTED, values)).all()) if named else 0


def _data_of(row_id: UUID) -> bytes:
    return row_id.bytes + b"subject"
