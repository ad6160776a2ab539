"""Ending a delegation ends what was built on it, at once and whoever else is at work."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.authorizations.delegations import cascade, refusals
from hub.authorizations.delegations.cascade import end_all
from hub.authorizations.delegations.consumption import DelegationGone, DelegationsStanding
from hub.authorizations.delegations.model import Delegation
from hub.authorizations.presentations.consumption import PresentationGone, PresentationsStanding
from hub.db.ids import new_id
from hub.errors import Refusal
from tests.actors import COMPANY, ZHANG
from tests.delegating import (
    HOUR,
    NOTHING,
    add_agent,
    approve,
    declined,
    delegate,
    end,
    lay_scenarios,
    pass_on,
    wish_for,
)
from tests.make import Hub, World, account_id, open_hub
from tests.papers import DAY, MOMENT

RUNNING = "SELECT id FROM delegation WHERE ended_at IS NULL ORDER BY id"


async def chain(hub: Hub) -> tuple[Delegation, Delegation, Delegation]:
    """Let Zhang delegate to a friend, the friend to a stranger, the stranger to a teller."""
    first = await delegate(hub, "zhang", wish_for(hub))
    second = await pass_on(hub, "friend", first)
    return first, second, await pass_on(hub, "stranger", second, person=account_id("teller"))


async def running(hub: Hub) -> set[UUID]:
    """Return the delegations that have not ended."""
    return {id_ for (id_,) in await hub.rows(RUNNING)}


async def test_nobody_else_ends_a_delegation(laid: Hub) -> None:
    first, second, third = await chain(laid)
    absent = Delegation(holder_key=first.holder_key, id=NOTHING)
    for who in ("li", "agent", "guardian", "issuer", "machine", "anonymous", "holder_in_office"):
        for made in (first, second, third, absent):
            await declined(
                laid,
                end(laid, who, made),
                refusals.DelegationNotFound,
                "end_delegation",
            )
    for who, made in (("stranger", first), ("teller", first), ("teller", second)):
        await declined(
            laid,
            end(laid, who, made),
            refusals.DelegationNotFound,
            "end_delegation",
        )


@pytest.mark.parametrize(
    ("who", "which", "left"),
    [
        ("zhang", 0, 0),  # the holder and giver
        ("zhang", 1, 1),  # the holder, who did not give it
        ("zhang", 2, 2),
        ("friend", 0, 0),  # the delegate renounces
        ("friend", 1, 1),  # who gave it
        ("friend", 2, 2),  # who gave what it is built on
        ("stranger", 1, 1),
        ("teller", 2, 2),
    ],
)
async def test_who_ends_a_delegation_ends_what_was_built_on_it(
    laid: Hub, who: str, which: int, left: int
) -> None:
    made = await chain(laid)
    ended = await end(laid, who, made[which], moment=MOMENT + HOUR)
    assert ended.ended_at == MOMENT + HOUR
    assert await running(laid) == {it.id for it in made[:left]}


async def test_an_ending_is_final_and_keeps_its_moment(laid: Hub) -> None:
    first, second, _ = await chain(laid)
    await end(laid, "friend", second, key="e")
    for moment in (MOMENT, MOMENT + HOUR):
        assert (await end(laid, "friend", second, moment=moment, key="e")).ended_at == MOMENT
        assert (await end(laid, "zhang", second, moment=moment)).ended_at == MOMENT
    assert await running(laid) == {first.id}


async def test_every_representative_of_a_company_ends_what_another_proposed(laid: Hub) -> None:
    await add_agent(laid, "li")
    made = await delegate(laid, "agent", wish_for(laid, "company"))
    assert (await end(laid, "li", made)).ended_at == MOMENT
    given = await delegate(laid, "zhang", wish_for(laid, person=None, company=COMPANY))
    built = await pass_on(laid, "agent", given, person=account_id("friend"))
    assert (await end(laid, "li", built)).ended_at == MOMENT
    assert (await end(laid, "li", given)).ended_at == MOMENT


async def rest_on(hub: Hub, delegation: Delegation) -> None:
    """Let a consent, a presentation and a pass rest on a delegation."""
    shared = {
        "holder": delegation.holder_key, "owner": delegation.owner_key,
        "license": delegation.license_id, "delegation": delegation.id,
        "by": account_id("friend"), "now": MOMENT, "later": MOMENT + DAY,
        "client": "tianfu-demo",
    }  # fmt: skip
    await hub.change(
        """INSERT INTO presentation (holder_key, id, given_by, owner_key, license_id, sequence,
            ordinal, fields, application, delegation_id, given_at, expires_at, redeemed_by,
            redeemed_at, valid_until)
        VALUES (:holder, :id, :by, :owner, :license, 1, 1, '{number}', :client, :delegation, :now,
            :later, :by, :now, :later)""",
        id=new_id(),
        **shared,
    )
    await hub.change(
        """INSERT INTO offline_pass (holder_key, id, given_by, owner_key, license_id, sequence,
            ordinal, fields, application, delegation_id, public_key, given_at, valid_until)
        VALUES (:holder, :id, :by, :owner, :license, 1, 1, '{number}', :client, :delegation, '',
            :now, :later)""",
        id=new_id(),
        **shared,
    )
    await hub.change(
        """ALTER TABLE consent DROP CONSTRAINT IF EXISTS fk_consent_ask_id;
        ALTER TABLE consent DROP CONSTRAINT IF EXISTS fk_consent_request_id"""
    )
    await hub.change(
        """INSERT INTO consent (holder_key, id, ask_id, request_id, owner_key, license_id, ordinal,
            case_number, state, answered_at, delegation_id)
        VALUES (:holder, :id, :id, :id, :owner, :license, 1, 'c', 'GIVEN', :now, :delegation)""",
        id=new_id(),
        **shared,
    )


LEFT = """
SELECT (SELECT count(*) FROM presentation WHERE ended_at IS NULL),
    (SELECT count(*) FROM offline_pass WHERE ended_at IS NULL),
    (SELECT count(*) FROM consent WHERE state = 'GIVEN' AND withdrawn_at IS NULL)
