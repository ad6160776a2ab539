"""Nothing is given while its holder's ending is being recorded."""

import asyncio

import pytest
from sqlalchemy import text

from hub.authorizations.grants.commands import grant_use
from hub.authorizations.grants.wishes import GrantUse
from hub.authorizations.refusals import HolderEnded
from hub.authorizations.wishes import LicenseKey
from tests.actors import BANK, ZHANG
from tests.make import Hub
from tests.papers import DAY, MOMENT

HELD = "SELECT FROM holder WHERE holder_key = :holder FOR UPDATE"
ENDED = """
INSERT INTO holder_end (holder_key, kind, ended_on, recorded_by, recorded_at)
SELECT :holder, 'DEATH', '2026-05-01', id, now() FROM account LIMIT 1
"""


async def test_a_gift_waits_for_an_ending_under_way_and_is_refused(hub: Hub) -> None:
    holder = hub.world.holders[ZHANG]
    call = await hub.call("zhang")
    catalog = await hub.reading.current_catalog(call)
    wish = GrantUse(
        license=LicenseKey(*hub.world.places[hub.world.paper("plain").number][:2]),
        fields=("number",),
        organization=BANK,
        valid_until=MOMENT + DAY,
        cause="示例",
    )
    async with hub.doors.writer.begin() as ending:
        await ending.execute(text(HELD), {"holder": holder})
        await ending.execute(text(ENDED), {"holder": holder})
        giving = asyncio.create_task(grant_use(call, catalog, wish))
        await asyncio.sleep(0.3)
        assert not giving.done()
    with pytest.raises(HolderEnded):
        await giving
