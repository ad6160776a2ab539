"""Faults planted in the rulebook, one at a time: the agreement with the oracle catches each."""

import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from inspect import getsource
from types import ModuleType
from typing import NamedTuple

import pytest

from tests.agreement.oracle import Ruling
from tests.agreement.standings import Question, questions
from tests.agreement.test_agreement import by_oracle, by_rulebook

NUMBER = 12_000
MODULES = ("hub.policy.case", "hub.policy.consent", "hub.policy.rulebook")
"""What the decisions are made of, each importing the ones before it."""


class Fault(NamedTuple):
    """One text of a module, and what a slip of the hand makes of it."""

    name: str
    text: str
    slip: str
    module: str = "hub.policy.rulebook"


CASE, CONSENT = "hub.policy.case", "hub.policy.consent"

FAULTS = (
    Fault("guardian on the birthday", "today < standing.until", "today <= standing.until"),
    Fault("issuer without purpose", "return case.asker.purpose is not None", "return True"),
    Fault("any order", "purpose.case_number == standing.reference", "True"),
    Fault("any sector", "standing.sector in (None, case.entry.sector)", "True"),
    Fault("any region", "covers(standing.region, case.license.region)", "True"),
    Fault(
        "region to the letter",
        "covers(standing.region, case.license.region)",
        "case.license.region.startswith(standing.region)",
    ),
    Fault(
        "public although closed",
        "case.sharing is SharingState.OPEN and _in_register(case)",
        "_in_register(case)",
    ),
    Fault("window with its end", "moment < standing.valid_until", "moment <= standing.valid_until"),
    Fault("window without start", "standing.valid_from <= case", "standing.valid_from < case"),
    Fault("public a day late", "today < shown.valid_from", "today <= shown.valid_from"),
    Fault("register a day short", "today <= end + ", "today < end + "),
    Fault("grant used up", "return stated and _left(standing.uses_left)", "return stated"),
    Fault("grant without purpose", "purpose is not None or not standing.to_organization", "True"),
    Fault("delegate unknown", "case.asker.assurance >= DELEGATE_ASSURANCE", "True"),
    Fault("delegate in any matter", "purpose.matter == standing.matter", "True"),
    Fault("presented to any scenario", "purpose.scenario == standing.scenario", "True"),
    Fault("request in any scenario", "purpose.scenario == request.scenario", "True"),
    Fault("request in any matter", "purpose.matter in request.matters", "True"),
    Fault("request over quota", "_left(request.quota_left)", "True"),
    Fault("request on lapsed law", "case.in_force(request.legal_basis)", "True"),
    Fault("zero is left", "count is None or count > 0", "count is None or count >= 0"),
    Fault("work secret told", "field.classification is Classification.WORK_SECRET", "False"),
    Fault("assurance at its mark", "assurance < field.assurance", "assurance <= field.assurance"),
    Fault("disclosed on lapsed law", "if not case.in_force(cite):", "if False:"),
    Fault("partner's mask for all", "field.mask_for_public, _way_on", "field.mask, _way_on"),
    Fault(
        "entry's law cited", "field.legal_basis or case.entry.legal_basis", "case.entry.legal_basis"
    ),
    Fault(
        "account for nothing", "if case.asker.assurance else", "if not case.asker.assurance else"
    ),
    Fault("identifier overlooked", "OVERSEEN = REMAINS | {IDENTIFIER}", "OVERSEEN = REMAINS"),
    Fault("named field overlooked", " or field.key in standing.named", ""),
    Fault("holder name overlooked", "if field.key == HOLDER_NAME:", "if False:"),
    Fault("all that was delegated", "standing.fields & standing.materials", "standing.fields"),
    Fault("all that is shown", "standing.fields & standing.listed", "standing.fields"),
    Fault("never stopped", "ended = standing.stopped or ", "ended = "),
    Fault("never ended", "case.license.end(case.asker.today) is not None", "False"),
    Fault("nothing remains", "ended and field.key not in REMAINS", "ended"),
    Fault("waiver uncited", "if code is DecisionCode.WAIVED and", "if False and"),
    Fault(
        "masked is best", "[Outcome.GRANTED, Outcome.MASKED,", "[Outcome.MASKED, Outcome.GRANTED,"
    ),
    Fault("youngest first", "given = standing.given_at", "given = -standing.given_at"),
    Fault("ids do not settle", 'given, authorization_of(standing) or ""', 'given, ""'),
    Fault("exemption ends early", "reason.until < case", "reason.until <= case", CASE),
    Fault(
        "lapsed is free", "Sharing.CONDITIONAL if stated", "Sharing.UNCONDITIONAL if stated", CASE
    ),
    Fault("personal is free", "Classification.INTERNAL})", "Classification.PERSONAL})", CASE),
    Fault("waived unsigned", "not waiver.countersigned or ", "", CONSENT),
    Fault(
        "waived by rule",
        "frozenset({LawKind.LAW, ",
        "frozenset({LawKind.RULE, LawKind.LAW, ",
        CONSENT,
    ),
    Fault("waived by lapsed law", "case.in_force(waiver.legal_basis) and ", "", CONSENT),
    Fault("bundled", "separate=sensitive", "separate=False", CONSENT),
    Fault(
        "one holder for all", "return all(\n        answer", "return any(\n        answer", CONSENT
    ),
)


@cache
def agreed() -> tuple[tuple[Question, Ruling | None], ...]:
    """Return the questions on which rulebook and oracle agree, with the answer."""
    answered = ((asked, by_oracle(asked)) for asked in questions(0, NUMBER))
    return tuple((asked, answer) for asked, answer in answered if by_rulebook(asked) == answer)


def planted(fault: Fault, put: Callable[[str, ModuleType], None]) -> ModuleType:
    """Build the rulebook anew with the fault in it."""
    built = {}
    for name in MODULES:
        source = getsource(import_module(name))
        if name == fault.module:
            assert source.count(fault.text) == 1, "the fault must be planted exactly once"
            source = source.replace(fault.text, fault.slip)
        built[name] = ModuleType(name)
        built[name].__file__ = f"<{fault.name}>"
        put(name, built[name])
        exec(compile(source, f"<{fault.name}>", "exec"), built[name].__dict__)  # noqa: S102 - the
        # fault exists only in this memory
    return built["hub.policy.rulebook"]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_is_caught(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    faulty = planted(fault, lambda name, module: monkeypatch.setitem(sys.modules, name, module))
    assert any(by_rulebook(asked, faulty) != answer for asked, answer in agreed())


def test_the_rulebook_built_anew_without_a_fault_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    none = Fault("no fault", "def decide(", "def decide(")
    same = planted(none, lambda name, module: monkeypatch.setitem(sys.modules, name, module))
    assert all(by_rulebook(asked, same) == answer for asked, answer in agreed())
