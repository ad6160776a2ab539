"""Start and stop the clocks of an objection, each of three working days (art. 21)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.calendar.queries import load_calendar
from hub.crypto.envelope import Envelopes
from hub.objections.model import Objection, ObjectionClock
from hub.objections.rules import WORKING_DAYS
from hub.objections.terms import ClockKind
from hub.workdays import Calendar


async def start_clock(
    db: AsyncSession, objection: Objection, kind: ClockKind, moment: datetime
) -> ObjectionClock:
    """Let a clock run from a moment on; the day itself is not counted."""
    term = (await load_calendar(db)).term(moment, WORKING_DAYS)
    clock = ObjectionClock(
        holder_key=objection.holder_key,
        objection_id=objection.id,
        kind=kind,
        begun_at=moment,
        due_at=term.end,
        provisional=term.provisional,
    )
    db.add(clock)
    await db.flush()
    return clock


def stop_clock(call: Call, envelopes: Envelopes, clock: ObjectionClock, said: str) -> None:
    """Stop a clock, and keep what was said by it."""
    clock.stopped_at, clock.stopped_by = call.moment, call.caller.account_id
    clock.told = envelopes.seal(said.encode(), clock_place(clock.objection_id.bytes, clock.kind))


async def count_objections_anew(db: AsyncSession, calendar: Calendar) -> int:
    """Count the clocks that run anew by a calendar, and return how many end otherwise.

    Whoever was reminded is reminded again; what was escalated stays so, as it is recorded.
    """
    running = select(ObjectionClock).where(ObjectionClock.stopped_at.is_(None))
    changed = 0
    for clock in (await db.scalars(running.with_for_update())).all():
        term = calendar.term(clock.begun_at, WORKING_DAYS)
        clock.provisional = term.provisional
        if clock.due_at != term.end:
            clock.due_at, clock.reminded_at = term.end, None
            changed += 1
    return changed


def told_place(objection: bytes) -> bytes:
    """Return what the words of an objection are bound to."""
    return b"objection" + objection


def clock_place(objection: bytes, kind: ClockKind) -> bytes:
    """Return what the words are bound to by which a clock was stopped."""
    return told_place(objection) + kind.value.encode()
