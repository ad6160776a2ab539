"""Run the jobs that no caller asks for, each at its interval, in one process at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from hub.aggregation.corrections import corrector
from hub.aggregation.jobs import expire_quarantine
from hub.audit.jobs import (
    drop_expired_once,
    drop_holders_met,
    make_usage_month,
    settle_usage_month,
)
from hub.audit.transparency.jobs import sequencer
from hub.audit.transparency.notes import Signer
from hub.crypto.envelope import Envelopes
from hub.exchange.outbox import drop_settled, fan_out
from hub.identity.commands import drop_expired_revocations
from hub.issuing.expiry import tell_of_expiry
from hub.log import logger
from hub.notices.jobs import let_messages_go, tell_of_use
from hub.objections.jobs import escalate_overdue, remind_of_terms
from hub.supervision.figures.jobs import count_use
from hub.supervision.findings.jobs import FINDERS
from hub.supervision.intake.jobs import count_intake
from hub.supervision.orders.jobs import draft_notices, pass_deadlines


class Job(NamedTuple):
    """Something to do again and again; it may be done twice without harm."""

    run: Callable[[AsyncSession], Awaitable[object]]
    seconds: float


JOBS = (
    Job(tell_of_use, 1),
    Job(fan_out, 1),
    Job(drop_settled, 600),
    Job(expire_quarantine, 3600),
    Job(tell_of_expiry, 600),
    Job(drop_expired_revocations, 3600),
    Job(drop_expired_once, 3600),
    Job(drop_holders_met, 3600),
    Job(make_usage_month, 600),
    Job(settle_usage_month, 600),
    Job(remind_of_terms, 2),
    Job(escalate_overdue, 2),
    Job(count_intake, 60),
    Job(count_use, 60),
    Job(pass_deadlines, 15),
    Job(draft_notices, 15),
    *(Job(find, 15) for find in FINDERS),
)

WITHOUT_GATEWAY = (Job(let_messages_go, 60),)
"""What is done in place of sending messages where no gateway is named."""


def jobs(signer: Signer, envelopes: Envelopes) -> Sequence[Job]:
    """Return every job; the log is looked after most often, so that it is a second behind."""
    return (Job(sequencer(signer), 0.25), Job(corrector(envelopes), 3600), *JOBS)


async def run_jobs(sessions: async_sessionmaker[AsyncSession], jobs: Sequence[Job]) -> None:
    """Run every job until cancelled."""
    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(_repeat(sessions, job))


async def _repeat(sessions: async_sessionmaker[AsyncSession], job: Job) -> None:
    while True:
        try:
            await run_once(sessions, job)
        except Exception as error:  # noqa: BLE001 - what fails must not end the other jobs
            if _cancelled():
                return  # a driver that is cancelled may tell it as a failure of its own
            logger().error("job_failed", exc_info=error)  # the next turn tries again
        await asyncio.sleep(job.seconds)


def _cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def run_once(sessions: async_sessionmaker[AsyncSession], job: Job) -> bool:
    """Run a job unless another process is at it; return whether it ran."""
    async with sessions.begin() as db:
        lock = func.pg_try_advisory_xact_lock(func.hashtext(job.run.__name__))
        if not await db.scalar(select(lock)):
            return False
        await job.run(db)
        return True
