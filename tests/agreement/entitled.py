"""The standings beside holding, issuing and grants, worked out from plain data."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from hub.identity.terms import Role
from hub.policy.facts import (
    Consent,
    Delegation,
    Oversight,
    Presentation,
    Purpose,
    Request,
    Standing,
    Waiver,
)
from tests.accesses import ACCESSES, Access, Answer
from tests.actors import ROLES, Actor
from tests.entrusted import Entrusted
from tests.handed import Delegated, Overseen, Presented
from tests.papers import MOMENT, Paper
from tests.scenarios import IN_USE, needed


def entitled(
    plain: Entrusted, who: str, actor: Actor, purpose: Purpose | None, paper: Paper
) -> Iterator[Standing]:
    """Yield the standings of an actor at a license, by requests and by what was handed over."""
    overseer = ROLES.get(actor.office or "") is Role.OVERSEER
    for one in plain.oversights:
        if overseer and one.organization == actor.organization and oversees(one, paper):
            yield oversight_of(one)
    for given in plain.delegations:
        if given.paper is paper and is_to(given, who, actor) and runs(given):
            yield delegation_of(given)
    for shown in plain.presentations:
        if shown.paper is paper and redeemed(shown, who, actor):
            yield presentation_of(shown)
    for access in ACCESSES:
        if access.organization == actor.organization and access.entry == paper.entry:
            mine = plain.answered.get((access.id, paper.number), ())
            yield from requests_of(access, mine, purpose)


def oversees(one: Overseen, paper: Paper) -> bool:
    """Tell whether an assignment runs and is not of another license."""
    running = one.since <= MOMENT < one.until and not one.ended
    return running and one.paper in (None, paper.number)


def oversight_of(one: Overseen) -> Oversight:
    """Return an assignment as the rulebook knows it."""
    return Oversight(
        id=str(one.id),
        reference=one.reference,
        sector=one.sector,
        region=one.region,
        named=frozenset(one.named),
    )


def is_to(given: Delegated, who: str, actor: Actor) -> bool:
    """Tell whether somebody is the delegate, or the recorded agent of the company that is."""
    return given.person == who or (given.company is not None and given.company == actor.stands_for)


def runs(given: Delegated) -> bool:
    """Tell whether a delegation was approved, has not ended, and is for a matter that stands."""
    return (
        given.approved and not given.ended and needed(given.matter, given.paper.entry) is not None
    )


def delegation_of(given: Delegated) -> Delegation:
    """Return a delegation as the rulebook knows it."""
    return Delegation(
        id=str(given.id),
        given_at=given.given_at,
        valid_from=given.valid_from,
        valid_until=given.valid_until,
        stopped=given.stopped,
        ordinal=given.ordinal,
        matter=given.matter,
        fields=frozenset(given.fields),
        materials=needed(given.matter, given.paper.entry) or frozenset(),
    )


def redeemed(shown: Presented, who: str, actor: Actor) -> bool:
    """Tell whether this official redeemed a showing, in this office, that has not ended."""
    by = (shown.official, shown.organization) == (who, actor.organization)
    return by and not shown.ended and shown.scenario in IN_USE


def presentation_of(shown: Presented) -> Presentation:
    """Return a presentation as the rulebook knows it."""
    scenario = shown.scenario or ""
    return Presentation(
        id=str(shown.id),
        given_at=shown.given_at,
        valid_from=shown.valid_from,
        valid_until=shown.valid_until,
        stopped=shown.stopped,
        ordinal=shown.ordinal,
        scenario=scenario,
        fields=frozenset(shown.fields),
        listed=IN_USE[scenario].listed(shown.paper.entry),
    )


def requests_of(
    access: Access, answers: Iterable[Answer], purpose: Purpose | None
) -> Iterator[Request]:
    """Yield a request with the consents that run, and once more with those that were stopped."""
    if access.state != "APPROVED" or access.scenario not in IN_USE:
        return
    case_number = purpose.case_number if purpose else None
    asked_for = purpose is not None and purpose.matter == access.matters[0]
    standing = [it for it in answers if asked_for and it.stands(case_number)]
    yield request_of(access, [it for it in standing if not it.stopped], stopped=False)
    stopped = [it for it in standing if it.stopped]
    if stopped:
        yield request_of(access, stopped, stopped=True)


def request_of(access: Access, answers: Iterable[Answer], *, stopped: bool) -> Request:
    """Return a request as the rulebook knows it; one holder's answers add up."""
    fields, separate = defaultdict[int, set[str]](set), defaultdict[int, set[str]](set)
    for answer in answers:
        fields[answer.ordinal].update(answer.fields)
        separate[answer.ordinal].update(answer.separate)
    waiver = None
    if access.waiver_basis is not None:
        waiver = Waiver(frozenset(access.waived), access.waiver_basis, access.countersigned)
    return Request(
        id=str(access.id),
        given_at=access.given_at,
        valid_from=access.valid_from,
        valid_until=access.valid_until,
        stopped=stopped,
        scenario=access.scenario,
        matters=frozenset(access.matters),
        forms=access.forms,
        legal_basis=access.legal_basis,
        quota_left=None if access.quota is None else access.quota - access.used,
        consents={
            ordinal: Consent(frozenset(keys), frozenset(separate[ordinal]))
            for ordinal, keys in fields.items()
        },
        waiver=waiver,
    )
