"""What other parts record that supervision finds: objections, and differences with a platform."""

from hub.clock import now, today
from hub.db.ids import new_id
from hub.identity.terms import Role
from tests.hub.supervision.town import CENTER, Town
from tests.workdays import CALENDAR

PLATFORM = "national"
TERM = 3


async def object_to(town: Town, issuer: str, name: str) -> None:
    """Let somebody object to the first license of an issuer, which has three working days."""
    id_ = new_id()
    await town.put(
        "INSERT INTO objection (holder_key, id, receipt, license_id, entry_id, sequence, holders,"
        " fields, objector, raised_at, state) SELECT holder_key, :id, :name, id, entry_id,"
        " sequence, holders, '{status}', 'ANYONE', :now, 'RAISED' FROM license"
        " WHERE issuer_id = :of ORDER BY id LIMIT 1",
        id=id_,
        name=name,
        now=now(),
        of=town.ids[issuer],
    )
    await town.put(
        "INSERT INTO objection_clock (holder_key, objection_id, kind, begun_at, due_at,"
        " provisional) SELECT holder_key, id, 'ANSWER', :now, :due, false FROM objection"
        " WHERE id = :id",
        id=id_,
        now=now(),
        due=CALENDAR.term(now(), TERM).end,
    )


async def deal_with(town: Town, name: str) -> None:
    """Let an objection be dealt with."""
    await town.put(
        "UPDATE objection_clock SET stopped_at = :now WHERE objection_id ="
        " (SELECT id FROM objection WHERE receipt = :name)",
        now=now(),
        name=name,
    )


async def connect(town: Town) -> None:
    """Let a platform be a peer."""
    await town.put(
        "INSERT INTO peer (code, organization_id, kind, name_zh, name_en, address, entries,"
        " public_key, state, registered_by, registered_at, changed_at) VALUES (:code, :of,"
        " 'NATIONAL', '平台', 'platform', 'https://platform.example', '{}', '', 'ACTIVE', :by,"
        " :now, :now)",
        code=PLATFORM,
        of=town.ids[CENTER],
        by=town.call(CENTER, Role.SYSTEM_ADMIN).caller.account_id,
        now=now(),
    )


async def differ(town: Town, name: str) -> None:
    """Let the platform differ about a license."""
    await town.put(
        "INSERT INTO exchange_difference (id, peer, license, entry, kind, found_on, seen_on)"
        " VALUES (:id, :peer, :name, 'food-operation', 'STALE', :today, :today)",
        id=new_id(),
        peer=PLATFORM,
        name=name,
        today=today(),
    )


async def agree(town: Town, name: str) -> None:
    """Let the platform differ about it no more."""
    await town.put(
        "UPDATE exchange_difference SET mended_on = :today WHERE license = :name",
        today=today(),
        name=name,
    )
