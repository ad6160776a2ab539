"""The words that the policy page's conditions use, each a property of a cell seen by one basis."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hub.policy.case import Case
from hub.policy.entry import HOLDER_NAME, IDENTIFIER, REMAINS, Exemption, Field
from hub.policy.facts import (
    Authorization,
    Consent,
    Delegation,
    Grant,
    Issued,
    Oversight,
    Own,
    Presentation,
    Public,
    Request,
    Standing,
    Waiver,
)
from hub.policy.terms import (
    Basis,
    Classification,
    Disclosure,
    Form,
    Ground,
    LawKind,
    LicenseStatus,
    Sharing,
    SharingState,
    Subject,
)

BASES: dict[type[Standing], Basis] = {
    Own: Basis.HOLDER,
    Issued: Basis.ISSUER,
    Public: Basis.PUBLIC,
    Oversight: Basis.OVERSIGHT,
    Delegation: Basis.DELEGATION,
    Presentation: Basis.PRESENTATION,
    Request: Basis.REQUEST,
    Grant: Basis.GRANT,
}
ENDED = {LicenseStatus.ANNULLED, LicenseStatus.REVOKED, LicenseStatus.CANCELLED}
WAIVING = {LawKind.LAW, LawKind.ADMINISTRATIVE_REGULATION}
REAL_PERSON = 3


def in_force(case: Case, code: str) -> bool:
    """Tell whether a provision is known and in force today, both ends included."""
    basis, today = case.law.get(code), case.asker.today
    return basis is not None and (
        basis.in_force_from <= today <= (basis.in_force_until or date.max)
    )


def end(case: Case) -> date | None:
    """Return the first day on which the license was at its end: it does not end twice."""
    license_, today = case.license, case.asker.today
    days = []
    if license_.status in ENDED:
        days.append(license_.ended_on or today)
    if license_.valid_until is not None and license_.valid_until < today:
        days.append(license_.valid_until)
    return min(days, default=None)


def covers(region: str, place: str) -> bool:
    """Tell whether a region covers a place: province, city and county have two digits each."""
    while region.endswith("00"):
        region = region[:-2]
    return place.startswith(region)


@dataclass(frozen=True)
class View:
    """A license as one basis comes to it."""

    case: Case
    standing: Standing

    @property
    def basis(self) -> Basis:
        """Name the basis."""
        return BASES[type(self.standing)]

    @property
    def guardianship_runs(self) -> bool:
        """Tell whether the caller is holder or agent, or a guardian until the day before."""
        match self.standing:
            case Own(until=date() as until):
                return self.case.asker.today < until
            case _:
                return True

    @property
    def purpose_stated(self) -> bool:
        """Tell whether the access says what it is for."""
        return self.case.asker.purpose is not None

    @property
    def purpose_needed(self) -> bool:
        """Tell whether a grant was given to an organization, which must state a purpose."""
        return isinstance(self.standing, Grant) and self.standing.to_organization

    @property
    def purpose_names_it(self) -> bool:
        """Tell whether the purpose names what the basis is good for."""
        purpose = self.case.asker.purpose
        if purpose is None:
            return False
        match self.standing:
            case Oversight(reference=reference):
                return purpose.case_number == reference
            case Delegation(matter=matter):
                return purpose.matter == matter
            case Presentation(scenario=scenario):
                return purpose.scenario == scenario
            case Request(scenario=scenario, matters=matters):
                return purpose.scenario == scenario and purpose.matter in matters
            case _:
                return True

    @property
    def sharing_open(self) -> bool:
        """Tell whether the data center has published the entry and not withdrawn it."""
        return self.case.sharing is SharingState.OPEN

    @property
    def anything_disclosed(self) -> bool:
        """Tell whether the public gets at least one field of the entry."""
        return any(field.disclosure is not Disclosure.NONE for field in self.case.entry.fields)

    @property
    def begun(self) -> bool:
        """Tell whether the first valid day has come."""
        return (self.case.license.valid_from or date.min) <= self.case.asker.today

    @property
    def in_register(self) -> bool:
        """Tell whether the license has not ended, or not longer ago than the register keeps it."""
        ended = end(self.case)
        kept = timedelta(days=self.case.entry.public_after_end)
        return ended is None or self.case.asker.today - ended <= kept

    @property
    def in_sector(self) -> bool:
        """Tell whether the oversight covers the entry's sector."""
        match self.standing:
            case Oversight(sector=str() as sector):
                return sector == self.case.entry.sector
            case _:
                return True

    @property
    def in_region(self) -> bool:
        """Tell whether the oversight covers the license's region."""
        match self.standing:
            case Oversight(region=region):
                return covers(region, self.case.license.region)
            case _:
                return True

    @property
    def in_window(self) -> bool:
        """Tell whether the moment is in the authorization's time, its end excluded."""
        match self.standing:
            case Authorization(valid_from=first, valid_until=until):
                return first <= self.case.asker.moment < until
            case _:
                return True

    @property
    def real_person(self) -> bool:
        """Tell whether the caller is known by real name and real person."""
        return self.case.asker.assurance >= REAL_PERSON

    @property
    def any_left(self) -> bool:
        """Tell whether uses or quota are left, or none were counted."""
        match self.standing:
            case Grant(uses_left=int() as left) | Request(quota_left=int() as left):
                return left > 0
            case _:
                return True

    @property
    def rests_on_law(self) -> bool:
        """Tell whether the legal basis of the request is in force."""
        return isinstance(self.standing, Request) and in_force(self.case, self.standing.legal_basis)

    @property
    def consent_somewhere(self) -> bool:
        """Tell whether at least one listed cell has its consent, or needs none."""
        return any(
            cell.listed and (cell.freely_shared or cell.consented or cell.waived)
            for cell in self.cells()
        )

    def cells(self) -> "Iterator[Cell]":
        """Yield every cell of the license."""
        for field in self.case.entry.fields:
            several = field.subject is Subject.HOLDER
            for ordinal in range(1, self.case.license.holders + 1) if several else (1,):
                yield Cell(self.case, self.standing, field, ordinal)


