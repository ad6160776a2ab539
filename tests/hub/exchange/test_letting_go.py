"""Events that were settled long ago are let go; what waits, is dead or is recent stays."""

import psycopg.errors
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from hub.exchange.outbox import drop_settled
from hub.schedule import Job, run_once
from tests.hub.exchange.exchanging import register, restate, states
from tests.hub.exchange.platform import Platform
from tests.make import Hub

LONG_AGO = """UPDATE delivery SET state = :state, settled_at = now() - :days * interval '1 day'
    WHERE place = (SELECT min(place) FROM delivery WHERE state = 'WAITING')"""


async def test_what_is_over_goes_and_all_else_stays(hub: Hub) -> None:
    await register(hub, Platform())
    await restate(hub, [it for it in hub.world.papers if it.kind == "plain"][:5])
    for state, days in (("DELIVERED", 91), ("WITHHELD", 91), ("DELIVERED", 89), ("DEAD", 400)):
        await hub.change(LONG_AGO, state=state, days=days)
    assert await run_once(hub.doors.writer, Job(drop_settled, 1))
    assert await states(hub) == {"DELIVERED": 1, "DEAD": 1, "WAITING": 1}


async def test_the_hub_itself_cannot_take_away_what_waits(hub: Hub) -> None:
    await register(hub, Platform())
    with pytest.raises(ProgrammingError) as refused:
        async with hub.doors.writer.begin() as db:
            await db.execute(text("DELETE FROM delivery"))
    assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)
