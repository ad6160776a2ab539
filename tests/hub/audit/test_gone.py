"""What ends between reading and recording gives nothing, and a quota is never exceeded."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import pytest

from hub.audit.recorder import Recorder
from hub.audit.usage import UsageRecord
from hub.db.engine import WRITER, pool
from hub.policy.facts import Purpose
from hub.policy.terms import Basis, Outcome
from hub.reading.scope import Page, Query, UnderRequest
from tests.accesses import ACCESSES
from tests.actors import ZHANG
from tests.agreement.expected import Asked, expected
from tests.hub.audit.asking import ONE, code_of, identifier, recording_by, told
from tests.hub.audit.test_last_use import Together
from tests.make import Hub
from tests.papers import Paper
from tests.scenarios import OPENING, purpose

AT_ONCE, LEFT = 32, 5
QUOTA = "UPDATE access_request SET quota = used + :left WHERE id = :id"
USED = "SELECT used, quota FROM access_request WHERE id = :id"
QUIET = next(access for access in ACCESSES if access.name == "quiet")


class Meanwhile(Recorder):
    """A recorder before which something changes."""

    hub: Hub
    change: str

    async def record(self, record: UsageRecord) -> None:
        """Change it, then record."""
        if self.change:
            await self.hub.change(self.change)
        await super().record(record)


@pytest.fixture
async def meanwhile(hub: Hub, province_database: str) -> AsyncIterator[Meanwhile]:
    """A recorder that the hub records by."""
    kept, recorder = hub.doors.recorder, Meanwhile(await pool(province_database, WRITER, 1))
    recorder.hub, recorder.change = hub, ""
    recording_by(hub, recorder)
    yield recorder
    recording_by(hub, kept)
    await recorder.close()


class Ended(NamedTuple):
    """Who rests on what, what ends it, and the refusal of what was read by it."""

    who: str
    basis: Basis
    change: str
    code: str
    stated: Purpose = OPENING


CHANGES = {
    "consent withdrawn": Ended(
        "teller", Basis.REQUEST,
        "UPDATE consent SET state = 'WITHDRAWN' WHERE state = 'GIVEN'", "ConsentGone",
    ),
    "consent outlived": Ended(
        "teller", Basis.REQUEST, "UPDATE consent SET valid_until = '2026-05-20T01:00Z'",
        "ConsentGone",
    ),
    "request ended": Ended(
        "teller", Basis.REQUEST, "UPDATE access_request SET state = 'ENDED'", "RequestGone"
    ),
    "request suspended": Ended(
        "teller", Basis.REQUEST, "UPDATE access_request SET state = 'SUSPENDED'", "RequestGone"
    ),
    "request with a quota ended": Ended(
        "teller", Basis.REQUEST,
        "UPDATE access_request SET state = 'ENDED' WHERE quota IS NOT NULL", "RequestGone",
    ),
    "quota used up": Ended(
        "teller", Basis.REQUEST, "UPDATE access_request SET used = quota WHERE quota > 0",
        "RequestGone",
    ),
    "delegation ended": Ended(
        "delegate", Basis.DELEGATION, "UPDATE delegation SET ended_at = now()", "DelegationGone"
    ),
    "presentation ended": Ended(
        "official", Basis.PRESENTATION, "UPDATE presentation SET ended_at = now()",
        "PresentationGone",
    ),
    "oversight ended": Ended(
        "overseer", Basis.OVERSIGHT, "UPDATE oversight_assignment SET ended_at = now()",
        "OversightGone", purpose(None, "ORD-1"),
    ),
    "grant withdrawn": Ended(
        "teller", Basis.GRANT, "UPDATE use_grant SET withdrawn_at = now()", "GrantGone",
        purpose(None, None, "none"),
    ),
}  # fmt: skip


def resting(hub: Hub, who: str, stated: Purpose, basis: Basis) -> Paper:
    """Return a license of which somebody is granted something by one basis alone."""
    asked = Asked(who, None, stated)
    return next(
        paper
        for paper in hub.world.papers
        if paper.entry == "quiet"
        and {
            cell.ruling.basis
            for cell in expected(hub.world, asked, paper).values()
            if cell.ruling.outcome is not Outcome.WITHHELD
        }
        == {basis}
    )


@pytest.mark.parametrize("name", sorted(CHANGES))
async def test_what_ends_before_it_is_recorded_gives_nothing(
    hub: Hub, meanwhile: Meanwhile, name: str
) -> None:
    ended = CHANGES[name]
    paper = resting(hub, ended.who, ended.stated, ended.basis)
    of = identifier(hub, paper)
    call = await hub.call(ended.who, purpose=ended.stated)
    assert "errors" not in await told(hub, call, ONE, of=of)
    meanwhile.change = ended.change
    answer = await told(hub, await hub.call(ended.who, purpose=ended.stated), ONE, of=of)
    assert code_of(answer) == ended.code
    assert not (answer["data"] or {}).get("license")


def consented(hub: Hub) -> list[Paper]:
    """Return the licenses that the request with a quota opens."""
    asked = Asked("teller", None, OPENING)
    return [
        paper
        for paper in hub.world.papers
        if any(
            cell.ruling.authorization == str(QUIET.id)
            and cell.ruling.outcome is not Outcome.WITHHELD
            for cell in expected(hub.world, asked, paper).values()
        )
    ]


async def asked_at_once(hub: Hub, paper: Paper) -> list[dict[str, Any]]:
    """Ask many times at once."""
    of = identifier(hub, paper)
    async with asyncio.timeout(60):
        return await asyncio.gather(
            *(hub.ask("teller", ONE, OPENING, of=of) for _ in range(AT_ONCE))
        )


async def answered_of_quota(hub: Hub) -> list[dict[str, Any]]:
    """Let many ask at once for what is left of a quota; return what was answered."""
    paper = consented(hub)[0]
    await hub.change(QUOTA, id=QUIET.id, left=LEFT)
    await hub.ask("anonymous", ONE, of=identifier(hub, paper))
    answers = await asked_at_once(hub, paper)
    refused = [it for it in answers if "errors" in it]
    assert {code_of(it) for it in refused} <= {"RequestGone", "LicenseNotFound"}
    assert all(not (it["data"] or {}).get("license") for it in refused)
    return [it for it in answers if "errors" not in it]


async def test_a_quota_is_never_exceeded(hub: Hub) -> None:
    assert len(await answered_of_quota(hub)) == LEFT
    ((used, quota),) = await hub.rows(USED, id=QUIET.id)
    assert used == quota == LEFT


async def test_those_who_have_read_already_are_refused_too(
    hub: Hub, province_database: str
) -> None:
    kept, together = hub.doors.recorder, Together(await pool(province_database, WRITER, 1))
    paper = consented(hub)[0]
    await hub.change(QUOTA, id=QUIET.id, left=LEFT)
    together.barrier = asyncio.Barrier(AT_ONCE)
    recording_by(hub, together)
    answers = await asked_at_once(hub, paper)
    recording_by(hub, kept)
    await together.close()
    assert sum("errors" not in it for it in answers) == LEFT
    assert {code_of(it) for it in answers if "errors" in it} == {"RequestGone"}
    assert await hub.rows(USED, id=QUIET.id) == [(LEFT, LEFT)]


async def test_a_page_counts_each_license_that_the_request_carried(hub: Hub) -> None:
    carried = {hub.world.places[it.number][1] for it in consented(hub)}
    scope, counted = UnderRequest(QUIET.id), 0
    for size in (5, 3):
        call = await hub.call("teller", purpose=OPENING)
        rows = (await hub.reading.read(call, Query(scope, page=Page(size)))).rows
        await call.close("licenses")
        counted += len(carried & {row.record["id"] for row in rows})
    assert await hub.rows(USED, id=QUIET.id) == [(counted, QUIET.quota)]
    assert counted > 3


async def test_one_license_met_twice_in_a_request_counts_once(hub: Hub) -> None:
    paper = consented(hub)[0]
    twice = """query ($of: String!) { a: license(identifier: $of) { fields { key value } }
        b: license(identifier: $of) { fields { key } } }"""
    call = await hub.call("teller", purpose=OPENING)
    assert "errors" not in await told(hub, call, twice, of=identifier(hub, paper))
    assert await hub.rows(USED, id=QUIET.id) == [(1, QUIET.quota)]


async def test_who_holds_it_uses_no_quota(hub: Hub) -> None:
    paper = next(it for it in consented(hub) if ZHANG in it.now_held_by)
    assert "errors" not in await hub.ask("zhang", ONE, OPENING, of=identifier(hub, paper))
    assert await hub.rows(USED, id=QUIET.id) == [(0, QUIET.quota)]
