"""Look at batches and at what was wrong in them."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from hub.aggregation.formats.mapping import ColumnMapping
from hub.aggregation.intake import Fault
from hub.aggregation.model import BatchState
from hub.aggregation.rules.providers import (
    BatchNotFound,
    MappingNotFound,
    batches_of,
    provider_of,
)
from hub.aggregation.wishes import MAPPING_NAME
from hub.audit.call import Call

BATCH: Final = """
SELECT to_jsonb(batch) - 'provider_id' AS batch
FROM batch WHERE id = $1 AND provider_id = ANY($2::int[])
"""
BATCHES: Final = """
SELECT to_jsonb(batch) - 'provider_id' AS batch
FROM batch WHERE provider_id = ANY($1::int[]) AND ($2::uuid IS NULL OR id < $2)
ORDER BY id DESC LIMIT $3
"""
FAULTS: Final = """
SELECT id, line, field, code, zh, en FROM quarantine
WHERE batch_id = $1 AND (line, id) > ($2::bigint, $3::uuid) ORDER BY line, id LIMIT $4
"""
MAPPING: Final = "SELECT body FROM aggregation_mapping WHERE provider_id = $1 AND name = $2"

PAGE: Final = 1_000
_FIRST = UUID(int=0)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class BatchView(msgspec.Struct, frozen=True, kw_only=True):
    """A batch and how far it was taken; `superseded` are those accepted that ended a version."""

    id: UUID
    source: str
    key: str
    mapping_digest: str | None
    state: BatchState
    line: int
    accepted: int
    superseded: int
    events: int
    unchanged: int
    quarantined: int
    grades: dict[str, int]
    started_at: datetime
    last_at: datetime
    finished_at: datetime | None


async def batch(call: Call, batch_id: UUID) -> BatchView:
    """Return a batch of the caller's organization, or of one that it succeeded.

    Raises: NotAnAggregator, BatchNotFound.
    """
    providers = _providers(call)
    async with call.read() as connection:
        found = await connection.fetchval(BATCH, batch_id, providers)
    if found is None:
        raise BatchNotFound
    return msgspec.convert(found, BatchView)


async def batches(call: Call, *, after: UUID | None = None, first: int = 20) -> list[BatchView]:
    """Return the batches of the caller's organization, the newest first.

    Raises: NotAnAggregator.
    """
    async with call.read() as connection:
        rows = await connection.fetch(BATCHES, _providers(call), after, first)
    return [msgspec.convert(row["batch"], BatchView) for row in rows]


async def report(call: Call, batch_id: UUID) -> AsyncIterator[str]:
    """Yield the faults of a batch as CSV: line, field, code and reason, never a value.

    Raises: NotAnAggregator, BatchNotFound.
    """
    await batch(call, batch_id)
    yield _csv("line", "field", "code", "zh", "en")
    line, last = -1, _FIRST
    while True:
        async with call.read() as connection:
            rows = await connection.fetch(FAULTS, batch_id, line, last, PAGE)
        for row in rows:
            fault = Fault(row["line"], row["field"], row["code"], row["zh"], row["en"])
            yield _csv(str(fault.line), fault.field, fault.code, fault.zh, fault.en)
        if len(rows) < PAGE:
            return
        line, last = rows[-1]["line"], rows[-1]["id"]


async def stored_mapping(call: Call, name: str) -> ColumnMapping:
    """Return a mapping that the caller's organization has stored.

    Raises: NotAnAggregator, MappingNotFound.
    """
    provider = provider_of(call.caller)
    if MAPPING_NAME.fullmatch(name) is None:
        raise MappingNotFound(name="?")
    async with call.read() as connection:
        body = await connection.fetchval(MAPPING, provider.id, name)
    if body is None:
        raise MappingNotFound(name=name)
    return msgspec.convert(body, ColumnMapping)


def _providers(call: Call) -> list[int]:
    return list(batches_of(call.caller))


def _csv(*cells: str) -> str:
    """Write a line that no spreadsheet takes for a formula."""
    line = io.StringIO()
    csv.writer(line).writerow(f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells)
    return line.getvalue()
