"""The organizations as they stand at one reference epoch, held in memory and never joined."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import msgspec

from hub.identity.documents import NOTHING_LISTED, DocumentList
from hub.identity.terms import Level, OrganizationKind
from hub.policy.codes import covers


class OrganizationFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An organization as the rest of the hub needs to know it."""

    id: int
    code: str
    name_zh: str
    name_en: str
    kind: OrganizationKind
    parent_id: int | None
    region: str
    region_as_of: date
    level: Level
    sector: str | None
    successor_id: int | None
    active: bool
    designated_body: str | None
    requests_a_day: int | None = None
    """How many requests for license data it may make in a day, if that is limited (art. 16)."""
    holders_a_day: int | None = None
    """Of how many distinct holders it may be shown licenses in a day, if that is limited."""

    @property
    def limited(self) -> bool:
        """Tell whether what it may ask in a day is limited."""
        return self.requests_a_day is not None or self.holders_a_day is not None


class Transfer(msgspec.Struct, frozen=True):
    """That one issuer's licenses of one entry went to another (art. 12)."""

    predecessor_id: int
    entry_id: int
    successor_id: int


class Directory:
    """Finds organizations by id and code, and walks their tree and their successions."""

    def __init__(
        self,
        epoch: int,
        organizations: Iterable[OrganizationFacts],
        transfers: Iterable[Transfer] = (),
        documents: Mapping[str, DocumentList] | None = None,
    ) -> None:
        """Take the organizations of one epoch, what went from one to another, and the documents."""
        self.epoch = epoch
        self._documents = documents or {}
        self._transfers = {(one.predecessor_id, one.entry_id): one for one in transfers}
        self.by_id = {organization.id: organization for organization in organizations}
        self.by_code = {organization.code: organization for organization in self.by_id.values()}
        self._children: dict[int, list[OrganizationFacts]] = defaultdict(list)
        self._succeeded: dict[int, list[int]] = defaultdict(list)
        for organization in self.by_id.values():
            if organization.parent_id is not None:
                self._children[organization.parent_id].append(organization)
            if organization.successor_id is not None:
                self._succeeded[organization.successor_id].append(organization.id)

    def documents_of(self, client: str | None) -> DocumentList:
        """Return the documents that are registered for an application."""
        return self._documents.get(client or "", NOTHING_LISTED)

    def children(self, organization_id: int) -> tuple[OrganizationFacts, ...]:
        """Return the organizations right below one."""
        return tuple(self._children.get(organization_id, ()))

    def ancestors(self, organization_id: int) -> Iterator[OrganizationFacts]:
        """Walk up the tree, the nearest first."""
        above = self.by_id[organization_id].parent_id
        while above is not None:
            yield self.by_id[above]
            above = self.by_id[above].parent_id

    def successors(self, organization_id: int) -> Iterator[OrganizationFacts]:
        """Walk the chain of succession (签发单位变更), the next one first."""
        following = self.by_id[organization_id].successor_id
        while following is not None:
            yield self.by_id[following]
            following = self.by_id[following].successor_id

    def predecessors(self, organization_id: int) -> Iterator[int]:
        """Walk every organization whose chain of succession leads to this one."""
        for predecessor in self._succeeded.get(organization_id, ()):
            yield predecessor
            yield from self.predecessors(predecessor)

    def former_issuers(self, organization_id: int, entry_id: int) -> Iterator[int]:
        """Walk whoever issued an entry's licenses before this one: succeeded, or transferred."""
        yield from self.predecessors(organization_id)
        for one in self._transfers.values():
            if (one.successor_id, one.entry_id) == (organization_id, entry_id):
                yield one.predecessor_id
                yield from self.former_issuers(one.predecessor_id, entry_id)

    def issuer_today(self, organization_id: int, entry_id: int) -> OrganizationFacts:
        """Return to whom an issuer's licenses of an entry went by transfer: often itself."""
        went = self._transfers.get((organization_id, entry_id))
        if went is None:
            return self.by_id[organization_id]
        return self.issuer_today(went.successor_id, entry_id)

    def present(self, organization_id: int) -> OrganizationFacts:
        """Return who stands for an organization now: itself, or the last of its successors."""
        *_, last = self.by_id[organization_id], *self.successors(organization_id)
        return last

    def is_within(self, organization_id: int, region: str) -> bool:
        """Tell whether an organization lies in a region; an empty region is everywhere."""
        return covers(region, self.by_id[organization_id].region)
