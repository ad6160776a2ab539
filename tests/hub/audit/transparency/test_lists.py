"""A holder's list over days: complete, blinded, erasable; the database's owner cannot alter it."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from hub.audit.transparency import histories
from hub.audit.transparency.commands import erase_list, erase_records
from hub.audit.transparency.histories import prove_usage
from hub.audit.transparency.jobs import sequence
from hub.audit.transparency.queries import leaves
from hub.audit.transparency.refusals import ListNotFound, NotYetLogged, UsageTooLong
from hub.clock import held_at
from tests.hub.audit.asking import ONE, SIGNER, USAGE, identifier
from tests.hub.audit.transparency.logged import (
    SECOND,
    TODAY,
    check,
    history,
    ids_of,
    log_all,
    read,
    wrong,
)
from tests.make import Hub
from tests.papers import DAY, MOMENT

EVENTS = "SELECT id FROM usage_event ORDER BY id"
NAMED = "SELECT id::text FROM usage_event ORDER BY id"


async def read_over_days(hub: Hub) -> None:
    """Let a license be read on three days, with one between on which it is not."""
    for day in (0, 0, 1, 3):
        await read(hub, day=day)
    await read(hub, "li", "joint", 3)
    await log_all(hub, MOMENT + 4 * DAY)


async def test_a_list_over_days_is_complete(hub: Hub) -> None:
    await read_over_days(hub)
    told = await history(hub, days=3)
    words = check(told)
    assert f"{TODAY} – {TODAY + timedelta(days=3)}, 5 次" in words
    assert ids_of(told["entries"]) == [name for (name,) in await hub.rows(NAMED)]
    assert {day: len(near) for day, near in told["maps"].items()} == {
        "2026-05-20": 1,
        "2026-05-21": 1,
        "2026-05-22": 2,
        "2026-05-23": 1,
    }


async def test_a_list_over_some_days_is_complete_for_those(hub: Hub) -> None:
    await read_over_days(hub)
    call = await hub.call("zhang")
    for first, last, shown in ((0, 0, 2), (1, 2, 1), (2, 2, 0), (3, 30, 2)):
        (told,) = await prove_usage(call, *(TODAY + timedelta(days=day) for day in (first, last)))
        check(told)
        assert len(told["entries"]) == shown


async def test_uses_of_today_are_listed_before_the_day_is_closed(hub: Hub) -> None:
    await read(hub)
    told = await history(hub)
    assert "尚未日结 · of days not yet closed: 1" in check(told)
    await read(hub, day=1)
    told = await history(hub)
    assert "尚未日结 · of days not yet closed: 1" in check(told)
    assert len(told["entries"]) == 2


async def test_nothing_is_proved_before_there_is_a_log(hub: Hub) -> None:
    with pytest.raises(NotYetLogged):
        await history(hub)


async def test_a_list_has_a_bounded_length(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(histories, "MOST_USES", 1)
    await read(hub)
    check(await history(hub))
    await read(hub)
    with pytest.raises(UsageTooLong):
        await history(hub)


REMOVE = "DELETE FROM usage_event WHERE id = :id"
ALTER = "UPDATE usage_event SET cause = '年检' WHERE id = :id"
NARROW = "UPDATE usage_event SET outcome = 'LicenseNotFound' WHERE id = :id"
BLAME = "UPDATE usage_event SET organization_id = (SELECT min(id) FROM organization) WHERE id = :id"
DATE_BACK = "UPDATE usage_event SET at = at - interval '1 day' WHERE id = :id"
UNLINK = "DELETE FROM holder_link WHERE record_id = :id"
FOLLOWING = """holder_link.holder_key = o.holder_key AND o.record_id = :id
    AND holder_link.count = o.count + 1"""
RELINK = f"UPDATE holder_link SET record_id = o.record_id FROM holder_link o WHERE {FOLLOWING}"  # noqa: S608 - ours
LATER = "UPDATE holder_link SET logged_at = logged_at + interval '1 second' WHERE record_id = :id"
REWRITE = """UPDATE decision_pattern SET body = jsonb_set(body, '{state}', '"REVOKED"')
    WHERE hash = ANY (SELECT unnest(patterns) FROM usage_event WHERE id = :id)"""
OTHER_NONCE = "UPDATE log_record SET nonce = sha256('x') WHERE id = :id"
OTHER_LEAF = """UPDATE log_node SET hash = sha256('x') WHERE tree = 0 AND level = 0
    AND place = (SELECT place FROM log_record WHERE id = :id)"""
UNMAP = """DELETE FROM log_day_entry WHERE number = 1 AND place = 1 AND :id IS NOT NULL"""


CHANGES = (
    (REMOVE, "PARTS"),
    (ALTER, "INCLUSION"),
    (NARROW, "INCLUSION"),
    (BLAME, "INCLUSION"),
    (REWRITE, "INCLUSION"),
    (DATE_BACK, "INCLUSION"),
    (UNLINK, "CHAIN"),
    (RELINK, "CHAIN"),
    (LATER, "INCLUSION"),
    (OTHER_NONCE, "INCLUSION"),
    (OTHER_LEAF, "INCLUSION"),
    (UNMAP, "MAP"),
)
CHANGED = (
    "usage_event",
    "holder_link",
    "decision_pattern",
    "log_record",
    "log_node",
    "log_day_entry",
)


async def put_back(hub: Hub) -> None:
    """Put back what was kept of every table that is changed."""
    for table in CHANGED:
        await hub.change(f"TRUNCATE {table}")
        await hub.change(f"INSERT INTO {table} SELECT * FROM kept_{table}")  # noqa: S608 - ours


async def test_what_the_databases_owner_changes_is_found(hub: Hub) -> None:
    await read_over_days(hub)
    (_, (event,), *_) = await hub.rows(EVENTS)
    for table in CHANGED:
        await hub.change(f"CREATE TABLE kept_{table} AS TABLE {table}")
    for change, found in CHANGES:
        assert not wrong(await history(hub, days=3))
        await hub.change(change, id=event)
        assert wrong(await history(hub, days=3)) == found, change
        await put_back(hub)


async def test_a_use_inserted_behind_the_hub_does_not_enter_a_list_unseen(hub: Hub) -> None:
    await read_over_days(hub)
    await hub.change("""INSERT INTO holder_link SELECT holder_key, count + 1, record_id, place,
        day, logged_at, previous, parts FROM holder_link ORDER BY count DESC LIMIT 1""")
    assert wrong(await history(hub, days=3)) == "CHAIN"


async def test_erased_records_leave_tombstones(hub: Hub) -> None:
    await read_over_days(hub)
    call = await hub.call("anonymous", moment=MOMENT + 9 * DAY)
    assert await erase_records(call, TODAY + timedelta(days=1)) == 2
    assert len(await hub.rows(EVENTS)) == 3
    told = await history(hub, days=3)
    assert "2" in check(told)
    shown = [entry["record"] for entry in told["entries"]]
    assert ["tombstone" in record for record in shown] == [True, True, False, False, False]
    shown[0]["tombstone"] = shown[1]["tombstone"]
    assert wrong(told) == "INCLUSION"
    answer = await hub.ask("zhang", USAGE)
    assert len(answer["data"]["viewer"]["usage"]["records"]) == 3


async def test_a_record_that_is_not_in_the_log_is_not_erased(hub: Hub) -> None:
    await read(hub)
    await hub.change("DELETE FROM log_record")
    call = await hub.call("anonymous", moment=MOMENT + 9 * DAY)
    assert await erase_records(call, TODAY + timedelta(days=1)) == 0
    assert len(await hub.rows(EVENTS)) == 1


async def test_an_erased_list_is_gone_and_that_of_others_still_holds(hub: Hub) -> None:
    await read_over_days(hub)
    tag = bytes.fromhex((await history(hub, days=3))["tag"])
    assert await erase_list(await hub.call("anonymous"), tag) == 4
    assert await prove_usage(await hub.call("zhang"), TODAY, TODAY) == []
    assert await hub.rows("SELECT count(*) FROM usage_event") == [(1,)]  # it is li's, too
    check(await history(hub, "li", days=3))
    with pytest.raises(ListNotFound):
        await erase_list(await hub.call("anonymous"), tag)
    await read(hub, day=5)
    again = await prove_usage(await hub.call("zhang"), TODAY, TODAY + timedelta(days=9))
    assert [told["tag"] == tag.hex() for told in again] == [False]


async def test_erasing_waits_for_a_batch_under_way(hub: Hub) -> None:
    await read(hub)
    tag = bytes.fromhex((await history(hub))["tag"])
    await hub.ask("zhang", ONE, of=identifier(hub, hub.world.paper("plain")))
    call = await hub.call("anonymous")
    async with hub.doors.writer.begin() as db:
        with held_at(MOMENT + SECOND):
            await sequence(db, SIGNER)
        erasing = asyncio.create_task(erase_list(call, tag))
        await asyncio.sleep(0.2)
        assert not erasing.done()
    assert await erasing == 2
    assert await prove_usage(await hub.call("zhang"), TODAY, TODAY) == []


REWRITES = (
    "UPDATE log_node SET hash = ''",
    "DELETE FROM log_node",
    "UPDATE log_record SET nonce = NULL",
    "DELETE FROM log_record",
    "DELETE FROM holder_link",
    "UPDATE holder_link SET count = 0",
    "DELETE FROM holder_chain",
    "UPDATE log_day SET entries = 0",
    "DELETE FROM log_day_entry",
    "DELETE FROM log_state",
    "UPDATE audit_entry SET outcome = 'DONE'",
    "DELETE FROM usage_event",
)


async def test_the_writing_role_cannot_rewrite_the_log(hub: Hub) -> None:
    for statement in REWRITES:
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with hub.doors.writer.begin() as db:
                await db.execute(text(statement))


async def test_neither_leaves_nor_maps_tell_one_holder_from_another(hub: Hub) -> None:
    """Twins in all but the salt: the same request, at the same moment, day after day."""
    for day in (0, 1, 2):
        for _ in range(2):
            await read(hub, kind="joint", day=day)
    await log_all(hub, MOMENT + 3 * DAY)
    told = await leaves(await hub.call("anonymous"), 0, 1_000)
    assert len(told["leaves"]) == len(set(told["leaves"]))
    assert told.keys() == {"start", "leaves"}
    entries = await hub.rows("SELECT key, value, number FROM log_day_entry")
    blinded = [(key, value) for key, value, _ in entries if key not in edges()]
    assert len(blinded) == 3 * 2  # two holders on three days
    assert len({part for entry in blinded for part in entry}) == 2 * len(blinded)
    assert not held_in_clear([part for entry in blinded for part in entry], await holders(hub))


def edges() -> tuple[bytes, bytes]:
    """Return the keys that every map has."""
    return bytes(32), b"\xff" * 32


async def holders(hub: Hub) -> list[UUID]:
    """Return the keys of all holders."""
    return [key for (key,) in await hub.rows("SELECT DISTINCT holder_key FROM holder")]


def held_in_clear(parts: Iterable[bytes], known: list[UUID]) -> bool:
    """Tell whether a holder's key, or a plain digest of it, is among what is published."""
    plain = {form for key in known for form in (key.bytes, str(key).encode())}
    digests = {sha256(form).digest() for form in plain}
    dated = {sha256(f + str(TODAY).encode()).digest() for f in plain}
    return any(part in digests | dated or part[:16] in plain for part in parts)


async def test_who_saw_some_quarters_cannot_open_later_ones(hub: Hub) -> None:
    await read(hub)
    await log_all(hub, MOMENT + DAY)
    before = await history(hub)
    (quarter,) = before["quarters"]
    assert quarter["name"] == "2026-Q2"
    await read(hub, day=60)
    await log_all(hub, MOMENT + 61 * DAY)
    (after,) = await prove_usage(
        await hub.call("zhang"), TODAY + timedelta(days=55), TODAY + timedelta(days=60)
    )
    check(after)
    assert after["tag"] == before["tag"]
    assert [each["name"] for each in after["quarters"]] == ["2026-Q3"]
    assert after["quarters"][0]["salt"] not in str(before)
