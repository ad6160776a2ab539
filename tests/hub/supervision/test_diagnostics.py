"""What is amiss with the log or the gateway is found, and how to mend it stands beside."""

import psycopg
from sqlalchemy.ext.asyncio import AsyncEngine

from hub.db.condition import Finding
from hub.settings import Settings
from hub.supervision.diagnostics.condition import examine_hub

WITH_GATEWAY = Settings(notice_gateway_url="https://gateway.example/notices")
UNLOGGED = """INSERT INTO audit_entry (id, at, act, subject, outcome, assurance, request_id)
VALUES (gen_random_uuid(), now() - interval '5 minutes', 'an_act', 'it', 'DONE', 2, 'r')"""
UNSENT = """INSERT INTO notice (holder_key, id, kind, about, occasion, at, shown, message, due_at)
VALUES (gen_random_uuid(), gen_random_uuid(), 'LICENSE_USED', '', 'x', now(), true, 'WAITING',
    now() - interval '1 hour')"""


async def found(settings: Settings, engine: AsyncEngine) -> dict[str, Finding]:
    """Return what is found, by what it is about."""
    return {one.about: one for one in await examine_hub(settings, engine)}


async def test_a_log_and_a_gateway_that_stand_still_are_found(
    database: str, writer: AsyncEngine
) -> None:
    before = await found(WITH_GATEWAY, writer)
    assert before["log"].well
    assert before["gateway"].well
    with psycopg.connect(database) as owner:
        owner.execute(UNLOGGED)
        owner.execute(UNSENT)
    after = await found(WITH_GATEWAY, writer)
    for about in ("log", "gateway"):
        assert not after[about].well
        assert after[about].mend
        assert after[about].mend_zh
    assert after["log"].told.startswith("30")
    assert after["gateway"].told == "1 overdue, 0 never taken"
    assert (await found(Settings(), writer))["gateway"].well


async def test_where_the_database_is_not_fit_nothing_in_it_is_examined(
    database: str, writer: AsyncEngine
) -> None:
    with psycopg.connect(database) as owner:
        owner.execute("UPDATE alembic_version SET version_num = 'older'")
    assert (await found(Settings(), writer)).keys() == {
        "database",
        "postgres",
        "migrations",
        "clock",
    }
