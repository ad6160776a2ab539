"""What a using organization wishes of its scenarios, as plain data."""

import msgspec

from hub.authorizations.scenarios.book import MatterFacts


class RegisterScenario(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario as it is to stand."""

    code: str
    zh: str
    en: str
    legal_basis: str
    retention_days: int
    by_field: bool
    matters: tuple[MatterFacts, ...]


class AmendScenario(RegisterScenario, frozen=True, kw_only=True):
    """What a scenario is to say from now on; its code tells which."""


class RetireScenario(msgspec.Struct, frozen=True):
    """The scenario that is used no more."""

    code: str
