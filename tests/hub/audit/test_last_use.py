"""Many requests at once share the uses of a grant, and not one more."""

import asyncio
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from hub.authorizations.grants.commands import grant_use
from hub.authorizations.grants.model import UseGrant
from hub.authorizations.grants.wishes import GrantUse, LicenseKey
from tests.hub.audit.asking import code_of, identifier
from tests.make import Hub, account_id
from tests.papers import MOMENT, Paper

AT_ONCE, USES = 32, 2
ONE = """query ($of: String!) { license(identifier: $of) {
    fields(keys: ["premises", "phone"]) { key value } } }"""
USED = "SELECT used, max_uses FROM use_grant WHERE id = :id"
HOLD = text("SELECT used FROM use_grant WHERE id = :id FOR UPDATE")
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


async def given(hub: Hub, paper: Paper) -> UseGrant:
    """Let the holder grant a stranger a few uses of a license."""
    call = await hub.call("zhang")
    holder_key, license_id, _ = hub.world.places[paper.number]
    wish = GrantUse(
        license=LicenseKey(holder_key, license_id),
        fields=("phone",),
        organization=None,
        person=account_id("stranger"),
        valid_from=None,
        valid_until=MOMENT + timedelta(days=1),
        max_uses=USES,
        cause="示例",
    )
    return await grant_use(call, await hub.reading.current_catalog(call), wish)


async def asked(hub: Hub, paper: Paper) -> dict[str, Any]:
    """Let the stranger ask."""
    return await hub.ask("stranger", ONE, of=identifier(hub, paper))


async def raced(hub: Hub, paper: Paper, grant: UseGrant) -> list[dict[str, Any]]:
    """Let many ask at once, none of whom is recorded before others have read."""
    async with hub.doors.writer.begin() as db:
        await db.execute(HOLD, {"id": grant.id})
        asking = [asyncio.create_task(asked(hub, paper)) for _ in range(AT_ONCE)]
        while await hub.rows(WAITING) == [(0,)]:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
    return await asyncio.gather(*asking)


async def test_the_last_use_is_used_once(hub: Hub) -> None:
    paper = hub.world.paper("plain", "quiet")
    grant = await given(hub, paper)
    assert "errors" not in await asked(hub, paper)
    answers = await raced(hub, paper, grant)
    answered = [answer for answer in answers if "errors" not in answer]
    refused = [answer for answer in answers if "errors" in answer]
    assert len(answered) == 1
    (cell,) = (it for it in answered[0]["data"]["license"]["fields"] if it["key"] == "phone")
    assert cell["value"] == paper.value("phone", 1)
    assert len(refused) == AT_ONCE - 1
    assert all(not (answer["data"] or {}).get("license") for answer in refused)
    codes = {code_of(answer) for answer in refused}
    assert "GrantGone" in codes
    assert codes <= {"GrantGone", "LicenseNotFound"}
    assert await hub.rows(USED, id=grant.id) == [(USES, USES)]
