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

    given: dict[Basis, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    """The holder's key of each grant, delegation and presentation."""
    limited: bool = False
    requests: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    """The licenses seen under each access request."""
    with_quota: set[str] = field(default_factory=set)
    consents: dict[str, str] = field(default_factory=dict)
    """The holder's key of each consent."""
    assignments: set[str] = field(default_factory=set)

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
                case Requested():
                    self.requests[one.id].add(license_id)
                    if one.limited:
                        self.with_quota.add(one.id)
                    for holder, consent in one.consents:
                        self.consents[consent] = holder
                case Given():
                    self.given[one.basis][one.id] = one.holder_key
                    self.limited = self.limited or one.limited
                case Overseen():
                    self.assignments.add(one.id)

    def consumed(self) -> Iterable[Consumption]:
        """Yield what is limited, to be used up, and all that must be found still standing."""
        for basis, given in self.given.items():
            keys, ids = _read(given.values()), _read(given)
            match basis:
                case Basis.GRANT:
                    yield GrantsUsed(keys, ids, [1] * len(ids), self.limited)
                case Basis.DELEGATION:
                    yield DelegationsStanding(keys, ids)
                case _:
                    yield PresentationsStanding(keys, ids)
        if self.requests:
            counts = {read_id(id_): len(each) for id_, each in sorted(self.requests.items())}
            yield RequestsUsed(counts, frozenset(_read(self.with_quota)))
        if self.consents:
            yield ConsentsStanding(_read(self.consents.values()), _read(self.consents))
        if self.assignments:
            yield AssignmentsStanding(_read(sorted(self.assignments)))


def _read(ids: Iterable[str]) -> list[UUID]:
    return list(map(read_id, ids))
