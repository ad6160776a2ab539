"""Say which standings a row may offer this caller at all, and what an entry's rows may offer."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.authorizations.authority import Authority
from hub.authorizations.scenarios.book import ScenarioBook
from hub.identity.terms import Role
from hub.policy.case import Case
from hub.policy.facts import Asker, Oversight, Request
from hub.policy.rulebook import DELEGATE_ASSURANCE
from hub.policy.terms import SharingState
from hub.reading.scope import Query, Register, UnderRequest, UnderScenario


class Reach(msgspec.Struct, frozen=True):
    """Which standings a row may offer; a request's or assignment's place is its slot, from 1."""

    own: bool = False
    issued: bool = False
    public: bool = True
    assignments: tuple[UUID, ...] = ()
    delegated: bool = False
    presented: bool = False
    requests: tuple[UUID, ...] = ()
    granted: bool = False
    download: bool = False
    """Whether a file is to be taken: a grant must allow it (DOWNLOAD)."""


class Outlook(NamedTuple):
    """One entry before one kind of caller, with the slots that concern the entry."""

    case: Case
    reach: Reach
    assignments: tuple[tuple[int, Oversight], ...] = ()
    requests: tuple[tuple[int, Request], ...] = ()


def asker_of(call: Call) -> Asker:
    """Return what decisions need to know of a call."""
    return Asker(
        assurance=call.caller.assurance,
        moment=call.moment,
        today=call.today,
        purpose=call.purpose,
        for_organization=call.caller.organization is not None,
    )


def reach_of(
    call: Call,
    query: Query,
    authority: Authority | None = None,
    scenarios: ScenarioBook | None = None,
) -> Reach:
    """Return which standings a row may offer this caller at all."""
    if isinstance(query.scope, Register):
        return Reach()
    caller, authority, asker = call.caller, authority or Authority(0), asker_of(call)
    oversees = Role.OVERSEER in caller.roles
    purpose = call.purpose
    book = scenarios or ScenarioBook(0, ())
    scenario = book.scenario(purpose.scenario) if purpose else None
    found = Reach(
        own=bool(call.own_keys),
        issued=bool(caller.issuer_organizations) and purpose is not None,
        assignments=tuple(
            one.id
            for one in authority.assignments
            if oversees and one.serves(asker) and one.assigned_by != caller.account_id
        ),
        delegated=caller.assurance >= DELEGATE_ASSURANCE
        and purpose is not None
        and book.matter(purpose.matter) is not None,
        presented=caller.organization is not None and scenario is not None,
        requests=tuple(_requests(query, authority, asker)) if scenario else (),
        granted=caller.account_id is not None or caller.organization is not None,
    )
    return _for_download(found) if query.download else found


def _for_download(reach: Reach) -> Reach:
    """Leave out what lets a license be looked at and never be taken away."""
    return Reach(
        own=reach.own,
        issued=reach.issued,
        public=False,
        requests=reach.requests,
        granted=reach.granted,
        download=True,
    )


def _requests(query: Query, authority: Authority, asker: Asker) -> Iterator[UUID]:
    """Yield the requests that are for the stated purpose; a scope may name one, or a scenario."""
    for known in authority.requests:
        match query.scope:
            case UnderRequest(request_id=named):
                within = named == known.id
            case UnderScenario(code=code):
                within = code == known.scenario
            case _:
                within = True
        if within and known.serves(asker):
            yield known.id


def outlook_of(case: Case, entry_id: int, reach: Reach, authority: Authority) -> Outlook:
    """Return what the rows of an entry may offer; one not shared offers no authorization."""
    oversights = {one.id: one for one in authority.assignments}
    assignments = tuple(
        (slot, oversights[id_].facts)
        for slot, id_ in enumerate(reach.assignments, 1)
        if oversights[id_].sector in (None, case.entry.sector)
    )
    if case.sharing is not SharingState.OPEN:
        own = Reach(own=reach.own, issued=reach.issued, public=False)
        return Outlook(case, own, assignments)
    known = {one.id: one for one in authority.requests}
    requests = tuple(
        (slot, known[id_].facts)
        for slot, id_ in enumerate(reach.requests, 1)
        if known[id_].entry_id == entry_id and case.in_force(known[id_].legal_basis)
    )
    return Outlook(case, reach, assignments, requests)
