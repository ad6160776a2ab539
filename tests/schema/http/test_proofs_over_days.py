"""A holder's list of a day that is over is complete, as the checker shows without the hub."""

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import async_sessionmaker

from hub.audit.transparency.jobs import sequence
from hub.audit.transparency.notes import Signer
from hub.clock import SHANGHAI, held_at
from hub.crypto.keyring import Keyring, Use
from hub.db.engine import writer_engine
from hub.settings import Settings
from tests.schema.http.asking import Hub
from tests.schema.http.test_proofs import PROOF, check, used


async def let_the_day_end(url: str, keyring: Keyring) -> date:
    """Close today, as the sequencer does after midnight, and return it."""
    signer = Signer(Settings().log_origin, [key.secret for key in keyring.of(Use.LOG)])
    engine, today = writer_engine(url, 1), datetime.now(SHANGHAI)
    with held_at(today + timedelta(days=1)):
        async with async_sessionmaker(engine).begin() as db:
            await sequence(db, signer)
    await engine.dispose()
    return today.date()


def test_the_list_of_a_day_that_is_over_is_complete(
    hub: Hub, keyring: Keyring, tmp_path: Path
) -> None:
    events = [used(hub) for _ in range(2)]
    today = asyncio.run(let_the_day_end(hub.url, keyring))
    range_ = {"from": today.isoformat(), "to": today.isoformat()}
    told = hub.ask(PROOF, by="owner-one", **range_)["viewer"]["usageProof"]
    code, words = check(tmp_path, hub, "history", told)
    assert (code, f"{today} – {today}, 2 次 · uses" in words) == (0, True), words
    (one,) = told
    assert [shown_id(entry) for entry in one["entries"]] == events
    del one["entries"][-1]
    code, words = check(tmp_path, hub, "history", told)
    assert (code, "MAP" in words) == (1, True), words


def shown_id(entry: dict[str, Any]) -> str:
    """Return which record an entry shows."""
    return str(entry["record"]["parts"][0]["body"]["id"])
