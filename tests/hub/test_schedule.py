"""A job runs in one process at a time."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from hub.schedule import Job, run_jobs, run_once


@pytest.fixture
def sessions(writer: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """The sessions of two processes: each job runs on a connection of its own."""
    return async_sessionmaker(writer)


async def test_a_job_runs_once_where_two_would_run_it(
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()
    runs: list[AsyncSession] = []

    async def count_uses(db: AsyncSession) -> None:
        runs.append(db)
        begun.set()
        await may_end.wait()

    first = asyncio.create_task(run_once(sessions, Job(count_uses, 1)))
    await begun.wait()
    assert await run_once(sessions, Job(count_uses, 1)) is False
    may_end.set()
    assert await first is True
    assert len(runs) == 1
    assert await run_once(sessions, Job(count_uses, 1)) is True
    assert len(runs) == 2


async def test_another_job_need_not_wait(sessions: async_sessionmaker[AsyncSession]) -> None:
    async def count_uses(_db: AsyncSession) -> None:
        assert await run_once(sessions, Job(count_others, 1)) is True

    async def count_others(_db: AsyncSession) -> None:
        pass

    assert await run_once(sessions, Job(count_uses, 1)) is True


async def test_a_job_that_fails_is_tried_again_and_ends_no_other(
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    failed, others = asyncio.Semaphore(0), asyncio.Semaphore(0)

    async def fail(_db: AsyncSession) -> None:
        failed.release()
        raise LookupError

    async def work(_db: AsyncSession) -> None:
        others.release()

    running = asyncio.create_task(run_jobs(sessions, [Job(fail, 0.01), Job(work, 0.01)]))
    async with asyncio.timeout(20):
        for turns in (failed, failed, others, failed, others):
            await turns.acquire()
    assert not running.done()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_job_that_fails_lets_go(sessions: async_sessionmaker[AsyncSession]) -> None:
    failing = [True, False]

    async def count_uses(_db: AsyncSession) -> None:
        if failing.pop(0):
            raise LookupError

    with pytest.raises(LookupError):
        await run_once(sessions, Job(count_uses, 1))
    assert await run_once(sessions, Job(count_uses, 1)) is True
