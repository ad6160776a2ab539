"""Send what waits: claim messages, hand them to the gateway, and try those that failed again."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import msgspec
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from hub.clock import now
from hub.log import logger
from hub.notices.gateway import Gateway, NotSentError, Outgoing
from hub.notices.rules import MOST_ATTEMPTS, pause
from hub.notices.terms import MessageState

AT_ONCE = 16
LEASE = timedelta(seconds=60)
"""How long a message is left to who claimed it; whoever died with it loses it then."""
IDLE_SECONDS = 1.0

_CLAIM = text("""
UPDATE notice SET attempts = attempts + 1, due_at = :lease WHERE (holder_key, id) IN (
    SELECT holder_key, id FROM notice WHERE message = 'WAITING' AND due_at <= :moment
    ORDER BY due_at LIMIT :at_once FOR UPDATE SKIP LOCKED)
RETURNING holder_key, id, kind, at, attempts
""")
_END = text("""
UPDATE notice SET message = :state, due_at = :due_at, failure = :failure
WHERE holder_key = :holder_key AND id = :id AND message = 'WAITING' AND attempts = :attempts
""")


class _Claimed(Outgoing, frozen=True, kw_only=True):
    attempts: int


async def send_waiting(sessions: async_sessionmaker[AsyncSession], gateway: Gateway) -> int:
    """Send a batch of messages, and return how many were tried; no transaction waits for it."""
    moment = now()
    said = {"moment": moment, "lease": moment + LEASE, "at_once": AT_ONCE}
    async with sessions.begin() as db:
        rows = (await db.execute(_CLAIM, said)).mappings().all()
    claimed = [msgspec.convert(dict(row), _Claimed) for row in rows]
    ends = await asyncio.gather(*(_sent(gateway, one) for one in claimed))
    await _note(sessions, ends)
    return len(claimed)


async def run_outbox(sessions: async_sessionmaker[AsyncSession], gateway: Gateway) -> None:
    """Send whatever waits until cancelled."""
    while True:
        try:
            tried = await send_waiting(sessions, gateway)
        except SQLAlchemyError as error:
            logger().error("outbox_failed", exc_info=error)
            tried = 0
        if not tried:
            await asyncio.sleep(IDLE_SECONDS)


async def _sent(gateway: Gateway, one: _Claimed) -> dict[str, object]:
    """Try one message; return how it stands now."""
    state, due_at, failure = MessageState.SENT, now(), await _failure(gateway, one)
    if failure is not None:
        dead = failure.for_good or one.attempts >= MOST_ATTEMPTS
        state = MessageState.DEAD if dead else MessageState.WAITING
        due_at = now() + pause(one.attempts)
        logger().warning("message_not_sent", failure=str(failure), attempt=one.attempts)
    return {
        "holder_key": one.holder_key,
        "id": one.id,
        "attempts": one.attempts,
        "state": state.value,
        "due_at": due_at,
        "failure": None if failure is None else str(failure),
    }


async def _failure(gateway: Gateway, one: _Claimed) -> NotSentError | None:
    try:
        await gateway.send(one)
    except NotSentError as error:
        return error
    except Exception as error:  # noqa: BLE001 - a gateway is anybody's code, and may not end the rest
        return NotSentError(type(error).__name__)
    return None


async def _note(
    sessions: async_sessionmaker[AsyncSession], ends: Sequence[dict[str, object]]
) -> None:
    if ends:
        async with sessions.begin() as db:
            await db.execute(_END, list(ends))
