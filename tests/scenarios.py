"""Plain data of what organizations use licenses for: scenarios, matters, law, and purposes."""

from typing import NamedTuple

from hub.policy.entry import LegalBasis
from hub.policy.facts import Purpose
from hub.policy.terms import LawKind
from tests.actors import BANK, GOVERNMENT
from tests.entries import LAW, YESTERDAY

MORE_LAW = {
    code: LegalBasis(code, f"《{code}》", code, kind, LAW["secrets-law"].in_force_from, until)
    for code, kind, until in (
        ("market-regulation", LawKind.ADMINISTRATIVE_REGULATION, None),
        ("market-rule", LawKind.RULE, None),
        ("lapsed-regulation", LawKind.ADMINISTRATIVE_REGULATION, YESTERDAY),
    )
}
"""What waivers cite."""

Materials = dict[str, tuple[str, ...]]
"""The fields of each entry that a matter needs."""


class Scenario(NamedTuple):
    """A scenario as plain data, with the materials of its matters."""

    organization: str
    matters: dict[str, Materials]
    retired: bool = False

    def listed(self, entry: str) -> frozenset[str]:
        """Return the fields of an entry that any of its matters needs."""
        return frozenset(key for needs in self.matters.values() for key in needs.get(entry, ()))


_FOR_OPENING = {
    "permit": (
        "number", "holder_name", "capital", "account", "phone", "health", "home", "duty",
        "premises", "grade", "mail", "inspector", "dossier",
    ),
    "private": ("number", "status", "holder_name", "phone", "capital"),
    "quiet": ("account", "phone", "holder_code", "term"),
    "closed": ("number", "capital"),
}  # fmt: skip
_FOR_RENEWAL = {
    "permit": ("number", "holder_code", "term", "seats", "picture", "fax"),
    "quiet": ("capital",),
}
SCENARIOS = {
    "credit": Scenario(
        BANK,
        {
            "credit-opening": _FOR_OPENING,
            "credit-renewal": _FOR_RENEWAL,
            "credit-auditing": {},
            "credit-waiving": {},
        },
    ),
    "pawning": Scenario(BANK, {"pawning-old": _FOR_OPENING}, retired=True),
    "licensing": Scenario(
        GOVERNMENT, {"licensing-accepting": {"permit": ("number", "phone", "picture", "term")}}
    ),
}
IN_USE = {code: it for code, it in SCENARIOS.items() if not it.retired}


def needed(matter: str | None, entry: str) -> frozenset[str] | None:
    """Return the fields of an entry that a matter needs; None where no such matter stands."""
    for scenario in IN_USE.values():
        if matter in scenario.matters:
            return frozenset(scenario.matters[matter].get(entry, ()))
    return None


def purpose(matter: str | None, case: str | None = None, scenario: str = "credit") -> Purpose:
    """State a purpose."""
    return Purpose(cause="核对示例资料", scenario=scenario, matter=matter, case_number=case)


CASE, OTHER_CASE = "C-1", "C-2"
OPENING = purpose("credit-opening", CASE)
RENEWAL = purpose("credit-renewal", CASE)
AUDITING = purpose("credit-auditing", CASE)
WAIVING = purpose("credit-waiving", CASE)
OLD = purpose("pawning-old", CASE, "pawning")
LICENSING = purpose("licensing-accepting", CASE, "licensing")
