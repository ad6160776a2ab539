"""Entry data: what a field and its provisions say of themselves."""

from datetime import date

import msgspec
import pytest

from hub.policy.entry import (
    IDENTIFIER,
    METADATA,
    REMAINS,
    Entry,
    Field,
    LegalBasis,
)
from hub.policy.facts import LicenseFacts
from hub.policy.terms import (
    Basis,
    Classification,
    HolderKind,
    LawKind,
    LicenseStatus,
    Mask,
    Sharing,
)

TODAY = date(2026, 5, 20)
YESTERDAY, TOMORROW = date(2026, 5, 19), date(2026, 5, 21)


def field(classification: Classification = Classification.INTERNAL, **said: object) -> Field:
    """Make a field."""
    plain = {"key": "scope", "zh": "范围", "en": "scope", "sharing": Sharing.CONDITIONAL}
    return msgspec.convert({**plain, "classification": classification, **said}, Field)


@pytest.mark.parametrize(
    ("classification", "stated", "needed"),
    [
        (Classification.PUBLIC, None, 2),
        (Classification.PERSONAL, None, 2),
        (Classification.COMMERCIAL, None, 2),
        (Classification.SENSITIVE_PERSONAL, None, 3),
        (Classification.SENSITIVE_PERSONAL, 2, 2),
        (Classification.PUBLIC, 0, 0),
    ],
)
def test_a_holder_needs_assurance_by_sensitivity_unless_the_field_says_otherwise(
    classification: Classification, stated: int | None, needed: int
) -> None:
    assert field(classification, min_assurance=stated).assurance == needed


def test_the_public_gets_its_own_mask_where_one_is_stated() -> None:
    partner, public = Mask.IDENTITY_NUMBER_PARTNER, Mask.IDENTITY_NUMBER_PUBLIC
    assert field(mask=partner).mask_for_public is partner
    assert field(mask=partner, public_mask=public).mask_for_public is public
    assert field(mask=partner, public_mask=public).masks == {partner, public}


@pytest.mark.parametrize(
    ("since", "until", "in_force"),
    [
        (TODAY, None, True),
        (TOMORROW, None, False),
        (YESTERDAY, TODAY, True),
        (YESTERDAY, YESTERDAY, False),
        (TODAY, TODAY, True),
    ],
)
def test_a_provision_is_in_force_with_both_its_days(
    since: date, until: date | None, *, in_force: bool
) -> None:
    basis = LegalBasis("law", "样例法", "sample law", LawKind.LAW, since, until)
    assert basis.in_force(TODAY) is in_force


@pytest.mark.parametrize("first", Sharing)
@pytest.mark.parametrize("second", Sharing)
def test_the_stricter_class_wins_from_either_side(first: Sharing, second: Sharing) -> None:
    stricter = first.stricter(second)
    assert stricter is second.stricter(first)
    assert stricter in (first, second)
    assert (stricter is Sharing.EXEMPT) == (Sharing.EXEMPT in (first, second))
    assert (stricter is Sharing.UNCONDITIONAL) == (first is second is Sharing.UNCONDITIONAL)


def test_only_public_and_internal_cells_are_stored_open() -> None:
    opened = {classification for classification in Classification if not classification.sealed}
    assert opened == {Classification.PUBLIC, Classification.INTERNAL}


def test_what_remains_of_an_ended_license_names_no_holder() -> None:
    assert METADATA > REMAINS
    assert not {IDENTIFIER, "holder_name", "holder_code"} & REMAINS


def test_ties_go_in_the_order_of_the_page() -> None:
    page = "HOLDER, ISSUER, PUBLIC, OVERSIGHT, DELEGATION, PRESENTATION, REQUEST, GRANT"
    assert list(Basis) == page.split(", ")


def test_fields_are_found_by_their_keys() -> None:
    scope, phone = field(), field(key="phone")
    entry = Entry(
        code="519999-sample",
        zh="样例",
        en="sample",
        type_code="sample",
        sector="market",
        owner="sample",
        holder_kind=HolderKind.EITHER,
        sharing=Sharing.CONDITIONAL,
        legal_basis="law",
        fields=(scope, phone),
    )
    assert list(entry.by_key.items()) == [("scope", scope), ("phone", phone)]


def test_a_field_with_an_unknown_word_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        field(disclosure="SOMETIMES")
    with pytest.raises(msgspec.ValidationError):
        field(colour="red")


@pytest.mark.parametrize(
    ("license_", "end"),
    [
        (LicenseFacts(), None),
        (LicenseFacts(valid_until=TODAY), None),
        (LicenseFacts(valid_until=YESTERDAY), YESTERDAY),
        (LicenseFacts(LicenseStatus.SUSPENDED), None),
        (LicenseFacts(LicenseStatus.REVOKED, ended_on=YESTERDAY), YESTERDAY),
        (LicenseFacts(LicenseStatus.CANCELLED), TODAY),
    ],
)
def test_a_license_ends_after_its_last_day_or_by_an_act(
    license_: LicenseFacts, end: date | None
) -> None:
    assert license_.end(TODAY) == end


def test_a_license_does_not_end_twice() -> None:
    expired = LicenseFacts(LicenseStatus.CANCELLED, valid_until=YESTERDAY, ended_on=TODAY)
    assert expired.end(TODAY) == YESTERDAY
