"""A peer is told of each license what the rulebook gives it, and the use is on record."""

from typing import Any
from uuid import uuid4

import orjson

from hub.clock import SHANGHAI
from hub.exchange.terms import PeerKind
from hub.policy.facts import Purpose
from tests.actors import GOVERNMENT
from tests.hub.exchange.exchanging import DAY, exchange_of, register, restate, states, tell
from tests.hub.exchange.platform import Platform, listening
from tests.make import Hub, account_id
from tests.papers import MOMENT, Paper

READ = "query ($of: String!) { license(identifier: $of) { fields { key value outcome } } }"
HIDDEN = ("canary-dossier", "canary-recipe", "canary-health", "赵某")
"""Beginnings of what neither the register nor the national directory ever shows."""
SCENARIO = "national-directory"
PURPOSE = Purpose(cause="电子证照系统对接", scenario=SCENARIO, matter=SCENARIO)
REQUEST = """INSERT INTO access_request (id, organization_id, entry_id, scenario_code, matters,
    asked, over_asked, purpose, legal_basis, valid_from, valid_until, state, forms,
    requested_by, requested_at, answer_due, answered_by, answered_at)
SELECT :id, :organization, id, CAST(:scenario AS text), ARRAY[CAST(:scenario AS text)],
    '{}', '{}', '对接', 'food-safety-law', :since, :until, 'APPROVED', CAST(:forms AS jsonb),
    :by, :since, :until, :by, :since
FROM catalog_entry WHERE code = :entry"""
Shown = dict[str, list[Any]]


async def read(hub: Hub, paper: Paper, who: str, purpose: Purpose | None = None) -> Shown:
    """Return what somebody is shown of a license, by key."""
    answer = await hub.ask(who, READ, purpose, of=hub.world.places[paper.number][2])
    found = (answer["data"] or {}).get("license") or {"fields": []}
    shown: Shown = {}
    for one in found["fields"]:
        if one["outcome"] != "WITHHELD" and one["value"] is not None:
            shown.setdefault(one["key"], []).append(one["value"])
    return shown


def told(platform: Platform, hub: Hub, paper: Paper) -> Shown:
    """Return what a platform has of a license, by key."""
    shown: Shown = {}
    for name, value in platform.has.get(hub.id_of(paper), {"fields": {}})["fields"].items():
        shown.setdefault(name.partition("#")[0], []).append(value)
    return shown


async def test_the_credit_platform_gets_the_register_and_nothing_else(hub: Hub) -> None:
    papers = [it for it in hub.world.papers if it.entry in {"permit", "quiet", "private"}]
    with listening() as platform:
        await register(hub, platform)
        await restate(hub, papers)
        async with exchange_of(hub) as exchange:
            assert await tell(hub, exchange) == len(papers)
    assert platform.unsigned == 0
    for paper in papers:
        assert told(platform, hub, paper) == await read(hub, paper, "anonymous"), paper
    assert 0 < len(platform.has) < len(papers)
    assert not any(hidden in orjson.dumps(platform.has).decode() for hidden in HIDDEN)
    given = len(platform.has)
    assert await states(hub) == {"DELIVERED": given, "WITHHELD": len(papers) - given}


async def agreed(hub: Hub, entry: str = "quiet") -> None:
    """Let the entry's owner have approved the national platform's request: more than is free."""
    await hub.change(
        """INSERT INTO scenario (code, organization_id, zh, en, legal_basis, retention_days,
            by_field, registered_at)
        VALUES (:code, :organization, '国家目录', 'Directory', 'food-safety-law', 30, false, :since)
        ON CONFLICT DO NOTHING""",
        code=SCENARIO,
        organization=hub.world.ids[GOVERNMENT],
        since=MOMENT - DAY,
    )
    forms = dict.fromkeys((*DIRECTORY, *FREE, "capital", "phone", "holder_name"), "FULL")
    await hub.change(
        REQUEST,
        id=uuid4(),
        organization=hub.world.ids[GOVERNMENT],
        scenario=SCENARIO,
        since=MOMENT - DAY,
        until=MOMENT + 300 * DAY,
        forms=orjson.dumps(forms).decode(),
        by=account_id("overseer"),
        entry=entry,
    )


