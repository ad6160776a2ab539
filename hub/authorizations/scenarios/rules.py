"""What a scenario may say, who may register it, and what is asked for beyond it."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from msgspec.structs import replace

from hub.authorizations.scenarios.book import Material, MatterFacts
from hub.authorizations.scenarios.refusals import (
    MaterialFieldInvalid,
    MaterialInvalid,
    MattersInvalid,
    NamesInvalid,
    NoUsingOffice,
    RetentionInvalid,
    ScenarioBasisInvalid,
    ScenarioCodeInvalid,
)
from hub.authorizations.scenarios.wishes import RegisterScenario
from hub.identity.callers import Caller
from hub.identity.terms import OrganizationKind, Role
from hub.policy.case import Case, exemption, freely_shared
from hub.policy.consent import WAIVING
from hub.policy.entry import Field, LegalBasis
from hub.policy.terms import Classification, DecisionCode, Subject

LONGEST_CODE = 64
LONGEST_NAME = 100
LONGEST_RETENTION = 3650
MOST_MATTERS = 50
MOST_MATERIALS = 50

_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)

_USING_ROLES = frozenset({Role.USER, Role.SYSTEM_ADMIN})
_USING_KINDS = frozenset(OrganizationKind) - {
    OrganizationKind.SUPERVISOR,
    OrganizationKind.DATA_CENTER,
}
"""Who uses licenses; the supervisor and the data center come to one on an order alone (art. 5)."""


def permit_using(caller: Caller, kind: OrganizationKind | None) -> None:
    """Let a person pass who acts in a using office, and no machine: somebody answers for it.

    Raises: NoUsingOffice.
    """
    in_office = not caller.client and bool(_USING_ROLES & caller.roles)
    if not in_office or kind not in _USING_KINDS:
        raise NoUsingOffice


def check_code(code: str) -> None:
    """Let a code of a scenario or a matter pass.

    Raises: ScenarioCodeInvalid.
    """
    if len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
        raise ScenarioCodeInvalid(most=LONGEST_CODE)


def check_names(zh: str, en: str) -> None:
    """Let a name in two languages pass.

    Raises: NamesInvalid.
    """
    if not all(1 <= len(name.strip()) <= len(name) <= LONGEST_NAME for name in (zh, en)):
        raise NamesInvalid(most=LONGEST_NAME)


def check_scenario(
    wish: RegisterScenario, basis: LegalBasis | None, cases: Mapping[str, Case], today: date
) -> tuple[MatterFacts, ...]:
    """Return the matters of a scenario as they are kept (应用场景, art. 17, 25).

    `cases` holds the latest revision of every entry under today's policy.

    Raises: ScenarioCodeInvalid, NamesInvalid, RetentionInvalid, ScenarioBasisInvalid,
        MattersInvalid, MaterialInvalid, MaterialFieldInvalid.
    """
    check_code(wish.code)
    check_names(wish.zh, wish.en)
    if not 1 <= wish.retention_days <= LONGEST_RETENTION:
        raise RetentionInvalid(most=LONGEST_RETENTION)
    if basis is None or not basis.in_force(today):
        raise ScenarioBasisInvalid(basis=wish.legal_basis)
    codes = {matter.code for matter in wish.matters}
    if not 1 <= len(codes) == len(wish.matters) <= MOST_MATTERS:
        raise MattersInvalid(most=MOST_MATTERS)
    return tuple(_checked(matter, basis, cases) for matter in wish.matters)


def over_asked(matters: Iterable[MatterFacts], entry: str, fields: Iterable[str]) -> list[str]:
    """Return which fields of an entry none of the matters needs: what is over-asked (art. 25)."""
    needed = frozenset().union(*(matter.needed(entry) for matter in matters))
    return sorted(set(fields) - needed)


def _checked(matter: MatterFacts, basis: LegalBasis, cases: Mapping[str, Case]) -> MatterFacts:
    check_code(matter.code)
    check_names(matter.zh, matter.en)
    entries = [material.entry for material in matter.materials]
    for material in matter.materials:
        reason = _obstacle(material, entries, cases)
        if reason is not None:
            raise MaterialInvalid(matter=matter.code, entry=material.entry, reason=reason)
        _check_fields(matter, material, basis, cases[material.entry])
    kept = (replace(it, fields=tuple(sorted(set(it.fields)))) for it in matter.materials)
    return replace(matter, materials=tuple(kept))


def _obstacle(material: Material, entries: list[str], cases: Mapping[str, Case]) -> str | None:
    if len(entries) > MOST_MATERIALS:
        return "TOO_MANY"
    if material.entry not in cases:
        return "UNKNOWN_ENTRY"
    if entries.count(material.entry) > 1:
        return "NAMED_TWICE"
    return None if material.fields else "NO_FIELDS"


def _check_fields(matter: MatterFacts, material: Material, basis: LegalBasis, case: Case) -> None:
    for key in material.fields:
        field = case.entry.by_key.get(key)
        reason = "UNKNOWN" if field is None else _never(case, field, basis)
        if reason is not None:
            named = {"matter": matter.code, "entry": material.entry}
            raise MaterialFieldInvalid(**named, key=key, reason=reason)


def _never(case: Case, field: Field, basis: LegalBasis) -> str | None:
    """Return why no basis could ever carry a field for a scenario.

    A third person's field flows where it is shared freely, or under a waiver, which cites a law or
    an administrative regulation; a scenario that rests on neither cannot truly need it.
    """
    if field.classification is Classification.WORK_SECRET:
        return DecisionCode.WORK_SECRET
    if exemption(case, field, privacy_yields=True) is not None:
        return DecisionCode.EXEMPT
    others = field.subject is Subject.OTHER and not freely_shared(case, field)
    return DecisionCode.THIRD_PERSON if others and basis.kind not in WAIVING else None
