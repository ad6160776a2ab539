"""At the database: giving more never narrows what anybody gets, and ending never widens it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hub.policy.terms import Form, Outcome
from tests.accesses import ACCESSES, GOOD, WAIVERS, Access, Answer
from tests.agreement.compared import read
from tests.agreement.expected import Asked
from tests.handed import delegations, presentations
from tests.make import Hub, known
from tests.papers import MOMENT, Paper
from tests.rows import (
    Known,
    ask_row,
    consent_row,
    delegation_row,
    presentation_row,
    request_row,
)
from tests.scenarios import OPENING, RENEWAL, WAIVING

ROUNDS = 8
WIDTH = (None, Outcome.WITHHELD, Outcome.MASKED, Outcome.GRANTED)
ASKED = (
    *(Asked("teller", None, stated) for stated in (OPENING, RENEWAL, WAIVING)),
    *(Asked(who, None, OPENING) for who in ("delegate", "agent", "official")),
)

Width = dict[tuple[int, int, str], int]
"""What each cell of each license shows to each caller."""

Add = Callable[[AsyncSession, Known, Random, list[Paper]], Any]


async def widths(hub: Hub, papers: list[Paper]) -> Width:
    """Measure what everybody gets of some licenses."""
    hub.calls.clear()
    return {
        (place, paper.number, cell.cell.name): WIDTH.index(cell.decision.outcome)
        for place, asked in enumerate(ASKED)
        for paper in papers
        for row in (await read(hub, asked, paper)).rows
        for cell in row.decided.cells
    }


def narrowed(before: Width, after: Width) -> list[Any]:
    """Return the cells that show less than before."""
    return [key for key, width in before.items() if after.get(key, 0) < width]


def _id(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128))


def _answer(random: Random, access: Access, paper: Paper, by: str) -> Answer:
    keys = sorted(access.forms)
    fields = random.sample(keys, random.randint(1, len(keys)))
    ticked = random.sample(fields, random.randint(0, len(fields)))
    return Answer(_id(random), access, paper, by, tuple(fields), tuple(ticked), before=False)


def _consents(db: AsyncSession, at: Known, random: Random, papers: list[Paper]) -> None:
    """Let some holders consent, some of them to a part, each now as the license stands."""
    for paper in papers:
        for access in (it for it in ACCESSES if it.entry == paper.entry):
            for by in paper.now_held_by:
                if random.random() < 0.5:
                    db.add(consent_row(at, _answer(random, access, paper, by)))


async def _request(db: AsyncSession, at: Known, random: Random, papers: list[Paper]) -> None:
    """Approve another request, with consents of some."""
    keys = sorted(papers[0].fields)
    listed = random.sample(keys, random.randint(1, 9))
    access = Access(
        str(_id(random)),
        ("credit-opening", "credit-renewal", "credit-waiving"),
        {key: random.choice((Form.FULL, Form.MASKED)) for key in listed},
        papers[0].entry,
        waived=tuple(random.sample(listed, 1)),
        waiver_basis="food-safety-law",
        countersigned=random.random() < 0.7,
    )
    db.add(request_row(at, access))
    await db.flush()
    db.add(ask_row(at, access))
    await db.flush()
    for paper in (it for it in papers if it.entry == access.entry):
        for by in paper.now_held_by:
            db.add(consent_row(at, _answer(random, access, paper, by)))


def _delegations(db: AsyncSession, at: Known, random: Random, papers: list[Paper]) -> None:
    for one in delegations(papers, random.getrandbits(32)):
        db.add(delegation_row(at, replace(one, id=_id(random))))


def _presentations(db: AsyncSession, at: Known, random: Random, papers: list[Paper]) -> None:
    for one in presentations(papers, random.getrandbits(32)):
        db.add(presentation_row(at, replace(one, id=_id(random))))


ADDED: dict[str, Add] = {
    "consents": _consents,
    "a request": _request,
    "delegations": _delegations,
    "presentations": _presentations,
}
ENDED = {
    "consents": "UPDATE consent SET state = 'WITHDRAWN' WHERE id = :id",
    "a request": "UPDATE access_request SET state = 'ENDED' WHERE id = :id",
    "delegations": "UPDATE delegation SET ended_at = :now WHERE id = :id",
    "presentations": "UPDATE presentation SET ended_at = :now WHERE id = :id",
}
TABLES = {
    "consents": "consent",
    "delegations": "delegation",
    "presentations": "presentation",
}


def chosen(hub: Hub, random: Random) -> Iterator[list[Paper]]:
    """Yield a few licenses of one entry, round after round."""
    by_entry = {code: [it for it in hub.world.papers if it.entry == code]
                for code in ("permit", "quiet", "private")}  # fmt: skip
    for _ in range(ROUNDS):
        yield random.sample(by_entry[random.choice(sorted(by_entry))], 5)


@pytest.mark.parametrize("what", sorted(ADDED))
async def test_what_is_given_never_narrows(hub: Hub, what: str) -> None:
    random, widened = Random(what), 0
    for papers in chosen(hub, random):
        before = await widths(hub, papers)
        async with hub.doors.writer.begin() as db:
            found = ADDED[what](db, await known(db, hub.world), random, papers)
            if found is not None:
                await found
        after = await widths(hub, papers)
        assert narrowed(before, after) == []
        widened += bool(narrowed(after, before))
    assert widened > ROUNDS / 4


@pytest.mark.parametrize("what", sorted(ENDED))
async def test_what_is_ended_never_widens(hub: Hub, what: str) -> None:
    random, less = Random(what), 0
    for papers in chosen(hub, random):
        before = await widths(hub, papers)
        for id_ in await _some_of(hub, what, random, papers):
            await hub.change(ENDED[what], id=id_, now=MOMENT)
        after = await widths(hub, papers)
        assert narrowed(after, before) == []
        less += bool(narrowed(before, after))
    assert less > 2


async def _some_of(hub: Hub, what: str, random: Random, papers: list[Paper]) -> list[UUID]:
    """Return the ids of some that concern these licenses."""
    if what == "a request":
        entry = papers[0].entry
        return [it.id for it in (*GOOD, *WAIVERS) if it.entry == entry and random.random() < 0.4]
    places = [hub.world.places[it.number][1] for it in papers]
    rows = await hub.rows(
        f"SELECT id FROM {TABLES[what]} WHERE license_id = ANY (:places) ORDER BY id",  # noqa: S608 - of constants
        places=places,
    )
    return [id_ for (id_,) in random.sample(rows, min(len(rows), 9))]
