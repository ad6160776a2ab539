"""Where a reader of the policy page stumbles: plain examples that both readings must answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from hub.policy.case import Case
from hub.policy.entry import HOLDER_NAME, STATUS, Entry, Exemption, Field
from hub.policy.facts import (
    Asker,
    Consent,
    Delegation,
    Grant,
    LicenseFacts,
    Oversight,
    Own,
    Public,
    Purpose,
    Request,
    Standing,
    Waiver,
)
from hub.policy.terms import (
    Classification,
    DecisionCode,
    Disclosure,
    Form,
    Ground,
    HolderKind,
    LicenseStatus,
    Remedy,
    Sharing,
    SharingState,
    Subject,
)
from tests.agreement.cases import (
    CASE_NUMBER,
    DAY,
    LAW,
    MATTER,
    NOW,
    SCENARIO,
    SECOND,
    SECTOR,
    TODAY,
)
from tests.agreement.oracle import Ruling
from tests.agreement.standings import Question, Window
from tests.agreement.test_agreement import by_oracle, by_rulebook

Answer = Callable[[Question], Ruling | None]

both = pytest.mark.parametrize("answer", [by_oracle, by_rulebook])

PURPOSE = Purpose(cause="sample", scenario=SCENARIO, matter=MATTER, case_number=CASE_NUMBER)
ASKER = Asker(assurance=3, moment=NOW, today=TODAY, purpose=PURPOSE)
WINDOW = Window(
    id="b", given_at=NOW - DAY, valid_from=NOW - DAY, valid_until=NOW + DAY, stopped=False
)
SCOPE = Field(
    key="scope",
    zh="范围",
    en="scope",
    classification=Classification.INTERNAL,
    sharing=Sharing.UNCONDITIONAL,
    disclosure=Disclosure.FULL,
)
CASE = Case(
    entry=Entry(
        code="519999-sample",
        zh="样例",
        en="sample",
        type_code="sample",
        sector=SECTOR,
        owner="sample",
        holder_kind=HolderKind.EITHER,
        sharing=Sharing.UNCONDITIONAL,
        legal_basis="law",
        fields=(SCOPE,),
    ),
    sharing=SharingState.OPEN,
    law=LAW,
    license=LicenseFacts(),
    asker=ASKER,
)
GRANT = Grant(**WINDOW, fields=frozenset({"scope", STATUS}), to_organization=False)
REQUEST = Request(
    **WINDOW,
    scenario=SCENARIO,
    matters=frozenset({MATTER}),
    forms={"scope": Form.FULL},
    legal_basis="rule",
)
OVERSIGHT = Oversight(id="o", reference=CASE_NUMBER)


def about(*standings: Standing, field: Field = SCOPE, case: Case = CASE) -> Question:
    """Ask for a field by these standings."""
    others = tuple(it for it in case.entry.fields if it.key != field.key)
    entry = replace(case.entry, fields=(*others, field))
    return Question(replace(case, entry=entry), standings, field, 1)


def the_case(**changes: Any) -> Case:  # noqa: ANN401 - any part of a case
    """Change the plain case."""
    return replace(CASE, **changes)


def code(ruling: Ruling | None) -> DecisionCode | None:
    """Return why."""
    return ruling and ruling.code


@both
def test_another_exemption_stands_when_privacy_has_yielded(answer: Answer) -> None:
    private = replace(
        SCOPE, sharing=Sharing.EXEMPT, exemption=Exemption(Ground.PRIVACY, "regulation")
    )
    assert code(answer(about(GRANT, field=private))) is DecisionCode.GRANTED_BY_HOLDER
    secret = Exemption(Ground.NATIONAL_SECURITY, "another-law")
    entry = replace(CASE.entry, sharing=Sharing.EXEMPT, exemption=secret)
    ruling = answer(about(GRANT, field=private, case=the_case(entry=entry)))
    assert ruling is not None
    assert (ruling.code, ruling.legal_basis) == (DecisionCode.EXEMPT, "another-law")
    assert ruling.remedy is Remedy.NONE


@both
def test_a_third_person_is_not_shown_masked_by_default(answer: Answer) -> None:
    third = replace(
        SCOPE,
        key="partner",
        subject=Subject.OTHER,
        classification=Classification.PERSONAL,
        default_form=Form.MASKED,
    )
    waiving = replace(
        REQUEST,
        consents={1: Consent(frozenset({"scope"}))},
        waiver=Waiver(frozenset({"partner"}), "law", countersigned=True),
    )
    assert code(answer(about(waiving, field=third))) is DecisionCode.NOT_LISTED


@both
def test_a_license_that_expired_long_ago_does_not_return_when_cancelled(answer: Answer) -> None:
    expired = LicenseFacts(valid_until=TODAY - DAY)
    cancelled = replace(expired, status=LicenseStatus.CANCELLED, ended_on=TODAY)
    assert answer(about(Public(), case=the_case(license=expired))) is None
    assert answer(about(Public(), case=the_case(license=cancelled))) is None


@both
@pytest.mark.parametrize(
    ("region", "place", "found"),
    [
        ("511000", "511024", True),
        ("511000", "511124", False),  # the zero of 5110 counts
        ("510000", "511124", True),
        ("510000", "520100", False),
        ("", "520100", True),
        ("510104", "510100", False),
    ],
)
def test_a_region_has_two_digits_a_level(
    answer: Answer, region: str, place: str, *, found: bool
) -> None:
    case = the_case(license=LicenseFacts(region=place))
    asked = about(replace(OVERSIGHT, region=region), case=case)
    assert (answer(asked) is not None) is found


@both
def test_a_delegate_stops_at_the_end_of_the_window(answer: Answer) -> None:
    delegation = Delegation(
        **WINDOW, matter=MATTER, fields=frozenset({"scope"}), materials=frozenset({"scope"})
    )
    last = the_case(asker=replace(ASKER, moment=NOW + DAY - SECOND))
    over = the_case(asker=replace(ASKER, moment=NOW + DAY))
    assert code(answer(about(delegation, case=last))) is DecisionCode.DELEGATED
    assert answer(about(delegation, case=over)) is None


@both
def test_a_guardian_finds_nothing_on_the_birthday(answer: Answer) -> None:
    assert code(answer(about(Own(until=TODAY + DAY)))) is DecisionCode.OWN
    assert answer(about(Own(until=TODAY))) is None


@both
def test_the_oldest_grant_is_used_then_the_smaller_id(answer: Answer) -> None:
    older = replace(GRANT, id="c", given_at=GRANT.given_at - timedelta(hours=1))
    smaller = replace(GRANT, id="a")
    for standings, used in (((GRANT, smaller, older), "c"), ((GRANT, smaller), "a")):
        ruling = answer(about(*standings))
        assert ruling is not None
        assert ruling.authorization == used


@both
def test_a_work_secret_stays_one_when_its_exemption_lapses(answer: Answer) -> None:
    secret = replace(
        SCOPE,
        classification=Classification.WORK_SECRET,
        sharing=Sharing.EXEMPT,
        exemption=Exemption(Ground.WORK_SECRET, "lapsed"),
    )
    ruling = answer(about(Own(), field=secret))
    assert ruling is not None
    assert (ruling.code, ruling.legal_basis) == (DecisionCode.WORK_SECRET, "lapsed")


@both
def test_a_stopped_grant_still_tells_the_status(answer: Answer) -> None:
    stopped = replace(GRANT, stopped=True)
    status = replace(SCOPE, key=STATUS)
    assert code(answer(about(stopped))) is DecisionCode.ENDED
    assert code(answer(about(stopped, field=status))) is DecisionCode.GRANTED_BY_HOLDER


@both
def test_a_lapsed_exemption_is_no_free_sharing(answer: Answer) -> None:
    lapsed = replace(SCOPE, sharing=Sharing.EXEMPT, exemption=Exemption(Ground.OTHER_LAW, "lapsed"))
    waiving = replace(REQUEST, waiver=Waiver(frozenset({"scope"}), "law", countersigned=True))
    assert code(answer(about(REQUEST))) is DecisionCode.SHARED
    assert answer(about(REQUEST, field=lapsed)) is None
    assert code(answer(about(waiving, field=lapsed))) is DecisionCode.WAIVED


@both
def test_oversight_masks_the_holder_unless_the_objection_names_it(answer: Answer) -> None:
    name = replace(SCOPE, key=HOLDER_NAME)
    naming = replace(OVERSIGHT, named=frozenset({HOLDER_NAME}))
    assert code(answer(about(OVERSIGHT, field=name))) is DecisionCode.OVERSEEN_MASKED
    assert code(answer(about(naming, field=name))) is DecisionCode.OVERSEEN
