"""Scenarios with their matters, as held in memory at one reference epoch (应用场景, art. 17)."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

import msgspec


class Material(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A license that a matter asks for, by its entry, and the fields that are truly needed."""

    entry: str
    fields: tuple[str, ...]
    required: bool = True


class MatterFacts(msgspec.Struct, frozen=True):
    """A matter of a scenario (事项), with the materials that it needs."""

    code: str
    zh: str
    en: str
    materials: tuple[Material, ...]

    @property
    def entries(self) -> frozenset[str]:
        """Return the entries of which the matter needs something."""
        return frozenset(material.entry for material in self.materials)

    def needed(self, entry: str) -> frozenset[str]:
        """Return the fields of an entry that the matter needs."""
        return frozenset(
            key for material in self.materials if material.entry == entry for key in material.fields
        )


class ScenarioFacts(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What an organization uses licenses for."""

    code: str
    organization_id: int
    zh: str
    en: str
    legal_basis: str
    retention_days: int
    by_field: bool
    """Whether a holder may consent field by field, or to all or nothing."""
    registered_at: datetime
    retired_at: datetime | None
    matters: tuple[MatterFacts, ...]

    def needed(self, entry: str) -> frozenset[str]:
        """Return the fields of an entry that any matter of the scenario needs."""
        return frozenset().union(*(matter.needed(entry) for matter in self.matters))

    @cached_property
    def entries(self) -> frozenset[str]:
        """Return the entries of which any matter needs something."""
        return frozenset(it.entry for matter in self.matters for it in matter.materials)


class ScenarioBook:
    """Finds scenarios by code and by matter; a retired one carries nothing."""

    def __init__(self, epoch: int, scenarios: Iterable[ScenarioFacts]) -> None:
        """Take every scenario of one epoch."""
        self.epoch = epoch
        self.scenarios = {scenario.code: scenario for scenario in scenarios}
        self.matters: dict[str, MatterFacts] = {}
        self._of_matter: dict[str, ScenarioFacts] = {}
        for scenario in self.scenarios.values():
            for matter in scenario.matters:
                self.matters[matter.code] = matter
                self._of_matter[matter.code] = scenario

    def scenario(self, code: str | None) -> ScenarioFacts | None:
        """Return a scenario that stands."""
        found = self.scenarios.get(code or "")
        return None if found is None or found.retired_at is not None else found

    def scenario_of(self, matter: str | None) -> ScenarioFacts | None:
        """Return the scenario that a matter belongs to, if it stands."""
        found = self._of_matter.get(matter or "")
        return None if found is None or found.retired_at is not None else found

    def matter(self, code: str | None) -> MatterFacts | None:
        """Return a matter of a scenario that stands."""
        return None if self.scenario_of(code) is None else self.matters[code or ""]
