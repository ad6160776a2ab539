"""What no answer of any holder could open to a caller is not in the statement at all."""

import re
from collections.abc import Iterable, Iterator, Mapping

import pytest
from msgspec.structs import replace

from hub.authorizations.authority import load_authority
from hub.policy.facts import Consent, Delegation, Oversight, Presentation, Standing
from hub.policy.terms import Outcome, Subject
from hub.reading.cells import COLUMNS, COMPUTED
from hub.reading.plan import compile_plan
from hub.reading.reach import Reach
from hub.reading.scope import ById, Query
from tests.accesses import ACCESSES, Access
from tests.actors import BANK, GOVERNMENT
from tests.agreement.entitled import oversight_of, request_of
from tests.agreement.expected import Asked, case_of
from tests.agreement.oracle import rule
from tests.agreement.words import Cell
from tests.make import Hub
from tests.papers import MOMENT, POLICIES, Paper
from tests.scenarios import OPENING, RENEWAL, WAIVING, purpose

NOTHING: frozenset[str] = frozenset()
DELEGATION = Delegation(
    id="", given_at=MOMENT, valid_from=MOMENT, valid_until=MOMENT, matter="", fields=NOTHING,
    materials=NOTHING,
)  # fmt: skip
PRESENTATION = Presentation(
    id="", given_at=MOMENT, valid_from=MOMENT, valid_until=MOMENT, scenario="", fields=NOTHING,
    listed=NOTHING,
)  # fmt: skip
STATED = {"credit-opening": OPENING, "credit-renewal": RENEWAL, "credit-waiving": WAIVING}


def of_request(access: Access) -> Iterator[Standing]:
    """Yield a request with every way in which the holders can have answered."""
    keys = frozenset(POLICIES[access.entry].by_key)
    for given in (None, Consent(frozenset()), Consent(keys), Consent(keys, keys)):
        for stopped in (False, True):
            consents = {} if given is None else {1: given, 2: given}
            yield replace(request_of(access, (), stopped=stopped), consents=consents)


def of_holders(kind: type[Delegation | Presentation], paper: Paper) -> Iterator[Standing]:
    """Yield what holders can have handed over: everything, and nothing."""
    for keys in (frozenset(POLICIES[paper.entry].by_key), NOTHING):
        for ordinal in (1, 2):
            if kind is Delegation:
                yield replace(DELEGATION, ordinal=ordinal, fields=keys, materials=keys)
            else:
                yield replace(PRESENTATION, ordinal=ordinal, fields=keys, listed=keys)


def openable(asked: Asked, paper: Paper, standings: Iterable[Standing]) -> set[str]:
    """Return the fields of which some standing shows anything, by the oracle."""
    case, every = case_of(asked, paper), list(standings)
    return {
        field.key
        for field in POLICIES[paper.entry].fields
        for ordinal in ((1, 2) if field.subject is Subject.HOLDER else (1,))
        for standing in every
        if rule(Cell(case, standing, field, ordinal)).outcome is not Outcome.WITHHELD
    }


async def stored(hub: Hub, asked: Asked, paper: Paper, reach: Mapping[str, object]) -> set[str]:
    """Return the fields whose stored cells a statement names, for one kind of standing alone."""
    call = await hub.call(asked.who, assurance=asked.assurance, purpose=asked.purpose)
    await hub.reading.refresh(call, hub.reading.catalog)
    organization = hub.world.ids[asked.actor.organization or BANK]
    async with hub.doors.reader.acquire() as connection:
        authority = await load_authority(connection, organization)
    query = Query(ById(*hub.world.places[paper.number][:2]), entry=paper.entry)
    alone = Reach(public=False, **reach)  # type: ignore[arg-type] # any of its parts
    text = compile_plan(hub.reading.catalog, authority, call, query, alone).statement.text
    return set(re.findall(r"f\.face(?:_sealed|_masked)? ->>? '(\w+)(?:#\d)?'", text))


def in_faces(keys: Iterable[str]) -> set[str]:
    """Return those that lie in faces; others are columns or worked out, and images are links."""
    return set(keys) - COLUMNS - COMPUTED - {"picture"}


@pytest.mark.parametrize(
    "access",
    [it for it in ACCESSES if it.organization == BANK and it.matters[0] in STATED],
    ids=lambda it: it.name.replace(" ", "-"),
)
async def test_of_a_request_only_what_an_answer_could_open_is_read(
    hub: Hub, access: Access
) -> None:
    asked = Asked("teller", None, STATED[access.matters[0]])
    paper = hub.world.paper("plain", access.entry)
    right = openable(asked, paper, of_request(access))
    lawful = access.legal_basis == "food-safety-law" and access.state == "APPROVED"
    shared = access.entry not in {"closed", "withdrawn"}
    reach = {"requests": (access.id,)} if access.state == "APPROVED" else {}
    found = await stored(hub, asked, paper, reach)
    expected = in_faces(right) if lawful and shared else set[str]()
    assert found == expected


@pytest.mark.parametrize("kind", [Delegation, Presentation])
@pytest.mark.parametrize("entry", ["permit", "quiet", "private", "closed"])
async def test_of_what_holders_hand_over_only_what_they_can_open_is_read(
    hub: Hub, kind: type[Delegation | Presentation], entry: str
) -> None:
    asked = Asked("official", None, OPENING)
    paper = hub.world.paper("plain", entry)
    reach = {"delegated": True} if kind is Delegation else {"presented": True}
    right = set() if entry == "closed" else openable(asked, paper, of_holders(kind, paper))
    found = await stored(hub, asked, paper, reach)
    assert found == in_faces(right)


async def test_of_what_is_overseen_only_what_was_named_is_read(hub: Hub) -> None:
    paper, stated = hub.world.paper("plain"), purpose(None, "OBJ-1")
    asked = Asked("overseer", None, stated)
    for one in hub.world.entrusted.oversights:
        if one.organization != GOVERNMENT or one.ended:
            continue
        standing: Oversight = oversight_of(one)
        right = openable(asked, paper, [standing]) if one.sector != "health" else set()
        found = await stored(hub, asked, paper, {"assignments": (one.id,)})
        assert found == in_faces(right), one.name
