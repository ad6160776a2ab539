"""Walk every history up to a length, and hold each step against what must always be so."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import NamedTuple

from msgspec.structs import replace

from hub.authorizations.delegations.facts import DelegationFacts
from hub.errors import Refusal
from tests.model import world as worlds
from tests.model.world import (
    HORIZON,
    MOMENTS,
    PEOPLE,
    A,
    B,
    C,
    F,
    G,
    K,
    Setting,
    Terms,
    Wish,
    World,
    cells,
)


class Broken(AssertionError):  # noqa: N818 - a finding of the model
    """A history after which something is not as it must always be."""


ONE, BOTH = frozenset({F}), frozenset({F, G})


class Step(NamedTuple):
    """One act: what sort it is, by whom, on which delegation, and the act itself."""

    sort: str
    by: object
    on: DelegationFacts | None
    act: Callable[[], World]


class Alphabet(NamedTuple):
    """What may be tried at each step."""

    terms: tuple[Terms, ...]
    roots: int
    delegations: int
    grants: int


def explore(setting: Setting, alphabet: Alphabet, length: int) -> Counter[str]:
    """Try every history up to a length; return how many steps of each sort were taken.

    Raises: Broken.
    """
    frontier, seen, taken = {World()}, {World()}, Counter[str]()
    for _ in range(length):
        following: set[World] = set()
        for world in frontier:
            for step in steps(setting, alphabet, world):
                try:
                    after = step.act()
                except Refusal:
                    continue
                taken[step.sort] += 1
                check(setting, world, step, after)
                following.add(after)
        frontier = following - seen
        seen |= frontier
    return taken


def steps(setting: Setting, alphabet: Alphabet, world: World) -> Iterator[Step]:
    """Yield everything that anybody may try."""
    yield from _delegating(setting, alphabet, world)
    for it, by in product(world.delegations, PEOPLE):
        if it.ended_at is None:
            yield Step("end", by, it, partial(worlds.ended, setting, world, by, it))
        if it.approved_at is None:
            yield Step("approve", by, it, partial(worlds.approved, setting, world, by, it))
    yield from _granting(setting, alphabet, world)
    if world.time + 1 < HORIZON:
        yield Step("tick", None, None, partial(world._replace, time=world.time + 1))
    if world.last_stop == 0:
        yield Step("stop", None, None, partial(worlds.stopped, world))


def _delegating(setting: Setting, alphabet: Alphabet, world: World) -> Iterator[Step]:
    if len(world.delegations) >= alphabet.delegations:
        return
    roots = sum(it.parent_id is None for it in world.delegations)
    parents: list[DelegationFacts | None] = list(world.delegations)
    if roots < alphabet.roots:
        parents.append(None)
    for wish in map(Wish._make, product(PEOPLE, parents, alphabet.terms, (*PEOPLE, K))):
        act = partial(worlds.delegated, setting, world, wish)
        yield Step("delegate", wish.giver, wish.parent, act)


def _granting(setting: Setting, alphabet: Alphabet, world: World) -> Iterator[Step]:
    if len(world.grants) < alphabet.grants and setting.holder == A:
        for fields, to, uses in product((ONE, BOTH), (B, C), (None, 1)):
            act = partial(worlds.granted, world, fields, to, uses)
            yield Step("grant", A, None, act)
    for place, grant in enumerate(world.grants):
        withdrawn = replace(grant, withdrawn_at=grant.withdrawn_at or world.moment)
        used = replace(grant, used=grant.used + (grant.max_uses is not None))
        for sort, changed in (("withdraw", withdrawn), ("use", used)):
            after = (*world.grants[:place], changed, *world.grants[place + 1 :])
            yield Step(sort, A, None, partial(world._replace, grants=after))


def check(setting: Setting, before: World, step: Step, after: World) -> None:
    """Hold a step against what must always be so.

    Raises: Broken.
    """
    had, has = before.accesses(setting), after.accesses(setting)
    match step.sort:
        case "delegate" | "approve" | "grant":
            _demand(has >= had, "giving takes away", step)
        case "end" | "withdraw" | "use" | "stop":
            _demand(has <= had, "ending gives", step)
        case "tick":
            _demand(has == {it for it in had if it[3] >= after.time}, "time gives or takes", step)
    if step.sort in ("delegate", "approve"):
        _check_given(setting, before, step, after)
    if step.sort == "end":
        _check_ended(setting, before, step, after)
    if step.sort == "stop":
        _demand(not has, "something given before runs after the license was stopped", step)
    if step.sort == "withdraw":
        live = [grant for grant in after.grants if grant.withdrawn_at is None]
        _demand(live or not any(it[2] == "" for it in has), "a withdrawn grant runs", step)
    for it in after.delegations:
        _check_attenuated(after, it, step)


def _check_attenuated(world: World, it: DelegationFacts, step: Step) -> None:
    """No delegate ever has a field, a matter or a moment that whoever gave it lacks."""
    carried = cells(it, world.time, world.last_stop)
    if it.parent_id is not None:
        parent = world.delegations[it.parent_id.int]
        above = cells(parent, world.time, world.last_stop)
        _demand(carried <= above, "a delegate has more than who gave it", step)
    _demand(it.approved_at or not carried, "what waits for approval runs", step)
    window = {time for time in range(HORIZON) if it.valid_from <= MOMENTS[time] < it.valid_until}
    _demand({cell[2] for cell in carried} <= window, "something runs outside its window", step)
    needed = worlds.NEEDED[it.matter]
    _demand(it.fields <= needed, "a field is delegated that the matter does not need", step)


def _check_given(setting: Setting, before: World, step: Step, after: World) -> None:
    """Only who has a thing gives it, never to oneself, and a company only by two hands."""
    place = len(before.delegations) if step.sort == "delegate" else step.on.id.int  # type: ignore[union-attr] # there is one
    made, by = after.delegations[place], step.by
    party = setting.party(by)  # type: ignore[arg-type] # a person
    if step.sort == "approve":
        _demand(by in setting.agents, "a stranger approves for the company", step)
        alone = len(setting.agents) == 1
        _demand(alone or by != made.given_by, "one hand gives for a company", step)
        return
    given_to = {made.delegate_account, made.delegate_holder}
    _demand(not given_to & {by, setting.holder}, "somebody gives to oneself", step)
    for_company = setting.holder == K if step.on is None else step.on.delegate_holder == K
    _demand(not for_company or made.approved_at is None, "a company gives unapproved", step)
    if step.on is None:
        _demand(setting.holder in party.keys, "a stranger gives what a holder has", step)
        return
    own = {it[1:] for it in before.accesses(setting) if it[0] == by}
    lasting = cells(replace(made, approved_at=made.given_at), after.time, after.last_stop)
    _demand(lasting <= own, "a delegate gives what the delegate lacks", step)


def _check_ended(setting: Setting, before: World, step: Step, after: World) -> None:
    """What was ended, and what was built on it, is over; and only a party ended it."""
    for it in after.delegations:
        if any(link.id == step.on.id for link in after.chain(it)):  # type: ignore[union-attr] # there is one
            _demand(it.ended_at is not None, "something is built on what was ended", step)
            _demand(not cells(it, 0, 0), "what was ended runs", step)
    parties = {setting.holder, *(setting.agents if setting.holder == K else ())}
    for link in before.chain(step.on):  # type: ignore[arg-type] # there is one
        parties |= {link.delegate_account} if link.delegate_account else setting.agents
    _demand(step.by in parties, "a stranger ends a delegation", step)


def _demand(holds: object, what: str, step: Step) -> None:
    if not holds:
        raise Broken(f"{what}: {step.sort} by {step.by} on {step.on}")