"""


async def test_what_rests_on_a_delegation_ends_with_it_and_nothing_else(laid: Hub) -> None:
    first, second, third = await chain(laid)
    other = await delegate(laid, "zhang", wish_for(laid))
    for made in (first, second, third, other):
        await rest_on(laid, made)
    assert await laid.rows(LEFT) == [(4, 4, 4)]
    await end(laid, "friend", second)
    assert await laid.rows(LEFT) == [(2, 2, 2)]
    await end(laid, "zhang", first)
    assert await laid.rows(LEFT) == [(1, 1, 1)]
    assert await running(laid) == {other.id}


async def test_with_a_holder_ends_all_that_was_given_by_and_to_it(laid: Hub) -> None:
    first, second, third = await chain(laid)
    to_zhang = await delegate(laid, "li", wish_for(laid, "joint", person=account_id("zhang")))
    built = await pass_on(laid, "zhang", to_zhang)
    others = await delegate(laid, "li", wish_for(laid, "joint"))
    for made in (first, third, built, others):
        await rest_on(laid, made)
    async with laid.doors.writer.begin() as db:
        await end_all(db, laid.world.holders[ZHANG], None, MOMENT)
    assert await running(laid) == {others.id}
    assert await laid.rows(LEFT) == [(1, 1, 1)]
    assert second.holder_key == first.holder_key


async def test_with_a_company_ends_what_was_delegated_to_it(laid: Hub) -> None:
    made = await delegate(laid, "zhang", wish_for(laid, person=None, company=COMPANY))
    built = await pass_on(laid, "agent", made, person=account_id("friend"))
    await approve(laid, "agent", built)
    async with laid.doors.writer.begin() as db:
        await end_all(db, laid.world.holders[COMPANY], None, MOMENT)
    assert await running(laid) == set()


async def test_random_trees_end_as_a_plain_walk_says(laid: Hub) -> None:
    random, root = Random(5), await delegate(laid, "zhang", wish_for(laid))
    parents: dict[UUID, UUID | None] = {root.id: None}
    depth = {root.id: 0}
    for _ in range(60):
        parent = random.choice([None, *parents])
        made = new_id()
        parents[made], depth[made] = parent, 0 if parent is None else depth[parent] + 1
        await laid.change(
            """INSERT INTO delegation SELECT (jsonb_populate_record(d, jsonb_build_object(
                'id', CAST(:id AS uuid), 'parent_id', CAST(:parent AS uuid),
                'depth', CAST(:depth AS int)))).* FROM delegation d WHERE id = :root""",
            id=made,
            parent=parent,
            depth=depth[made],
            root=root.id,
        )
    standing = set(parents)
    for at in random.sample(list(parents), 20):
        async with laid.doors.writer.begin() as db:
            await end_all(db, root.holder_key, [at], MOMENT)
        standing -= {it for it in parents if at in line(parents, it)}
        assert await running(laid) == standing


def line(parents: dict[UUID, UUID | None], it: UUID | None) -> list[UUID]:
    """Return a delegation and all that it is built on."""
    found = []
    while it is not None:
        found.append(it)
        it = parents[it]
    return found


async def consumed(hub: Hub, *consumptions: Any) -> type[Refusal] | None:  # noqa: ANN401 - of two kinds
    """Consume as the record of use does; return what was refused."""
    async with hub.doors.reader.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL ROLE hub_writer")
        for consumption in consumptions:
            try:
                await consumption.consume(connection, MOMENT)
            except Refusal as refusal:
                return type(refusal)
    return None


async def test_what_ended_meanwhile_carries_no_answer(laid: Hub) -> None:
    made = await delegate(laid, "zhang", wish_for(laid))
    waits = await delegate(laid, "agent", wish_for(laid, "company"))
    await rest_on(laid, made)
    ((shown,),) = await laid.rows("SELECT id FROM presentation")
    delegation = DelegationsStanding([made.holder_key], [made.id])
    presentation = PresentationsStanding([made.holder_key], [shown])
    assert await consumed(laid, delegation, presentation) is None
    unapproved = DelegationsStanding([made.holder_key, waits.holder_key], [made.id, waits.id])
    assert await consumed(laid, unapproved) is DelegationGone
    await end(laid, "friend", made)
    assert await consumed(laid, delegation) is DelegationGone
    assert await consumed(laid, presentation) is PresentationGone


async def test_what_is_being_ended_carries_no_answer_and_keeps_nobody_waiting(laid: Hub) -> None:
    made = await delegate(laid, "zhang", wish_for(laid))
    await rest_on(laid, made)
    ((shown,),) = await laid.rows("SELECT id FROM presentation")
    async with laid.doors.writer.begin() as db:
        await end_all(db, made.holder_key, [made.id], MOMENT)
        delegation = DelegationsStanding([made.holder_key], [made.id])
        presentation = PresentationsStanding([made.holder_key], [shown])
        assert await consumed(laid, delegation) is DelegationGone
        assert await consumed(laid, presentation) is PresentationGone


@pytest.fixture
async def busy(province_database: str, world: World) -> AsyncIterator[Hub]:
    """A hub with many connections."""
    async with open_hub(province_database, world, connections=24) as opened:
        await lay_scenarios(opened)
        yield opened


ORPHANS = """
SELECT count(*) FROM delegation d JOIN delegation p ON p.id = d.parent_id
WHERE d.ended_at IS NULL AND p.ended_at IS NOT NULL
"""


async def race(hub: Hub) -> tuple[int, int]:
    """End a delegation while many build on it and on what is built on it."""
    first = await delegate(hub, "zhang", wish_for(hub))
    second = await pass_on(hub, "friend", first)
    building = [pass_on(hub, "friend", first) for _ in range(6)]
    deeper = [pass_on(hub, "stranger", second, person=account_id("teller")) for _ in range(6)]
    ending = [later(index, end(hub, "zhang", first)) for index in range(2)]
    told = await asyncio.gather(*building, *deeper, *ending, return_exceptions=True)
    unexpected = [
        it
        for it in told
        if isinstance(it, BaseException) and not isinstance(it, refusals.DelegationNotRunning)
    ]
    assert unexpected == []
    ((orphans,),) = await hub.rows(ORPHANS)
    return orphans, sum(isinstance(it, Delegation) for it in told[:12])


async def later(index: int, act: Any) -> Any:  # noqa: ANN401 - passed on
    """Let others begin first."""
    await asyncio.sleep(0.02 * (index + 1))
    return await act


async def test_nothing_is_built_on_what_is_being_ended(busy: Hub) -> None:
    built = 0
    for _ in range(4):
        orphans, count = await race(busy)
        assert orphans == 0
        built += count
    assert built, "nothing was ever built: the race was none"


async def end_while_another_builds(hub: Hub) -> int:
    """End a delegation on which another act is just building; return how many are orphaned."""
    first = await delegate(hub, "zhang", wish_for(hub))
    async with hub.doors.writer() as building, hub.doors.writer.begin() as ending:
        named = {"id": first.id, "made": new_id()}
        await building.execute(text("SELECT FROM delegation WHERE id = :id FOR SHARE"), named)
        await building.execute(BUILD, named)
        task = asyncio.create_task(end_all(ending, first.holder_key, [first.id], MOMENT))
        await asyncio.sleep(0.1)
        await building.commit()
        await task
    ((orphans,),) = await hub.rows(ORPHANS)
    return int(orphans)


BUILD = text("""
INSERT INTO delegation SELECT (jsonb_populate_record(d, jsonb_build_object(
    'id', CAST(:made AS uuid), 'parent_id', d.id, 'depth', 1))).*
FROM delegation d WHERE id = :id
""")


async def test_what_grew_while_the_ending_waited_ends_too(busy: Hub) -> None:
    assert await end_while_another_builds(busy) == 0


async def test_a_cascade_that_looks_once_leaves_orphans(
    busy: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def once(
        db: AsyncSession, roots: str, named: Mapping[str, Any]
    ) -> list[tuple[UUID, UUID]]:
        statement = text(cascade._DELEGATIONS.format(roots=roots))  # noqa: SLF001 - sabotaged
        return [(row[0], row[1]) for row in await db.execute(statement, named)]

    monkeypatch.setattr(cascade, "_end_delegations", once)
    assert await end_while_another_builds(busy) == 1