@dataclass(frozen=True)
class Cell(View):
    """One field of the license, of one holder where each has an own."""

    field: Field
    ordinal: int

    @property
    def key(self) -> str:
        """Return the field's key."""
        return self.field.key

    @property
    def work_secret(self) -> bool:
        """Tell whether the cell is a work secret."""
        return self.field.classification is Classification.WORK_SECRET

    @property
    def of_other(self) -> bool:
        """Tell whether the cell speaks of a third person."""
        return self.field.subject is Subject.OTHER

    @property
    def of_another_holder(self) -> bool:
        """Tell whether the cell is a holder's for whom the basis does not speak."""
        match self.standing:
            case (
                Own(ordinal=ordinal)
                | Grant(ordinal=ordinal)
                | Delegation(ordinal=ordinal)
                | Presentation(ordinal=ordinal)
            ):
                return self.field.subject is Subject.HOLDER and self.ordinal != ordinal
            case _:
                return False

    @property
    def assurance_too_low(self) -> bool:
        """Tell whether the caller's assurance is below the field's."""
        return self.case.asker.assurance < self.field.assurance

    @property
    def disclosed(self) -> Disclosure:
        """Return what the public gets of the field."""
        return self.field.disclosure

    @property
    def public_provision(self) -> str:
        """Return the provision of the disclosure: the field's, else the entry's."""
        return self.field.legal_basis or self.case.entry.legal_basis

    @property
    def public_lapsed(self) -> bool:
        """Tell whether the provision of the disclosure is not in force."""
        return not in_force(self.case, self.public_provision)

    @property
    def secret_provision(self) -> str | None:
        """Return the provision of a work secret's exemption: one that counts, else any stated."""
        stated = (*self.exemptions, self.field.exemption, self.case.entry.exemption)
        return next((exemption.legal_basis for exemption in stated if exemption), None)

    @property
    def remains(self) -> bool:
        """Tell whether the cell is status, number, a date or issuer."""
        return self.key in REMAINS

    @property
    def overseen(self) -> bool:
        """Tell whether oversight carries the cell."""
        named = self.standing.named if isinstance(self.standing, Oversight) else frozenset()
        return self.remains or self.key == IDENTIFIER or self.key in named

    @property
    def holder_name(self) -> bool:
        """Tell whether the cell is the holder's name."""
        return self.key == HOLDER_NAME

    @property
    def over(self) -> bool:
        """Tell whether the authorization is stopped or the license has ended."""
        stopped = isinstance(self.standing, Authorization) and self.standing.stopped
        return stopped or end(self.case) is not None

    @property
    def exemptions(self) -> tuple[Exemption, ...]:
        """Return the exemptions that count today, the field's own first."""
        said = (self.field, self.case.entry)
        claimed = [it.exemption for it in said if it.sharing is Sharing.EXEMPT and it.exemption]
        return tuple(
            exemption
            for exemption in claimed
            if in_force(self.case, exemption.legal_basis)
            and self.case.asker.today <= (exemption.until or date.max)
        )

    @property
    def exemption(self) -> Exemption | None:
        """Return the first exemption that does not yield to this basis."""
        standing = [
            exemption
            for exemption in self.exemptions
            if not (exemption.ground is Ground.PRIVACY and self.privacy_yields)
        ]
        return standing[0] if standing else None

    @property
    def privacy_yields(self) -> bool:
        """Tell whether the holder granted the field or everyone concerned ticked it separately."""
        match self.standing:
            case Grant():
                return self.listed
            case Request():
                return self.ticked_separately
            case _:
                return False

    @property
    def listed(self) -> bool:
        """Tell whether the authorization lists the field."""
        match self.standing:
            case Grant(fields=fields):
                return self.key in fields
            case Delegation(fields=fields, materials=within):
                return self.key in fields & within
            case Presentation(fields=fields, listed=within):
                return self.key in fields & within
            case Request():
                return self.form is not Form.WITHHELD
            case _:
                return False

    @property
    def default_masked(self) -> bool:
        """Tell whether the field flows masked where it is not listed."""
        return self.field.default_form is Form.MASKED

    @property
    def form(self) -> Form:
        """Return the form in which the request was approved for the field."""
        forms = self.standing.forms if isinstance(self.standing, Request) else {}
        return forms.get(self.key, Form.WITHHELD)

    @property
    def freely_shared(self) -> bool:
        """Tell whether the field is shared without condition and is not personal."""
        shared = {self.field.sharing, self.case.entry.sharing} == {Sharing.UNCONDITIONAL}
        return shared and self.field.classification in {
            Classification.PUBLIC,
            Classification.INTERNAL,
        }

    @property
    def answers(self) -> tuple[Consent | None, ...]:
        """Return the answer of everyone whose consent the cell needs; a third person has none."""
        given = self.standing.consents if isinstance(self.standing, Request) else {}
        needed = {
            Subject.LICENSE: range(1, self.case.license.holders + 1),
            Subject.HOLDER: range(self.ordinal, self.ordinal + 1),
            Subject.OTHER: (),
        }
        return tuple(given.get(ordinal) for ordinal in needed[self.field.subject])

    @property
    def answered(self) -> bool:
        """Tell whether everyone whose consent the cell needs has answered."""
        return bool(self.answers) and None not in self.answers

    @property
    def ticked_separately(self) -> bool:
        """Tell whether everyone whose consent the cell needs ticked it by itself."""
        return self.answered and all(self.key in it.separate for it in self.answers if it)

    @property
    def consented(self) -> bool:
        """Tell whether everyone whose consent the cell needs gave it, in the form it needs."""
        if self.field.classification is Classification.SENSITIVE_PERSONAL:
            return self.ticked_separately
        return self.answered and all(self.key in it.fields for it in self.answers if it)

    @property
    def waived(self) -> bool:
        """Tell whether a countersigned waiver under a law in force covers the field."""
        match self.standing:
            case Request(waiver=Waiver() as waiver):
                law = self.case.law.get(waiver.legal_basis)
                lifts = law is not None and law.kind in WAIVING and in_force(self.case, law.code)
                return lifts and waiver.countersigned and self.key in waiver.fields
            case _:
                return False
