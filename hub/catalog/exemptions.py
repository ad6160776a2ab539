"""The list of what is not shared and why (不予共享清单, art. 22), with what holds no more."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from hub.catalog.queries import CatalogSnapshot, Shelf
from hub.policy.entry import Entry, Exemption, Field, Law, LegalBasis
from hub.policy.terms import Classification, Sharing

_DAY = timedelta(days=1)


class LapseCause(StrEnum):
    """Why an exemption holds no more."""

    EXEMPTION_ENDED = "EXEMPTION_ENDED"
    BASIS_ENDED = "BASIS_ENDED"
    BASIS_NOT_IN_FORCE = "BASIS_NOT_IN_FORCE"


class Lapse(msgspec.Struct, frozen=True):
    """Since when an exemption does not hold, why, and what its subject counts as now.

    `since` is the first day without it; there is none where its provision never came in force.
    """

    cause: LapseCause
    since: date | None
    sharing: Sharing

    @property
    def zh(self) -> str:
        """Say in Chinese what it means now."""
        return _MEANINGS[self.sharing][0]

    @property
    def en(self) -> str:
        """Say in English what it means now."""
        return _MEANINGS[self.sharing][1]


_MEANINGS = {
    Sharing.EXEMPT: (
        "该项依据已不适用，但另有不予共享依据，仍不予共享",
        "This reason holds no more; for another it is not shared all the same",
    ),
    Sharing.CONDITIONAL: (
        "不再属于不予共享，按有条件共享处理：经授权后可共享（第十五条），仍不向社会公示",
        "No longer exempt: shared under conditions, by authorization (art. 15), not in public",
    ),
}


class DeclaredExemption(msgspec.Struct, frozen=True):
    """One line of the list of what is not shared (不予共享, art. 22); without a key, all of it."""

    code: str
    entry: Entry
    key: str | None
    exemption: Exemption
    legal_basis: LegalBasis | None
    lapse: Lapse | None

    @property
    def lapsed(self) -> bool:
        """Tell whether it holds no more."""
        return self.lapse is not None

    @property
    def zh(self) -> str:
        """Name in Chinese what is exempt."""
        return self.entry.zh if self.key is None else f"{self.entry.zh}：{self._field.zh}"

    @property
    def en(self) -> str:
        """Name in English what is exempt."""
        return self.entry.en if self.key is None else f"{self.entry.en}: {self._field.en}"

    @property
    def _field(self) -> Field:
        return self.entry.by_key[self.key or ""]


def exemptions(
    catalog: CatalogSnapshot, today: date, *, lapsed: bool | None = None
) -> tuple[DeclaredExemption, ...]:
    """Return what is declared exempt, entry by entry: all, what has lapsed, or what holds."""
    return tuple(
        line
        for shelf in catalog.shelves
        for line in _declared(catalog.law, shelf, today)
        if lapsed in (None, line.lapsed)
    )


def _declared(law: Law, shelf: Shelf, today: date) -> Iterator[DeclaredExemption]:
    for field, exemption in _stated(shelf.policy):
        basis = law.get(exemption.legal_basis)
        found = _over(exemption, basis, today)
        lapse = found and Lapse(*found, _class(law, shelf.policy, field, today))
        key = None if field is None else field.key
        yield DeclaredExemption(shelf.code, shelf.policy, key, exemption, basis, lapse)


def _stated(entry: Entry) -> Iterator[tuple[Field | None, Exemption]]:
    if entry.exemption is not None:
        yield None, entry.exemption
    for field in entry.fields:
        if field.exemption is not None:
            yield field, field.exemption


def _over(
    exemption: Exemption, basis: LegalBasis | None, today: date
) -> tuple[LapseCause, date | None] | None:
    """Return why an exemption does not hold and since when: by whichever end came first."""
    if basis is None or today < basis.in_force_from:
        return LapseCause.BASIS_NOT_IN_FORCE, None
    ends = [
        (last + _DAY, cause)
        for last, cause in (
            (exemption.until, LapseCause.EXEMPTION_ENDED),
            (basis.in_force_until, LapseCause.BASIS_ENDED),
        )
        if last is not None and last < today
    ]
    if not ends:
        return None
    since, cause = min(ends)
    return cause, since


def _class(law: Law, entry: Entry, field: Field | None, today: date) -> Sharing:
    """Return what something counts as without its own exemption, as the rulebook has it."""
    if field is None:
        return Sharing.CONDITIONAL
    whole = entry.exemption
    kept = whole is not None and _over(whole, law.get(whole.legal_basis), today) is None
    secret = field.classification is Classification.WORK_SECRET
    return Sharing.EXEMPT if kept or secret else Sharing.CONDITIONAL
