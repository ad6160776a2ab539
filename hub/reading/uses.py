"""Gather what a request rests on, to be used up, or found still standing, as it is recorded."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from hub.audit.consumption import Consumption
from hub.audit.usage import Usage
from hub.authorizations.delegations.consumption import DelegationsStanding
from hub.authorizations.grants.consumption import GrantsUsed
from hub.authorizations.oversight.consumption import AssignmentsStanding
from hub.authorizations.presentations.consumption import PresentationsStanding
from hub.authorizations.requests.consumption import ConsentsStanding, RequestsUsed
from hub.db.ids import read_id
from hub.policy.terms import Basis
from hub.reading.authorized import Authorized, Given, Overseen, Requested


@dataclass
class Uses:
    """All that one request rests on; each authorization counts once, however often it is met."""

    given: dict[Basis, dict[UUID, UUID]] = field(default_factory=lambda: defaultdict(dict))
    """The holder's key of each grant, delegation and presentation."""
    limited: bool = False
    requests: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    """The licenses seen under each access request."""
    with_quota: set[UUID] = field(default_factory=set)
    consents: dict[UUID, UUID] = field(default_factory=dict)
    assignments: set[UUID] = field(default_factory=set)

    @classmethod
    def of(cls, usage: Usage) -> "Uses":
        """Return what a request has rested on so far."""
        for one in usage.rests_on:
            if isinstance(one, cls):
                return one
        uses = cls()
        usage.rests_on.append(uses)
        return uses

    def add(self, license_id: UUID, used: Iterable[Authorized]) -> None:
        """Rest on what carried the cells of a license."""
        for one in used:
            match one:
                case Given():
                    holder_key, id_ = one.keys
                    self.given[one.basis][id_] = holder_key
                    self.limited = self.limited or one.limited
                case Requested():
                    self._add_request(license_id, one)
                case Overseen():
                    self.assignments.update(one.keys)

    def _add_request(self, license_id: UUID, asked: Requested) -> None:
        (id_,) = asked.keys
        self.requests[id_].add(license_id)
        if asked.limited:
            self.with_quota.add(id_)
        for holder, consent in asked.consents:
            self.consents[read_id(consent)] = read_id(holder)

    def consumed(self) -> Iterable[Consumption]:
        """Yield what is limited, to be used up, and all that must be found still standing."""
        for basis, given in self.given.items():
            keys, ids = list(given.values()), list(given)
            match basis:
                case Basis.GRANT:
                    yield GrantsUsed(keys, ids, [1] * len(ids), self.limited)
                case Basis.DELEGATION:
                    yield DelegationsStanding(keys, ids)
                case _:
                    yield PresentationsStanding(keys, ids)
        if self.requests:
            counts = {id_: len(licenses) for id_, licenses in sorted(self.requests.items())}
            yield RequestsUsed(counts, frozenset(self.with_quota))
        if self.consents:
            yield ConsentsStanding(list(self.consents.values()), list(self.consents))
        if self.assignments:
            yield AssignmentsStanding(sorted(self.assignments))
