"""A platform that asks by itself, as a client of its organization, gets what it would be told."""

import hashlib
from typing import Any
from uuid import UUID

import orjson

from hub.audit.call import Call
from hub.exchange.terms import PeerKind
from hub.identity.callers import Caller
from hub.identity.tokens import VerifiedToken
from tests.actors import APPLICATION, GOVERNMENT, NEVER, TRUSTED
from tests.hub.exchange.exchanging import exchange_of, register, restate, tell
from tests.hub.exchange.platform import listening
from tests.hub.exchange.test_what_is_told import (
    DIRECTORY,
    FREE,
    NATIONAL,
    PURPOSE,
    READ,
    SCENARIO,
    agreed,
    told,
)
from tests.make import Hub
from tests.papers import MOMENT

CLIENT = UUID(int=51_99_99)
TOKEN = VerifiedToken(
    issuer=TRUSTED,
    subject="national",
    assurance=1,
    organization=GOVERNMENT,
    expires=NEVER.timestamp(),
    token_hash=hashlib.sha256(b"national").digest(),
    digest=hashlib.sha256(b"digest of national").digest(),
    client=APPLICATION,
)


async def sign_up(hub: Hub) -> None:
    """Make the platform's client known, as a client of its organization."""
    await hub.change(
        "INSERT INTO account (id, issuer, subject, name, client_of) VALUES (:id, :by, 'national',"
        " '国家平台', :organization)",
        id=CLIENT,
        by=TRUSTED,
        organization=hub.world.ids[GOVERNMENT],
    )


async def asked(hub: Hub, of: str, *, purpose: bool = True) -> dict[str, Any]:
    """Return what the platform's client is answered."""

    async def load() -> Caller:
        async with hub.doors.reader.acquire() as connection:
            return await hub.reading.callers.load(connection, TOKEN)

    stated = PURPOSE if purpose else None
    call = Call(hub.doors, await load(), stated, moment=MOMENT, token=TOKEN, renew=load)
    answer: dict[str, Any] = orjson.loads(await hub.body(call, READ, of=of))
    return answer


async def test_it_gets_exactly_its_share_and_it_is_on_record(hub: Hub) -> None:
    await sign_up(hub)
    await agreed(hub)
    await hub.change("DELETE FROM usage_event")
    papers = [it for it in hub.world.papers if it.entry in {"quiet", "closed"}]
    with listening() as platform:
        await register(hub, platform, PeerKind.NATIONAL, **NATIONAL)
        await restate(hub, papers, "national")
        async with exchange_of(hub) as exchange:
            await tell(hub, exchange)
    for paper in papers:
        answer = await asked(hub, hub.world.places[paper.number][2])
        found = (answer["data"] or {}).get("license") or {"fields": []}
        shown: dict[str, list[Any]] = {}
        for one in found["fields"]:
            if one["outcome"] != "WITHHELD" and one["value"] is not None:
                shown.setdefault(one["key"], []).append(one["value"])
        assert shown == told(platform, hub, paper), paper
        assert shown.keys() <= {*DIRECTORY, *FREE}
    rows = await hub.rows(
        "SELECT account_id, organization_id, scenario, operation FROM usage_event"
        " WHERE operation <> 'exchange' LIMIT 1"
    )
    assert rows == [(CLIENT, hub.world.ids[GOVERNMENT], SCENARIO, "license")]


async def test_without_its_purpose_it_gets_nothing(hub: Hub) -> None:
    await sign_up(hub)
    await agreed(hub)
    paper = next(it for it in hub.world.papers if it.entry == "quiet")
    answer = await asked(hub, hub.world.places[paper.number][2], purpose=False)
    assert answer["data"] is None or answer["data"]["license"] is None
