"""Many requests at once share the uses of a grant, and not one more."""

import asyncio
from datetime import timedelta
from typing import Any

from hub.audit.recorder import Recorder
from hub.audit.usage import UsageRecord
from hub.authorizations.grants.commands import grant_use
from hub.authorizations.grants.model import UseGrant
from hub.authorizations.grants.wishes import GrantUse
from hub.authorizations.wishes import LicenseKey
from hub.db.engine import WRITER, pool
from tests.hub.audit.asking import code_of, identifier, recording_by
from tests.make import Hub, account_id
from tests.papers import MOMENT, Paper

AT_ONCE, USES = 32, 2
ONE = """query ($of: String!) { license(identifier: $of) {
    fields(keys: ["premises", "phone"]) { key value } } }"""
USED = "SELECT used, max_uses FROM use_grant WHERE id = :id"


class Together(Recorder):
    """A recorder that records nobody before everybody has read."""

    barrier: asyncio.Barrier

    async def record(self, record: UsageRecord) -> None:
        """Wait for the others; a refusal that follows is recorded without waiting."""
        if record.consumptions:
            await self.barrier.wait()
        await super().record(record)


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


async def raced(hub: Hub, paper: Paper) -> list[dict[str, Any]]:
    """Let many ask at once."""
    async with asyncio.timeout(30):
        return await asyncio.gather(*(asked(hub, paper) for _ in range(AT_ONCE)))


async def assert_used_once(hub: Hub, paper: Paper, grant: UseGrant) -> set[str]:
    """Check that one of many is answered; return the codes of the others."""
    answers = await raced(hub, paper)
    (answered,) = (answer for answer in answers if "errors" not in answer)
    (cell,) = (it for it in answered["data"]["license"]["fields"] if it["key"] == "phone")
    assert cell["value"] == paper.value("phone", 1)
    refused = [answer for answer in answers if "errors" in answer]
    assert len(refused) == AT_ONCE - 1
    assert all(not (answer["data"] or {}).get("license") for answer in refused)
    assert await hub.rows(USED, id=grant.id) == [(USES, USES)]
    return {code_of(answer) for answer in refused}


async def test_the_last_use_is_used_once(hub: Hub) -> None:
    paper = hub.world.paper("plain", "quiet")
    grant = await given(hub, paper)
    assert "errors" not in await asked(hub, paper)
    codes = await assert_used_once(hub, paper, grant)
    assert codes <= {"GrantGone", "LicenseNotFound"}


async def test_those_who_have_read_it_already_are_refused_too(
    hub: Hub, province_database: str
) -> None:
    paper = hub.world.paper("plain", "quiet")
    grant = await given(hub, paper)
    assert "errors" not in await asked(hub, paper)
    kept, together = hub.doors.recorder, Together(await pool(province_database, WRITER, 1))
    together.barrier = asyncio.Barrier(AT_ONCE)
    recording_by(hub, together)
    assert await assert_used_once(hub, paper, grant) == {"GrantGone"}
    recording_by(hub, kept)
    await together.close()