DIRECTORY = ("status", "identifier", "issuer", "issued_on", "valid_from", "valid_until")
FREE = ("number", "premises", "scope", "duty", "witness")
NATIONAL = {"scenario": SCENARIO, "matter": SCENARIO, "code": "national"}


async def test_the_national_platform_gets_the_directory_by_its_request(hub: Hub) -> None:
    papers = [it for it in hub.world.papers if it.entry in {"quiet", "private", "closed"}]
    await agreed(hub)
    with listening() as platform:
        await register(hub, platform, PeerKind.NATIONAL, **NATIONAL)
        await restate(hub, papers, "national")
        async with exchange_of(hub) as exchange:
            await tell(hub, exchange)
    assert platform.has.keys() == {hub.id_of(it) for it in papers if it.entry == "quiet"}
    for paper in (it for it in papers if it.entry == "quiet"):
        shown = told(platform, hub, paper)
        assert shown.keys() <= {*DIRECTORY, *FREE}
        assert shown["status"] == [paper.state.value]
        if paper.state.value == "IN_FORCE":
            assert shown["premises"] == [paper.value("premises", 1)]


async def test_what_is_told_is_on_record_and_what_is_not_is_no_try(hub: Hub) -> None:
    await hub.change("DELETE FROM usage_event")
    papers = [it for it in hub.world.papers if (it.entry, it.kind) == ("quiet", "plain")]
    withheld = [it for it in hub.world.papers if (it.entry, it.kind) == ("closed", "plain")]
    await agreed(hub)
    with listening() as platform:
        await register(hub, platform, PeerKind.NATIONAL, **NATIONAL)
        await restate(hub, papers + withheld, "national")
        async with exchange_of(hub) as exchange:
            await tell(hub, exchange)
    rows = await hub.rows(
        "SELECT operation, organization_id, scenario, case_number, licenses, account_id"
        " FROM usage_event"
    )
    day = MOMENT.astimezone(SHANGHAI)
    seen = [hub.world.places[it.number][1] for it in papers]
    told_as = ("exchange", hub.world.ids[GOVERNMENT], SCENARIO, f"national-{day:%Y%m%d}")
    assert rows == [(*told_as, seen, None)]


async def test_its_holder_reads_of_it_in_plain_words(hub: Hub) -> None:
    paper = next(it for it in hub.world.papers if (it.entry, it.kind) == ("permit", "plain"))
    with listening() as platform:
        await register(hub, platform)
        await restate(hub, [paper])
        async with exchange_of(hub) as exchange:
            await tell(hub, exchange)
    usage = "{ viewer { usage(first: 1) { records { by: sentence outcome } } } }"
    answer = await hub.ask("zhang", usage)
    (record,) = answer["data"]["viewer"]["usage"]["records"]
    assert f"机构{GOVERNMENT}经平台对接接收了您的《食品经营许可证》" in record["by"]
    assert "依据：依法向社会公示" in record["by"]


async def test_what_is_given_no_more_is_told_to_be_removed(hub: Hub) -> None:
    papers = [it for it in hub.world.papers if (it.entry, it.kind) == ("quiet", "plain")]
    await agreed(hub)
    with listening() as platform:
        await register(hub, platform, PeerKind.NATIONAL, **NATIONAL)
        async with exchange_of(hub) as exchange:
            await restate(hub, papers, "national")
            await tell(hub, exchange)
            assert len(platform.has) == 1
            await hub.change(
                "UPDATE access_request SET state = 'ENDED' WHERE scenario_code = :of", of=SCENARIO
            )
            await restate(hub, papers, "national")
            await tell(hub, exchange)
            assert platform.has == {}
            assert platform.taken[-1]["kind"] == "REMOVED"
            await restate(hub, papers, "national")
            await tell(hub, exchange)
    assert len(platform.taken) == 2
    assert await states(hub, "national") == {"DELIVERED": 2, "WITHHELD": 1}
