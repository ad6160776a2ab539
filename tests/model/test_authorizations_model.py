"""Attenuation, cascade and monotonicity of delegations and grants, over every short history."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import product
from typing import Any

import pytest
from msgspec.structs import replace

from hub.authorizations.delegations import rules
from hub.authorizations.delegations.facts import DelegationFacts, Offer, Party
from hub.authorizations.grants import rules as granting
from hub.authorizations.terms import AuthorizationState
from tests.model import world as worlds
from tests.model.exploring import Alphabet, Broken, explore
from tests.model.world import A, B, F, G, Grant, K, M, N, Setting, Terms, World, cells

BOTH, ONE, OTHER = frozenset({F, G}), frozenset({F}), frozenset({G})
PERSON = Setting(A, frozenset({B}))
"""A person holds the license, and another is the only one who represents the company."""
COMPANY = Setting(K, frozenset({A, B}))
"""The company holds the license, and two people represent it."""

WINDOWS = ((0, 3), (1, 2))
WIDE = Alphabet(
    tuple(Terms(fields, matter, *window) for fields, matter, window in product(
        (BOTH, ONE, OTHER), (M, N), WINDOWS)),
    roots=2,
    delegations=3,
    grants=1,
)  # fmt: skip
"""All fields, matters and windows, for short histories."""
DEEP = Alphabet(
    (Terms(BOTH, M, 0, 3), Terms(ONE, M, 1, 2), Terms(ONE, M, 0, 3)),
    roots=1,
    delegations=3,
    grants=0,
)
"""A few, for long ones."""


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """What was kept under other rules is forgotten."""
    cells.cache_clear()
    yield
    cells.cache_clear()


@pytest.mark.parametrize("setting", [PERSON, COMPANY], ids=["person", "company"])
@pytest.mark.parametrize(("alphabet", "length"), [(WIDE, 3), (DEEP, 6)], ids=["wide", "deep"])
def test_every_short_history_is_as_it_must_be(
    setting: Setting, alphabet: Alphabet, length: int
) -> None:
    taken = explore(setting, alphabet, length)
    assert taken.total() > 10_000
    sorts = {"delegate", "end", "approve", "tick", "stop"}
    grants = {"grant", "withdraw", "use"} if setting is PERSON and alphabet.grants else set()
    assert taken.keys() == sorts | grants


def without(part: str) -> Callable[..., None]:
    """Return a check of what is passed on that overlooks one part."""

    def check(
        parent: DelegationFacts, offer: Offer, party: Party, moment: datetime, last_stop: int
    ) -> None:
        parts: dict[str, dict[str, Any]] = {
            "fields": {"fields": parent.fields},
            "matter": {"matter": parent.matter},
            "window": {"valid_from": parent.valid_from, "valid_until": parent.valid_until},
        }
        kept = parts[part]
        _CHECK_PASSED_ON(parent, replace(offer, **kept), party, moment, last_stop)

    return check


def overlooking(**said: object) -> Callable[..., bool]:
    """Return a rule of what runs that overlooks some of a delegation."""

    def runs(delegation: DelegationFacts, moment: datetime, last_stop: int) -> bool:
        stop = 0 if "last_stop" in said else last_stop
        changed: dict[str, Any] = {key: it for key, it in said.items() if key != "last_stop"}
        return _RUNS(replace(delegation, **changed), moment, stop)

    return runs


def only_itself(_world: World, it: DelegationFacts) -> list[DelegationFacts]:
    """End nothing that was built on what is ended."""
    return [it]


def only_the_next(world: World, it: DelegationFacts) -> list[DelegationFacts]:
    """End what was built on what is ended, and not what was built on that."""
    return [it, *(other for other in world.delegations if other.parent_id == it.id)]


def anybody(*_: object) -> bool:
    """Let anybody."""
    return True


def nothing(*_: object) -> None:
    """Refuse nothing, and find nothing."""


def by_the_proposer(
    chain: Sequence[DelegationFacts], party: Party, _count: int, moment: datetime, last_stop: int
) -> None:
    """Let who proposed approve."""
    _CHECK_APPROVAL(chain, party, 1, moment, last_stop)


def never_withdrawn(grant: Grant, moment: datetime) -> AuthorizationState:
    """Overlook that a grant was withdrawn."""
    return _STATE_OF(replace(grant, withdrawn_at=None), moment)


_RUNS, _CHECK_PASSED_ON, _CHECK_APPROVAL = rules.runs, rules.check_passed_on, rules.check_approval
_STATE_OF = granting.state_of

SABOTAGED: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "more fields are passed on": (rules, "check_passed_on", without("fields")),
    "another matter is passed on": (rules, "check_passed_on", without("matter")),
    "a longer window is passed on": (rules, "check_passed_on", without("window")),
    "anything is passed on": (rules, "check_passed_on", nothing),
    "fields that are not needed": (rules, "check_needed", nothing),
    "anybody is the delegate": (rules, "is_delegate", anybody),
    "the delegate may be oneself": (rules, "check_delegate", nothing),
    "what waits for approval runs": (rules, "runs", overlooking(approved_at=worlds.START)),
    "what was ended runs": (rules, "runs", overlooking(ended_at=None)),
    "what is over runs": (rules, "runs", overlooking(valid_until=worlds.START + 9 * worlds.HOUR)),
    "what has not begun runs": (rules, "runs", overlooking(valid_from=worlds.START)),
    "a stop stops nothing": (rules, "runs", overlooking(last_stop=0)),
    "a company gives at once": (rules, "giving_company", nothing),
    "anybody approves": (rules, "check_approval", nothing),
    "who proposed approves": (rules, "check_approval", by_the_proposer),
    "anybody ends": (rules, "may_end", anybody),
    "nothing built ends": (worlds, "built_on", only_itself),
    "only the next ends": (worlds, "built_on", only_the_next),
    "a withdrawn grant runs": (granting, "state_of", never_withdrawn),
}


@pytest.mark.parametrize("name", SABOTAGED)
def test_a_sabotaged_rule_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, rule, replaced = SABOTAGED[name]
    monkeypatch.setattr(module, rule, replaced)
    with pytest.raises(Broken):  # noqa: PT012 - in one of the settings
        explore(PERSON, WIDE, 2)
        explore(COMPANY, WIDE, 2)
        explore(PERSON, DEEP, 5)
