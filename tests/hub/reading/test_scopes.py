"""Lists under an access request or a scenario: what was consented to for the stated case."""

import re
from uuid import UUID

import pytest

from hub.policy.facts import Purpose
from hub.policy.rulebook import reaches
from hub.reading import reach, sources
from hub.reading.read import PurposeNeeded
from hub.reading.scope import Page, Query, Scope, UnderRequest, UnderScenario, Wanted
from tests.accesses import ACCESSES, Access
from tests.agreement.entitled import requests_of
from tests.agreement.expected import Asked, case_of
from tests.make import Hub
from tests.papers import Paper
from tests.scenarios import AUDITING, LICENSING, OLD, OPENING, OTHER_CASE, RENEWAL, purpose

ELSEWHERE = purpose("credit-opening", OTHER_CASE)
WHOLE = 500
NAMED = {access.name: access for access in ACCESSES}


def under(hub: Hub, who: str, stated: Purpose, names: list[str]) -> list[UUID]:
    """Return the licenses to which somebody consented under requests, from plain data."""
    places, asked = hub.world.places, Asked(who, None, stated)
    return sorted(
        places[paper.number][1]
        for paper in hub.world.papers
        if any(_consented(hub, asked, NAMED[name], paper) for name in names)
    )


def _consented(hub: Hub, asked: Asked, access: Access, paper: Paper) -> bool:
    stated = asked.purpose
    if stated is None or access.entry != paper.entry:
        return False
    if access.organization != asked.actor.organization or stated.matter != access.matters[0]:
        return False
    answers = hub.world.entrusted.answered.get((access.id, paper.number), [])
    case = case_of(asked, paper)
    return any(it.stands(stated.case_number) for it in answers) and any(
        reaches(case, standing) for standing in requests_of(access, answers, stated)
    )


async def listed(
    hub: Hub, who: str, stated: Purpose | None, scope: Scope, page: Page | None = None
) -> list[UUID]:
    """Return the ids of a page of a list."""
    call = await hub.call(who, purpose=stated)
    query = Query(scope, Wanted(frozenset({"number"})), page=page or Page(WHOLE))
    return [row.record["id"] for row in (await hub.reading.read(call, query)).rows]


def of_scenario(code: str) -> list[str]:
    """Return the names of a scenario's requests."""
    return [name for name, access in NAMED.items() if access.scenario == code]


@pytest.mark.parametrize("stated", [OPENING, RENEWAL, AUDITING, ELSEWHERE, LICENSING, OLD])
async def test_each_request_lists_what_was_consented_to_for_the_case(
    hub: Hub, stated: Purpose
) -> None:
    for name, access in NAMED.items():
        for who in ("teller", "issuer", "overseer"):
            told = await listed(hub, who, stated, UnderRequest(access.id))
            assert told == under(hub, who, stated, [name]), (name, who)


@pytest.mark.parametrize("stated", [OPENING, RENEWAL, AUDITING, ELSEWHERE, LICENSING, OLD])
@pytest.mark.parametrize("code", ["credit", "licensing", "pawning"])
async def test_a_scenario_lists_what_was_consented_to_in_it(
    hub: Hub, stated: Purpose, code: str
) -> None:
    for who in ("teller", "machine", "issuer", "overseer", "delegate"):
        told = await listed(hub, who, stated, UnderScenario(code))
        right = under(hub, who, stated, of_scenario(code)) if code == stated.scenario else []
        assert told == right, who


async def test_most_requests_list_something(hub: Hub) -> None:
    found = [under(hub, "teller", OPENING, [name]) for name in of_scenario("credit")]
    assert sum(map(bool, found)) > 5
    assert max(map(len, found)) > 8


async def pages(hub: Hub, scope: Scope, size: int, *, backward: bool) -> list[UUID]:
    """Walk a list page by page."""
    found: list[UUID] = []
    while True:
        edge = found[0 if backward else -1] if found else None
        sides = {"before": edge, "backward": True} if backward else {"after": edge}
        told = await listed(hub, "teller", OPENING, scope, Page(size, **sides))
        if not told:
            return found
        found = told + found if backward else found + told


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("scope", [UnderRequest(NAMED["face"].id), UnderScenario("credit")])
async def test_pages_are_complete_in_both_directions(
    hub: Hub, scope: Scope, *, backward: bool
) -> None:
    whole = await listed(hub, "teller", OPENING, scope)
    assert len(whole) == len(set(whole)) > 8
    assert await pages(hub, scope, 3, backward=backward) == whole


@pytest.mark.parametrize("scope", [UnderRequest(NAMED["face"].id), UnderScenario("credit")])
async def test_both_need_a_purpose(hub: Hub, scope: Scope) -> None:
    with pytest.raises(PurposeNeeded):
        await listed(hub, "teller", None, scope)


FAULTS = {
    "a license for each who consented": (r"SELECT DISTINCT", "SELECT"),
    "consents to other requests": (r"c\.request_id = ANY \(\S+\)", r"(\g<0> OR true)"),
    "other cases": (r"c\.case_number = (\S+)", r"(\g<0> OR true)"),
    "refused and withdrawn": (r"c\.state = 'GIVEN' AND", ""),
    "outlived": (r"AND \S+ < c\.valid_until", ""),
}


@pytest.mark.parametrize("name", sorted(FAULTS))
async def test_a_planted_fault_is_seen(
    hub: Hub, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pattern, by = FAULTS[name]
    real = sources._consented  # noqa: SLF001 - a fault beside it

    def consented(*said: object) -> sources.Source:
        found = real(*said)  # type: ignore[arg-type] # passed on
        text = re.sub(pattern, by, found.text)
        assert text != found.text
        return found._replace(text=text)

    kinds = sources._SOURCES | dict.fromkeys((UnderRequest, UnderScenario), consented)  # noqa: SLF001 - the same
    monkeypatch.setattr(sources, "_SOURCES", kinds)
    assert await differs(hub)


async def test_a_scope_that_names_nothing_is_seen(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = reach._requests  # noqa: SLF001 - a fault beside it
    anything = Query(UnderScenario("credit"))
    monkeypatch.setattr(reach, "_requests", lambda _, *said: real(anything, *said))
    assert await differs(hub)


async def differs(hub: Hub) -> bool:
    """Tell whether some list under a request is not what it must be."""
    for name, access in NAMED.items():
        told = await listed(hub, "teller", OPENING, UnderRequest(access.id))
        if told != under(hub, "teller", OPENING, [name]):
            return True
    return False
