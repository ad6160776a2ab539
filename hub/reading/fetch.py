"""Run the statement of a decided read; for a list of the register, rows are proposed first."""

from collections.abc import Mapping
from typing import Any, Final

import asyncpg

from hub.audit.call import Doors
from hub.db.engine import ReaderPool
from hub.reading.plan import Plan
from hub.reading.scope import Page
from hub.reading.statement import Statement

MOST_PROPOSED: Final = 1_000
"""How many records are proposed at once, where few of those proposed before were to be shown."""

Records = list[asyncpg.Record]


async def fetch(
    doors: Doors, plan: Plan, page: Page, values: Mapping[str, Any]
) -> tuple[Records, Records]:
    """Return the rows found, with at least one, and a row of each snapshot that they are from."""
    if plan.proposal is not None:
        return await _fetch_proposed(doors, plan, plan.proposal, page, dict(values))
    if plan.single:
        statement = plan.statement
        records = [await doors.reader.row(statement.text, statement.parameters.values(values))]
    else:
        records = await _run(doors.reader, plan.statement, values)
    return records, records[:1]


async def _run(pool: ReaderPool, statement: Statement, values: Mapping[str, Any]) -> Records:
    return await pool.fetch(statement.text, *statement.parameters.values(values))


async def _fetch_proposed(
    doors: Doors, plan: Plan, proposal: Statement, page: Page, values: dict[str, Any]
) -> tuple[Records, Records]:
    """Read what is proposed, and further, until the page is full or nothing more is proposed."""
    wanted, onward = page.size + 1, "before" if page.backward else "after"
    found: Records = []
    snapshots: Records = []
    while True:
        proposed = await _run(doors.searcher or doors.reader, proposal, values)
        among = [row["license_id"] for row in proposed]
        records = await _run(
            doors.reader, plan.statement, values | {"among": among, "rows": wanted}
        )
        snapshots.append(records[0])
        found += [record for record in records if record["id"] is not None]
        if len(among) < values["rows"] or len(found) >= wanted:
            return found[:wanted] or records, snapshots
        more = min(2 * values["rows"], MOST_PROPOSED)
        values = values | {onward: among[-1], "rows": more}
