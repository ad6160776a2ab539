"""What is foreseen of a request follows the policy of the entry, as GraphQL tells it."""

from typing import Any

import msgspec

from hub.policy.terms import DecisionCode, Outcome, SharingState
from hub.sample.files import load_entries
from hub.web.pages.partner.request_new.preview import Foreseen, foresee

ENTRIES = {entry.code: entry for entry, _ in load_entries()}


def told(code: str, sharing: str = "OPEN", *lapsed: str) -> dict[str, Any]:
    """Tell an entry as GraphQL does."""
    return {
        "catalogEntry": {
            "publication": {"sharing": sharing},
            "body": msgspec.to_builtins(ENTRIES[code]),
        },
        "exemptions": [{"code": code, "key": key} for key in lapsed],
    }


def of(found: list[Foreseen], key: str) -> Foreseen:
    return next(one for one in found if one.field.key == key)


def test_what_is_exempt_is_withheld_though_it_is_asked_until_that_lapses() -> None:
    asked = {"varieties", "status"}
    found = foresee(told("food-production-license"), asked, asked)
    decision = of(found, "varieties").decision
    assert decision is not None
    assert (decision.outcome, decision.code) == (Outcome.WITHHELD, DecisionCode.EXEMPT)
    lapsed = foresee(told("food-production-license", "OPEN", "varieties"), asked, asked)
    assert of(lapsed, "varieties").outcome is Outcome.GRANTED


def test_what_is_a_third_person_s_is_withheld_and_what_no_matter_needs_is_marked() -> None:
    asked = {"contact_phone", "address"}
    found = foresee(told("business-license"), asked, {"contact_phone"})
    assert of(found, "contact_phone").outcome is Outcome.WITHHELD
    assert [one.field.key for one in found if one.over] == ["address"]


def test_of_an_entry_that_is_not_shared_nothing_is_found() -> None:
    found = foresee(told("identity-card", SharingState.CLOSED), {"status"}, {"status"})
    assert {one.outcome for one in found} == {Outcome.WITHHELD}
    assert all(one.decision is None for one in found)
