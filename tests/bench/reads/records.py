"""Hold every answer against the record of use: without its committed record, no figure."""

from collections.abc import Sequence
from typing import Any, Final

import psycopg

Database = psycopg.Connection[Any]

_MISSING: Final = """
SELECT w.id FROM unnest(%s::text[]) AS w (id)
LEFT JOIN usage_event u ON u.request_id = w.id AND u.outcome = 'ANSWERED'
WHERE u.id IS NULL LIMIT 5
"""


class RecordMissingError(RuntimeError):
    """An answer was given of which no record of use is committed; nothing is reported."""


def demand_records(db: Database, ids: Sequence[str], requests: int) -> None:
    """Let a run pass of which every answer is recorded.

    Raises: RecordMissingError.
    """
    if len(set(ids)) < requests:
        raise RecordMissingError(f"{requests} answers bore {len(set(ids))} ids")
    missing = db.execute(_MISSING, [list(ids)]).fetchall()
    if missing:
        raise RecordMissingError(f"not recorded: {missing}")


def forget(db: Database) -> None:
    """Drop the records of a run, so that unfolding them later disturbs no other side's run."""
    db.execute("TRUNCATE usage_event, holder_usage")
