"""What rows are checked against: entries with their revisions, issuers, and who provides."""

from collections.abc import Iterable, Mapping
from functools import cached_property

import msgspec

from hub.aggregation.rules.faults import (
    EntryNotInForce,
    EntryUnknown,
    IssuerUnknown,
    NotAnIssuer,
    ProviderNotEntitled,
    RevisionUnknown,
)
from hub.identity.directory import Directory, OrganizationFacts
from hub.licenses.faces import FacePlan, face_plan
from hub.policy.codes import CREDIT_CODE, PASSPORT, RESIDENT_ID
from hub.policy.entry import METADATA, Entry, Field
from hub.policy.numbering import Numbering, numbering
from hub.policy.terms import FieldType, HolderKind, Subject

NATURAL_CODES, LEGAL_CODES = frozenset({RESIDENT_ID, PASSPORT}), frozenset({CREDIT_CODE})
_CODES = {
    HolderKind.NATURAL: NATURAL_CODES,
    HolderKind.LEGAL: LEGAL_CODES,
    HolderKind.EITHER: NATURAL_CODES | LEGAL_CODES,
}


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """What a license made under one revision looks like."""

    face: Mapping[str, Field]
    holder: Mapping[str, Field]
    face_required: frozenset[str]
    holder_required: frozenset[str]
    holder_codes: frozenset[str]
    max_holders: int
    numbering: Numbering


class KnownEntry(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A catalog entry with every revision that was ever in force."""

    id: int
    owner_id: int
    revisions: Mapping[int, Entry]
    in_force: int | None
    policy: Entry
    """The policy that stands for every license of the entry, dropped fields included."""

    @cached_property
    def plan(self) -> FacePlan:
        """Return how cells of the entry are kept."""
        return face_plan(self.policy)

    @cached_property
    def sources(self) -> dict[str, str]:
        """Return which organization is the one source of a field, for fields that have one."""
        return {field.key: field.source for field in self.policy.fields if field.source}

    @cached_property
    def shapes(self) -> dict[int, Shape]:
        """Return the shape of each revision."""
        return {number: _shape(revision) for number, revision in self.revisions.items()}

    def revision(self, number: int | None) -> int:
        """Return the revision a license is made under: the one named, else the one in force.

        Raises: EntryNotInForce, RevisionUnknown.
        """
        if self.in_force is None:
            raise EntryNotInForce("entry")
        if number is None:
            return self.in_force
        if number not in self.revisions:
            raise RevisionUnknown("revision", revision=number)
        return number


class Issuer(msgspec.Struct, frozen=True):
    """Whose an entry's licenses are now, and the codes of those whose history it took over."""

    id: int
    former: tuple[str, ...]


class Context:
    """Everything rows of one provider are checked against, as it stood at one moment."""

    def __init__(
        self, directory: Directory, entries: Mapping[str, KnownEntry], provider: OrganizationFacts
    ) -> None:
        """Take the organizations, the entries by code, and the organization that provides."""
        self.provider = provider
        self._directory = directory
        self._entries = entries
        self._issuers: dict[tuple[str, str], Issuer] = {}

    def entry(self, code: str) -> KnownEntry:
        """Return an entry.

        Raises: EntryUnknown.
        """
        entry = self._entries.get(code)
        if entry is None:
            raise EntryUnknown("entry")
        return entry

    def date_keys(self, code: str | None) -> frozenset[str]:
        """Return the keys of an entry's date fields; an unknown entry has none."""
        entry = self._entries.get(code or "")
        fields = entry.policy.fields if entry else ()
        return frozenset(field.key for field in fields if field.type is FieldType.DATE)

    def issuer(self, code: str, entry: KnownEntry) -> Issuer:
        """Return an issuer of an entry for whom the provider may speak.

        Raises: IssuerUnknown, NotAnIssuer, ProviderNotEntitled.
        """
        place = (code, entry.policy.code)
        if place not in self._issuers:
            self._issuers[place] = self._find_issuer(code, entry)
        return self._issuers[place]

    def _find_issuer(self, code: str, entry: KnownEntry) -> Issuer:
        organization = self._directory.by_code.get(code)
        if organization is None:
            raise IssuerUnknown("issuer")
        issuing = self._directory.issuer_today(organization.id, entry.id)
        line = (organization, issuing, *self._directory.successors(issuing.id))
        former = self._former(issuing, entry)
        if not {*(each.code for each in line), *former} & _issuer_codes(entry):
            raise NotAnIssuer("issuer")
        above = self._directory.ancestors(organization.id)
        entitled = {each.id for each in (*line, *above)} | {entry.owner_id}
        if self.provider.id not in entitled:
            raise ProviderNotEntitled("issuer")
        return Issuer(issuing.id, former)

    def _former(self, issuing: OrganizationFacts, entry: KnownEntry) -> tuple[str, ...]:
        """Return the codes of whoever issued the entry's licenses before (art. 12)."""
        former = self._directory.former_issuers(issuing.id, entry.id)
        return tuple(dict.fromkeys(self._directory.by_id[each].code for each in former))

    def is_source(self, named: str, source: str) -> bool:
        """Tell whether an organization is a field's source, or succeeded to it."""
        organization = self._directory.by_code.get(source)
        line = self._directory.successors(organization.id) if organization else ()
        return named == source or any(each.code == named for each in line)


def _issuer_codes(entry: KnownEntry) -> set[str]:
    """Return whoever issues now, or issued under an earlier revision."""
    return {code for revision in entry.revisions.values() for code in revision.issuers}


def _shape(revision: Entry) -> Shape:
    own = [field for field in revision.fields if field.key not in METADATA]
    face = {field.key: field for field in own if field.subject is not Subject.HOLDER}
    holder = {field.key: field for field in own if field.subject is Subject.HOLDER}
    return Shape(
        face=face,
        holder=holder,
        face_required=_required(face.values()),
        holder_required=_required(holder.values()),
        holder_codes=_CODES[revision.holder_kind],
        max_holders=revision.max_holders,
        numbering=numbering(revision.numbering),
    )


def _required(fields: Iterable[Field]) -> frozenset[str]:
    return frozenset(field.key for field in fields if field.required)
