"""The record of use as its holder reads it, and what is recorded of whom."""

from typing import Any

import pytest
from sqlalchemy import select

from hub.audit.jobs import unfold_usage
from hub.audit.model import UsageEvent
from hub.policy.facts import Purpose
from tests.hub.audit.asking import (
    FIND,
    HELD,
    ONE,
    RECORD,
    USAGE,
    code_of,
    identifier,
    unfold_all,
)
from tests.make import PURPOSE, Hub

EVENTS = """SELECT operation, outcome, cardinality(licenses), cardinality(holders)
    FROM usage_event ORDER BY id"""
HOLDER_ROWS = "SELECT count(*) FROM holder_usage"
WAITING = "SELECT count(*) FROM usage_event WHERE NOT unfolded"
SEEN_BY = 8
"""How many of the requests below meet a license that the holder still holds."""
ISSUED = "{ licenses(under: {issuance: true}) { edges { node { id } } } }"


async def used(hub: Hub) -> list[dict[str, Any]]:
    """Return what the holder reads of the use of own licenses."""
    answer = await hub.ask("zhang", USAGE)
    found: list[dict[str, Any]] = answer["data"]["viewer"]["usage"]["records"]
    return found


async def use(hub: Hub) -> None:
    """Let several look at the holder's licenses, alone and among others."""
    for kind in ("plain", "joint", "sold"):
        of = identifier(hub, hub.world.paper(kind))
        for who in ("zhang", "li", "anonymous"):
            await hub.ask(who, ONE, of=of)
    await hub.ask("zhang", HELD, first=5)
    await hub.ask("issuer", ISSUED, PURPOSE)


async def test_the_holder_reads_the_same_before_and_after_unfolding(hub: Hub) -> None:
    await use(hub)
    before = await used(hub)
    await unfold_all(hub)
    assert len({record["event"] for record in before}) == SEEN_BY
    assert await used(hub) == before
    assert await hub.rows(WAITING) == [(0,)]
    await use(hub)
    assert (await used(hub))[-len(before) :] == before


async def test_unfolding_makes_one_row_per_holder_and_license(hub: Hub) -> None:
    await use(hub)
    assert await hub.rows(HOLDER_ROWS) == [(0,)]
    await unfold_all(hub)
    ((held,),) = await hub.rows("SELECT sum(cardinality(holders)) FROM usage_event")
    assert await hub.rows(HOLDER_ROWS) == [(held,)]
    joint = """SELECT count(DISTINCT h.holder_key) FROM holder_usage h
        JOIN usage_event e ON e.id = h.event_id
        WHERE e.licenses[h.place] = :license AND h.holder_key = ANY (e.holders)"""
    _, license_id, _ = hub.world.places[hub.world.paper("joint").number]
    assert await hub.rows(joint, license=license_id) == [(2,)]


async def test_unfolding_again_changes_nothing(hub: Hub) -> None:
    await use(hub)
    await unfold_all(hub)
    rows = await hub.rows(HOLDER_ROWS)
    async with hub.doors.writer.begin() as db:
        await unfold_usage(db, (await db.scalars(select(UsageEvent.id))).all())
    assert await hub.rows(HOLDER_ROWS) == rows


@pytest.mark.parametrize("who", ["zhang", "anonymous"])
async def test_a_search_of_the_register_names_no_holder(hub: Hub, who: str) -> None:
    await hub.ask(who, FIND)
    await hub.ask(who, RECORD, of=identifier(hub, hub.world.paper("plain")))
    assert await hub.rows(EVENTS) == [
        ("publicRecords", "ANSWERED", 5, 0),
        ("publicRecord", "ANSWERED", 1, 0),
    ]
    await unfold_all(hub)
    assert await hub.rows(HOLDER_ROWS) == [(0,)]
    assert await used(hub) == []


@pytest.mark.parametrize(
    "query",
    [
        "{ catalog { body { code fields { key } } } }",
        '{ catalogEntry(code: "permit") { revision policyRevision } }',
        "{ exemptions { code key } }",
        "{ viewer { assurance } }",
        "{ authorizations { id } }",
        USAGE,
    ],
)
async def test_what_shows_no_license_leaves_no_event(hub: Hub, query: str) -> None:
    assert "errors" not in await hub.ask("zhang", query)
    assert await hub.rows(EVENTS) == []


@pytest.mark.parametrize(
    ("who", "purpose", "query", "code"),
    [
        ("issuer", None, ISSUED, "PurposeNeeded"),
        ("anonymous", None, RECORD, "RecordNotFound"),
        (
            "zhang",
            PURPOSE,
            'query ($of: String!) { verifyLicense(identifier: $of, digest: "no") { state } }',
            "DigestInvalid",
        ),
        (
            "zhang",
            PURPOSE,
            '{ licenses(under: {holdings: true}, filter: {entry: "none"}) { edges { cursor } } }',
            "EntryNotFound",
        ),
    ],
)
async def test_a_refusal_is_recorded_by_its_code(
    hub: Hub, who: str, purpose: Purpose | None, query: str, code: str
) -> None:
    said: dict[str, Any] = {"of": identifier(hub, hub.world.paper("plain", "quiet"))}
    assert code_of(await hub.ask(who, query, purpose, **said if "$of" in query else {})) == code
    ((_, outcome, licenses, holders),) = await hub.rows(EVENTS)
    assert (outcome, licenses, holders) == (code, 0, 0)
