"""Let a hub upon the small province exchange with a platform, step by step."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from hub import clock
from hub.clock import now
from hub.crypto.envelope import Envelopes
from hub.crypto.keyring import Use
from hub.crypto.webhooks import Sm2Hand
from hub.exchange.outbox import fan_out
from hub.exchange.peers import Exchange
from hub.exchange.sending import exchange_once
from hub.exchange.terms import PeerKind
from hub.schedule import Job, run_once
from tests.actors import GOVERNMENT
from tests.hub.exchange.platform import Platform
from tests.make import Hub, account_id
from tests.papers import MOMENT, Paper

DAY = timedelta(days=1)
PEER = """INSERT INTO peer (code, organization_id, kind, name_zh, name_en, address, entries,
    scenario, matter, public_key, secret, state, registered_by, registered_at, changed_at)
    VALUES (:code, :organization, :kind, '对接方', 'Peer', :address, :entries, :scenario, :matter,
    :public_key, :secret, 'ACTIVE', :by, :moment, :moment)"""


@asynccontextmanager
async def exchange_of(hub: Hub) -> AsyncIterator[Exchange]:
    """Open what one process holds to speak to peers."""
    keyring = hub.world.keyring
    private = keyring.of(Use.EXCHANGE)[0].secret
    envelopes = Envelopes(keyring.of(Use.DATA))
    reading = hub.reading
    exchange = Exchange(hub.doors, reading, reading.opaque, envelopes, private, demo=True)
    try:
        yield exchange
    finally:
        await exchange.close()


async def register(
    hub: Hub,
    platform: Platform,
    kind: PeerKind = PeerKind.CREDIT,
    code: str = "credit",
    **said: Any,  # noqa: ANN401 - the rest of a peer
) -> None:
    """Register a platform as a peer that has been reconciled today, so that nothing is filled."""
    keyring = hub.world.keyring
    platform.hub_key = Sm2Hand(keyring.of(Use.EXCHANGE)[0].secret).public_key
    usual = {
        "code": code,
        "organization": hub.world.ids[GOVERNMENT],
        "kind": kind.value,
        "address": platform.url,
        "entries": [],
        "scenario": None,
        "matter": None,
        "public_key": platform.hand.public_key,
        "secret": None,
        "by": account_id("overseer"),
        "moment": now(),
    }
    await hub.change(PEER, **(usual | said))
    await reconciled(hub)


async def reconciled(hub: Hub) -> None:
    """Let every peer have been reconciled for a long time to come."""
    await hub.change("UPDATE peer SET reconciled_on = '2030-01-01'")


async def tell(hub: Hub, exchange: Exchange, at: datetime = MOMENT) -> int:
    """Do once what the jobs do again and again, at a moment; return how many were tried."""
    with clock.held_at(at):
        await run_once(hub.doors.writer, Job(fan_out, 1))
        return await exchange_once(exchange)


async def restate(hub: Hub, papers: Iterable[Paper], peer: str = "credit") -> None:
    """Let a peer be told of licenses as they are."""
    for paper in papers:
        holder_key, license_id, _ = hub.world.places[paper.number]
        await hub.change(
            """INSERT INTO delivery (peer, stream, happened, at, entry_id, holder_key, license_id,
                sequence, due_at)
            SELECT :peer, id::text, 'RESTATED', :moment, entry_id, holder_key, id, sequence,
                :moment FROM license WHERE holder_key = :holder AND id = :license""",
            peer=peer,
            moment=MOMENT,
            holder=holder_key,
            license=license_id,
        )


async def states(hub: Hub, peer: str = "credit") -> dict[str, int]:
    """Return how many deliveries stand where."""
    rows = await hub.rows(
        "SELECT state, count(*) FROM delivery WHERE peer = :peer GROUP BY state", peer=peer
    )
    return dict(rows)
