"""The sequencer misses no record, logs none twice, and is whole or not at all."""

import asyncio
from typing import Any

import pytest
from psycopg.errors import UniqueViolation
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.transparency import jobs
from hub.audit.transparency.jobs import sequence
from hub.audit.transparency.model import LogState
from hub.audit.transparency.store import store
from hub.audit.transparency.tree import root_of
from hub.clock import held_at
from hub.schedule import Job, run_once
from hub.verifier.log import open_note
from tests.hub.audit.asking import ONE, SIGNER, identifier
from tests.hub.audit.transparency.logged import KEY, SECOND, check, history, log_all, read
from tests.make import Hub
from tests.papers import MOMENT

LATE = """INSERT INTO usage_event SELECT '01000000-0000-7000-8000-000000000001', at, request_id,
    operation, outcome, account_id, organization_id, assurance, cause, scenario, matter,
    case_number, licenses, holders, holder_counts, patterns, authorizations FROM usage_event"""
UNLOGGED = """SELECT (SELECT count(*) FROM usage_event e WHERE NOT EXISTS (
        SELECT FROM log_record r WHERE r.id = e.id))
    + (SELECT count(*) FROM audit_entry e WHERE NOT EXISTS (
        SELECT FROM log_record r WHERE r.id = e.id))"""
LEAVES = "SELECT hash FROM log_node WHERE tree = 0 AND level = 0 ORDER BY place"
STATE = "SELECT size, note, (SELECT count(*) FROM log_node) FROM log_state"
BY_ID = jobs.WAITING_USAGE.replace(
    "WHERE",
    """WHERE e.id > coalesce((SELECT id FROM log_record ORDER BY id DESC LIMIT 1),
        '00000000-0000-0000-0000-000000000000') AND""",
)


async def assert_whole(hub: Hub) -> None:
    """Hold the signed checkpoint against the leaves that are stored."""
    ((size, note, _),) = await hub.rows(STATE)
    leaves = [leaf for (leaf,) in await hub.rows(LEAVES)]
    told = open_note(note, [KEY])
    assert (told.size, told.root) == (size, root_of(leaves)) == (len(leaves), told.root)


async def commit_late(hub: Hub) -> list[tuple[Any, ...]]:
    """Commit a record under a smaller id than one that was logged; return how many are missed."""
    await read(hub)
    await hub.change(LATE)
    await log_all(hub)
    return await hub.rows(UNLOGGED)


async def test_a_record_that_commits_late_is_not_missed(hub: Hub) -> None:
    assert await commit_late(hub) == [(0,)]
    await assert_whole(hub)


async def test_a_sequencer_that_went_by_ids_would_miss_it(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "WAITING_USAGE", BY_ID)
    monkeypatch.setattr(jobs, "IDLE", "SELECT %(today)s::date IS NULL AS idle")
    await read_without_logging(hub)
    await once(hub)
    await hub.change(LATE)
    await once(hub)
    assert await hub.rows(UNLOGGED) == [(1,)]


async def read_without_logging(hub: Hub, times: int = 1) -> None:
    """Let a holder read an own license."""
    for _ in range(times):
        await hub.ask("zhang", ONE, of=identifier(hub, hub.world.paper("joint")))


async def once(hub: Hub) -> int:
    """Let the sequencer run once."""
    with held_at(MOMENT + SECOND):
        async with hub.doors.writer.begin() as db:
            return await sequence(db, SIGNER)


async def test_two_sequencers_at_once_log_each_record_once(hub: Hub) -> None:
    await read_without_logging(hub, 6)
    done = await asyncio.gather(*(once(hub) for _ in range(3)))
    assert sum(done) == max(done) > 6
    assert await hub.rows(UNLOGGED) == [(0,)]
    await assert_whole(hub)
    check(await history(hub))


async def test_without_the_lock_the_second_one_fails_and_stores_nothing(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unlocked(db: AsyncSession) -> LogState:
        return (await db.scalars(select(LogState))).one()

    monkeypatch.setattr(jobs, "locked", unlocked)
    await read_without_logging(hub, 6)
    done = await asyncio.gather(*(once(hub) for _ in range(2)), return_exceptions=True)
    assert [type(each) for each in done if isinstance(each, Exception)] == [UniqueViolation]
    await assert_whole(hub)


async def test_one_process_sequences_while_others_do_not_wait(hub: Hub) -> None:
    await read_without_logging(hub)
    job = Job(jobs.sequencer(SIGNER), 1)
    with held_at(MOMENT + SECOND):
        ran = await asyncio.gather(*(run_once(hub.doors.writer, job) for _ in range(3)))
    assert any(ran)
    assert await hub.rows(UNLOGGED) == [(0,)]
    await assert_whole(hub)


async def kill_in_the_middle(hub: Hub) -> None:
    """Kill the sequencer's connection once it has stored its leaves, before it commits."""
    await read_without_logging(hub)
    async with hub.doors.writer() as owner:
        await owner.execute(text("SET LOCAL ROLE NONE"))
        await owner.execute(text("LOCK TABLE holder_usage IN EXCLUSIVE MODE"))
        running = asyncio.create_task(once(hub))
        kill = text("""SELECT pg_terminate_backend(pid) FROM pg_locks
            WHERE relation = 'holder_usage'::regclass AND NOT granted""")
        for _ in range(500):
            if (await owner.execute(kill)).all():
                break
            await asyncio.sleep(0.02)
        with pytest.raises(DBAPIError):
            await running


async def test_killed_in_the_middle_it_leaves_the_log_as_it_was(hub: Hub) -> None:
    await read(hub)
    before = await hub.rows(STATE)
    await kill_in_the_middle(hub)
    assert await hub.rows(STATE) == before
    await log_all(hub)
    assert await hub.rows(UNLOGGED) == [(0,)]
    await assert_whole(hub)
    check(await history(hub))


async def test_in_two_transactions_it_would_not(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    async def store_and_commit(db: AsyncSession, *given: Any) -> None:  # noqa: ANN401 - as `store`
        await store(db, *given)
        await (await db.connection()).exec_driver_sql("COMMIT")
        await (await db.connection()).exec_driver_sql("BEGIN")

    await read(hub)
    before = await hub.rows(STATE)
    monkeypatch.setattr(jobs, "store", store_and_commit)
    await kill_in_the_middle(hub)
    assert await hub.rows(STATE) != before
    with pytest.raises(UniqueViolation):
        await log_all(hub)


async def test_an_idle_log_is_not_touched(hub: Hub) -> None:
    await read(hub)
    before = await hub.rows("SELECT xmin::text, note FROM log_state")
    assert await once(hub) == 0
    assert await hub.rows("SELECT xmin::text, note FROM log_state") == before
