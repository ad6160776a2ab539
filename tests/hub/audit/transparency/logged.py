"""Let the hub's log grow at chosen moments, and check what it tells."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import orjson

from hub.audit.transparency.histories import prove_usage
from hub.audit.transparency.jobs import sequence
from hub.audit.transparency.notes import verifier_key
from hub.clock import held_at
from hub.verifier import log as verifier
from tests.hub.audit.asking import ONE, SIGNER, identifier
from tests.make import Hub
from tests.papers import DAY, MOMENT

KEY = verifier_key(SIGNER.origin, bytes(range(32)))
TODAY = date(2026, 5, 20)
SECOND = timedelta(seconds=1)

Document = dict[str, Any]


async def log_all(hub: Hub, moment: datetime = MOMENT + SECOND) -> None:
    """Let the sequencer run until nothing waits."""
    with held_at(moment):
        while True:
            async with hub.doors.writer.begin() as db:
                if not await sequence(db, SIGNER):
                    return


async def read(hub: Hub, who: str = "zhang", kind: str = "plain", day: int = 0) -> None:
    """Let somebody read a license on a day, and log it."""
    call = await hub.call(who, moment=MOMENT + day * DAY)
    body = await hub.body(call, ONE, of=identifier(hub, hub.world.paper(kind)))
    assert b"errors" not in body, body
    await log_all(hub, MOMENT + day * DAY + SECOND)


async def history(hub: Hub, who: str = "zhang", days: int = 1) -> Document:
    """Return somebody's list, as JSON brings it."""
    call = await hub.call(who, moment=MOMENT)
    (told,) = await prove_usage(call, TODAY, TODAY + timedelta(days=days))
    document: Document = orjson.loads(orjson.dumps(told))
    return document


def check(told: Document) -> str:
    """Check a list."""
    return verifier.check_history(told, [KEY])


def wrong(told: Document) -> str:
    """Return the code of what the checker finds wrong with a list, if anything."""
    try:
        check(told)
    except verifier.WrongError as error:
        return error.code
    return ""


def ids_of(entries: Iterable[Document]) -> list[str]:
    """Return which records a list shows."""
    return [entry["record"]["parts"][0]["body"]["id"] for entry in entries]
