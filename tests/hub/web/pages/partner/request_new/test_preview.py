"""What is foreseen of a request follows the policy of the entry, as GraphQL tells it."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from hub.clock import SHANGHAI, held_at
from hub.policy.revision import cited
from hub.policy.terms import DecisionCode, Outcome, SharingState
from hub.sample.files import load_entries, load_law
from hub.web.pages.partner.request_new.preview import Foreseen, foresee

ENTRIES = {entry.code: entry for entry, _ in load_entries()}


def told(code: str, sharing: str = "OPEN") -> dict[str, Any]:
    """Tell an entry as GraphQL does."""
    entry, law = ENTRIES[code], load_law()
    return {
        "catalogEntry": {
            "publication": {"sharing": sharing},
            "body": msgspec.to_builtins(entry),
        },
        "legalBases": msgspec.to_builtins([law[one] for one in cited(entry)]),
    }


def of(found: list[Foreseen], key: str) -> Foreseen:
    return next(one for one in found if one.field.key == key)


@pytest.mark.parametrize(("day", "code"), [(29, DecisionCode.EXEMPT), (31, DecisionCode.CONSENTED)])
def test_what_is_exempt_is_withheld_though_it_is_asked_until_that_lapses(
    day: int, code: DecisionCode
) -> None:
    asked = {"varieties", "status"}
    with held_at(datetime(2026, 6, 1, 12, tzinfo=SHANGHAI) + timedelta(days=day - 1)):
        decision = of(foresee(told("food-production-license"), asked, asked), "varieties").decision
    assert decision is not None
    assert decision.code is code


def test_what_is_disclosed_is_so_while_its_provision_is_in_force() -> None:
    code = "film-projection-license"
    key = next(one.key for one in ENTRIES[code].fields if one.legal_basis)
    found = []
    for month in (9, 11):
        with held_at(datetime(2026, month, 1, 12, tzinfo=SHANGHAI)):
            found.append(of(foresee(told(code), set(), set()), key).outcome)
    assert found == [Outcome.GRANTED, Outcome.WITHHELD]


def test_what_is_a_third_person_s_is_withheld_and_what_no_matter_needs_is_marked() -> None:
    asked = {"contact_phone", "address"}
    found = foresee(told("business-license"), asked, {"contact_phone"})
    assert of(found, "contact_phone").outcome is Outcome.WITHHELD
    assert [one.field.key for one in found if one.over] == ["address"]


def test_of_an_entry_that_is_not_shared_nothing_is_found() -> None:
    found = foresee(told("identity-card", SharingState.CLOSED), {"status"}, {"status"})
    assert {one.outcome for one in found} == {Outcome.WITHHELD}
    assert all(one.decision is None for one in found)
