"""A partner's requests and the holders that it is shown are counted, in whichever office."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from hub.audit.budgets import BudgetSpent, HolderBudgetSpent
from tests.schema.http.asking import Hub, identifier
from tests.schema.http.partners.clients import apply, approve

BANK = "91519999MA9900036C"
CELLS = "query ($of: String!) { license(identifier: $of) { fields { key value } } }"
OFFICER, JOINT, COMPANY = "safety-officer-old-revision", "joint-owners", "lapsed-exemption"


def asked(hub: Hub, landmark: str, by: str = "bank") -> str:
    """Ask for a license; return how it went."""
    answer = hub.post(CELLS, by=by, cause="核对", of=identifier(landmark)).json()
    if "errors" in answer:
        assert answer["data"] is None
        return str(answer["errors"][0]["extensions"]["code"])
    return "shown" if answer["data"]["license"]["fields"] else "empty"


@pytest.fixture(scope="module")
def partner(hub: Hub) -> str:
    """The bank, which may meet three holders a day."""
    applied = apply(hub, BANK, by="system-admin")
    assert approve(hub, applied["id"], 1000, 3)["state"] == "ACTIVE"
    return str(applied["id"])


def limit(hub: Hub, partner: str, requests: int, holders: int) -> None:
    """Give the bank other limits."""
    said = {"partner": partner, "requestsADay": requests, "holdersADay": holders}
    key = f"limit-{requests}-{holders}"
    shown = "... on Partner { holdersADay }"
    told = hub.do("limitPartner", shown, by="security-admin", idempotencyKey=key, **said)
    assert told == {"holdersADay": holders}


@pytest.fixture(autouse=True)
def fresh(hub: Hub) -> Iterator[None]:
    """A day on which nothing is spent yet."""
    yield
    with hub.database() as owner:
        owner.execute("TRUNCATE budget, holder_met")


def test_holders_are_met_up_to_the_limit_and_again_after_it(hub: Hub, partner: str) -> None:
    assert partner
    assert asked(hub, OFFICER) == "shown"
    assert asked(hub, JOINT) == "shown"
    assert asked(hub, COMPANY) == HolderBudgetSpent.__name__
    assert asked(hub, COMPANY, by="bank-clerk") == HolderBudgetSpent.__name__
    assert asked(hub, OFFICER, by="bank-clerk") == "shown"
    assert asked(hub, JOINT) == "shown"


def test_what_the_register_shows_to_everybody_counts_nobody(hub: Hub, partner: str) -> None:
    assert partner
    assert asked(hub, "company-license") == "shown"
    with hub.database() as owner:
        assert owner.execute("SELECT count(*) FROM holder_met").fetchone() == (0,)


def test_requests_are_counted_and_end(hub: Hub, partner: str) -> None:
    limit(hub, partner, 4, 3)
    told = Counter(asked(hub, OFFICER, by=by) for by in ("bank", "bank-clerk") * 3)
    assert told == {"shown": 4, BudgetSpent.__name__: 2}
    assert hub.ask("{ partners { code } }", by="bank")["partners"] == [{"code": BANK}]


def test_a_partner_is_told_what_it_spent_today(hub: Hub, partner: str) -> None:
    limit(hub, partner, 5, 3)
    assert spent(hub, "bank-clerk") == [(0, 0)]
    for landmark in (OFFICER, OFFICER, "company-license"):
        assert asked(hub, landmark) == "shown"
    assert (
        spent(hub, "bank-clerk") == spent(hub, "bank") == spent(hub, "security-admin") == [(3, 1)]
    )
    assert spent(hub, "adult") == []


def test_a_partner_that_is_not_approved_has_nothing_to_spend(hub: Hub) -> None:
    apply(hub, "91519999MA9900159D", by="logistics-agent")
    assert spent(hub, "logistics-agent") == [(None, None)]


def spent(hub: Hub, by: str) -> list[tuple[int | None, int | None]]:
    """Return what somebody is told that the partners of their concern spent today."""
    told = hub.ask("{ partners(first: 1) { requestsToday holdersToday } }", by=by)["partners"]
    return [(one["requestsToday"], one["holdersToday"]) for one in told]


def test_at_once_no_more_are_met_than_may_be(hub: Hub, partner: str) -> None:
    limit(hub, partner, 1000, 2)
    with ThreadPoolExecutor(6) as threads:
        told = list(threads.map(lambda one: asked(hub, one), [OFFICER, COMPANY, JOINT] * 4))
    assert HolderBudgetSpent.__name__ in told
    with hub.database() as owner:
        met = owner.execute("SELECT count(*) FROM holder_met").fetchone()
        spent = owner.execute("SELECT sum(spent) FROM budget WHERE kind = 'holders'").fetchone()
    assert met == spent == (2,)
