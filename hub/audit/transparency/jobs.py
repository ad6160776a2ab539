"""The sequencer: log what was recorded and is not in the log yet, and sign a checkpoint.

A record waits by a flag, never by its id, so that one committed late under a smaller id is not
missed. One transaction logs a batch, unfolds its usage events by holder and moves the checkpoint.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.jobs import unfold_usage
from hub.audit.patterns import decided
from hub.audit.transparency.growth import Growth, State, Waiting
from hub.audit.transparency.notes import Head, Signer
from hub.audit.transparency.records import (
    AUDIT,
    USAGE,
    Row,
    audit_bodies,
    linked,
    moment_text,
    written_bodies,
)
from hub.audit.transparency.store import (
    Kept,
    chains_of,
    frontier,
    locked,
    store,
    store_state,
    used_on,
)
from hub.audit.transparency.tree import grown, root
from hub.clock import SHANGHAI, now
from hub.db.copy import array
from hub.db.driver import rows_of

AT_ONCE: Final = 250
"""How many records of a kind are logged under one checkpoint."""
ROUNDS: Final = 8
"""How many checkpoints follow each other in one transaction, where many records wait."""

PAUSE: Final = 8
"""How many records are logged before requests may go on."""

WAITING_USAGE = f"{USAGE} WHERE NOT e.unfolded ORDER BY e.id LIMIT %(at_once)s"
_WAITING_ACTS = f"{AUDIT} WHERE NOT e.logged ORDER BY e.id LIMIT %(at_once)s"
_LOGGED = text("UPDATE audit_entry SET logged = true WHERE id = ANY (CAST(:ids AS uuid[]))")
IDLE = """
SELECT note <> '' AND coalesce(day >= %(today)s, true)
    AND NOT EXISTS (SELECT FROM usage_event WHERE NOT unfolded)
    AND NOT EXISTS (SELECT FROM audit_entry WHERE NOT logged)
    AS idle
FROM log_state
"""


def sequencer(signer: Signer) -> Callable[[AsyncSession], Awaitable[int]]:
    """Return the job that keeps the log at most a second behind (art. 24)."""

    async def sequence_log(db: AsyncSession) -> int:
        """Log what waits, a batch after the other."""
        logged = 0
        for _ in range(ROUNDS):
            batch = await sequence(db, signer)
            logged += batch
            if batch < AT_ONCE:
                break
        return logged

    return sequence_log


async def sequence(db: AsyncSession, signer: Signer) -> int:
    """Log a batch of records, and return how many there were."""
    (log,) = await rows_of(db, IDLE, {"today": now().astimezone(SHANGHAI).date()})
    if log["idle"]:
        return 0
    kept = await locked(db)
    moment = max(now(), kept.logged_at or now())  # never before what is logged already
    growth = Growth(_state(kept, moment), (await frontier(db, kept.size)).__getitem__, {})
    usage = await rows_of(db, WAITING_USAGE, {"at_once": AT_ONCE})
    acts = await rows_of(db, _WAITING_ACTS, {"at_once": AT_ONCE})
    await _close_days(db, growth, moment)
    uses = await _uses(db, usage)
    growth.chains |= await chains_of(db, {holder for use in uses for holder in use.holders})
    await _log(growth, [*uses, *_acts(acts)], moment)
    await _keep(db, growth, moment, signer)
    await unfold_usage(db, [row["id"] for row in usage])
    if acts:
        await db.execute(_LOGGED, {"ids": array(row["id"] for row in acts)})
    return len(usage) + len(acts)


def _state(kept: Kept, moment: datetime) -> State:
    day = kept.day or moment.astimezone(SHANGHAI).date()
    return State(kept.size, day, kept.number, kept.day_leaf)


async def _close_days(db: AsyncSession, growth: Growth, moment: datetime) -> None:
    """Close each day that has ended since, also where nothing was recorded."""
    while (day := growth.state.day) and day < moment.astimezone(SHANGHAI).date():
        used, chains = await used_on(db, day)
        growth.chains |= chains
        growth.close_day(used)


async def _uses(db: AsyncSession, rows: Sequence[Row]) -> list[Waiting]:
    patterns = await decided(db, {hash_ for row in rows for hash_ in row["patterns"]})
    return [
        Waiting(row["id"], "usage", written_bodies(row, patterns), linked(row, patterns))
        for row in rows
    ]


def _acts(rows: Sequence[Row]) -> list[Waiting]:
    return [Waiting(row["id"], "audit", audit_bodies(row)) for row in rows]


async def _log(growth: Growth, waiting: list[Waiting], moment: datetime) -> None:
    """Log records in the order of their ids; hashing takes a while, so requests may go between."""
    logged, day = moment_text(moment), moment.astimezone(SHANGHAI).date()
    for place, record in enumerate(sorted(waiting, key=lambda each: each.id)):
        growth.log(record, logged, day)
        if place % PAUSE == 0:
            await asyncio.sleep(0)


async def _keep(db: AsyncSession, growth: Growth, moment: datetime, signer: Signer) -> None:
    nodes = growth.nodes()
    await store(db, growth, nodes, moment)
    state = growth.grown()
    day = (state.number, state.day_leaf) if state.number else None
    note = signer.checkpoint(Head(state.size, root(state.size, grown(nodes, growth.known)), day))
    await store_state(db, state, moment, note)
