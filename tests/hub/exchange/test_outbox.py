"""What happens is in the outbox with the change itself, or not at all; entries are told of too."""

from sqlalchemy import text

from tests.actors import CITY
from tests.hub.exchange.exchanging import exchange_of, reconciled, register, restate, states, tell
from tests.hub.exchange.platform import Platform, listening
from tests.hub.exchange.test_webhooks import receiving, subscribe
from tests.make import Hub, deliver
from tests.papers import MOMENT, Paper, event_of

OUTBOX = "SELECT happened, sequence FROM exchange_change ORDER BY place"
AGAIN = """INSERT INTO license_version (holder_key, license_id, sequence, version, event, status,
    revision, face_id, occurred_on, recorded_at, content_mac, digest)
SELECT holder_key, license_id, 99, version, 'INSPECTED', status, revision, face_id, occurred_on,
    recorded_at, content_mac, digest FROM license_version LIMIT 1"""
SHARED = """UPDATE catalog_entry SET sharing = :sharing, sharing_changed_at = :moment
    WHERE code = 'permit'"""


def plain(hub: Hub) -> Paper:
    """Return a license that the register shows."""
    return next(
        it
        for it in hub.world.papers
        if it.entry == "permit" and it.kind == "plain" and it.revision == 2
    )


async def suspended(hub: Hub) -> None:
    """Let a license be suspended."""
    event = event_of(plain(hub)) | {"event": "SUSPENDED"}
    await deliver(hub, [event], CITY, "suspended")


async def test_where_nobody_is_told_nothing_is_written(hub: Hub) -> None:
    await suspended(hub)
    assert await hub.rows(OUTBOX) == []


async def test_it_is_written_with_the_change(hub: Hub) -> None:
    await register(hub, Platform())
    await suspended(hub)
    record = plain(hub).record() | {"serial": "0000777001", "number": "0000777001"}
    await deliver(hub, [record], CITY, "made")
    assert await hub.rows(OUTBOX) == [("SUSPENDED", 2), ("ISSUED", 1)]


async def test_what_was_rolled_back_did_not_happen(hub: Hub) -> None:
    await register(hub, Platform())
    async with hub.doors.writer() as db:
        await db.execute(text("SET LOCAL ROLE NONE"))
        await db.execute(text(AGAIN))
        assert await db.scalar(text("SELECT count(*) FROM exchange_change")) == 1
        await db.rollback()
    assert await hub.rows(OUTBOX) == []


async def test_who_ended_is_told_nothing_and_who_paused_later(hub: Hub) -> None:
    with listening() as platform:
        await register(hub, platform)
        await hub.change("UPDATE peer SET state = 'PAUSED'")
        await suspended(hub)
        async with exchange_of(hub) as exchange:
            await tell(hub, exchange)
            assert platform.got == []
            await hub.change("UPDATE peer SET state = 'ACTIVE'")
            await tell(hub, exchange)
            assert [event["kind"] for event in platform.taken] == ["SUSPENDED"]
            await hub.change("UPDATE peer SET state = 'ENDED'")
            await hub.change(AGAIN)
            await tell(hub, exchange)
    assert len(platform.got) == 1
    assert await hub.rows(OUTBOX) == []


async def test_an_organization_that_is_not_active_is_told_nothing(hub: Hub) -> None:
    with listening() as platform:
        await register(hub, platform)
        await suspended(hub)
        await hub.change("UPDATE organization SET active = false WHERE code LIKE '%MB9910000Q'")
        async with exchange_of(hub) as exchange:
            await tell(hub, exchange)
    assert platform.got == []


async def test_a_peer_is_told_of_the_entries_it_asked_for_alone(hub: Hub) -> None:
    with listening() as platform:
        await register(hub, platform, entries=["quiet"])
        await suspended(hub)
        async with exchange_of(hub) as exchange:
            await tell(hub, exchange)
    assert platform.got == []
    assert await states(hub) == {}


async def test_with_an_entry_its_licenses_go_and_come(hub: Hub) -> None:
    with listening() as platform:
        await register(hub, platform)
        async with exchange_of(hub) as exchange:
            await restate(hub, [plain(hub)])
            await tell(hub, exchange)
            assert len(platform.has) == 1
            await hub.change(SHARED, sharing="WITHDRAWN", moment=MOMENT)
            await tell(hub, exchange)
            assert platform.taken[-1]["kind"] == "ENTRY_WITHDRAWN"
            assert platform.has == {}
            assert await hub.rows("SELECT FROM told_license WHERE digest IS NOT NULL") == []
            await hub.change(SHARED, sharing="OPEN", moment=MOMENT)
            await tell(hub, exchange)
            entry = platform.entries["permit"]["entry"]
            assert (entry["sharing"], entry["zh"]) == ("OPEN", "食品经营许可证")
            await hub.change("UPDATE peer SET reconciled_on = NULL")
            await tell(hub, exchange)
            assert len(platform.has) > 1
            await reconciled(hub)


async def test_partners_hear_nothing_of_entries(hub: Hub) -> None:
    with receiving() as receiver:
        await subscribe(hub, receiver)
        await hub.change(SHARED, sharing="WITHDRAWN", moment=MOMENT)
        async with exchange_of(hub) as exchange:
            assert await tell(hub, exchange) == 0
    assert receiver.got == []
