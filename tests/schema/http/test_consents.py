"""A holder is asked, answers field by field, sees what came of it, and takes it back."""

from typing import Any

import pytest

from tests.schema.http.asking import Hub, identifier
from tests.schema.http.sharing import (
    CONSENT,
    FULL,
    approved,
    asked,
    asking,
    given,
    key,
    purpose,
    running,
    seen,
    waiting,
)
from tests.schema.http.sharing import REQUEST as SHOWN

ABSENT = identifier("adult-identity").replace("519999202690000009", "519999202690009999")
HOUSE = ("status", "holder_name", "location", "area", "co_ownership", "share")


def answer(hub: Hub, act: str, consent: str, by: str, **said: object) -> dict[str, Any]:
    """Refuse or withdraw a consent."""
    stated = {"consent": consent, "idempotencyKey": key()} | said
    return hub.do(act, CONSENT, "AnswerConsentInput", by=by, **stated)


def house(hub: Hub) -> str:
    """Return a running request of the bank for real estate, for mortgages."""
    wish = asking(matters=["mortgage-loan"], entry="real-estate-certificate", fields=list(HOUSE))
    request = hub.do("requestAccess", SHOWN, by="bank-clerk", **wish)
    forms = dict.fromkeys(HOUSE, "FULL")
    return str(approved(hub, request["id"], forms, by="reviewer-natural-resources")["id"])


def test_a_holder_is_shown_what_is_asked_and_nothing_is_ticked(hub: Hub) -> None:
    request = running(hub)
    ask = asked(hub, request, "adult-identity", "case-shown")
    assert (ask["state"], ask["fields"]) == ("ASKED", sorted(FULL))
    consent = waiting(hub, "adult", "case-shown")
    assert (consent["state"], consent["fields"], consent["byField"]) == ("ASKED", [], True)
    assert (consent["organization"]["code"], consent["retentionDays"]) == (
        "91519999MA9900036C",
        1095,
    )
    told = {one["key"]: (one["separate"], one["agreed"], one["form"]) for one in consent["asked"]}
    assert told == {
        "status": (False, False, "FULL"),
        "holder_name": (False, False, "FULL"),
        "holder_code": (True, False, "MASKED"),
    }


def test_a_holder_is_told_that_consent_is_asked(hub: Hub) -> None:
    asked(hub, running(hub), "adult-identity", "case-told")
    query = "{ notices(first: 1) { notices { kind about sentence(locale: ZH) } } }"
    (notice,) = hub.ask(query, by="adult")["notices"]["notices"]
    assert (notice["kind"], "请您同意" in notice["sentence"]) == ("CONSENT_ASKED", True)
    assert notice["about"] == waiting(hub, "adult", "case-told")["id"]


def test_asking_about_nothing_looks_the_same(hub: Hub) -> None:
    request = running(hub)
    real = asked(hub, request, "adult-identity", "case-same")
    none = asked(hub, request, "adult-identity", "case-same", identifier=ABSENT)
    other = asked(hub, request, "adult-driving", "case-same")
    hidden = {"id": None}
    assert real | hidden == none | hidden == other | hidden
    query = """query ($case: String) { consentAsks(caseNumber: $case) {
        state fields answerBy askedAt validUntil } }"""
    told = hub.ask(query, by="bank", case="case-same")["consentAsks"]
    assert {one["state"] for one in told} == {"ASKED"}
    assert len(told) == 3
    assert hub.ask(query, by="power", case="case-same")["consentAsks"] == []


@pytest.mark.parametrize(
    ("by", "changed", "code"),
    [
        ("power", {}, "RequestNotFound"),
        ("adult", {}, "RequestNotFound"),
        ("anyone", {}, "RequestNotFound"),
        ("reviewer-public-security", {}, "RequestNotFound"),
        ("bank", {"matter": "mortgage-loan"}, "MatterNotOfScenario"),
        ("bank", {"caseNumber": " "}, "CaseNumberInvalid"),
        ("bank", {"fields": ["sex"]}, "FieldNotApproved"),
    ],
)
def test_what_cannot_be_asked(hub: Hub, by: str, changed: dict[str, Any], code: str) -> None:
    request = running(hub)
    with hub.database() as owner:
        before = owner.execute("SELECT count(*) FROM consent_ask").fetchone()
        case = changed.pop("caseNumber", "case-not")
        assert asked(hub, request, "adult-identity", case, by, **changed)["code"] == code
        assert owner.execute("SELECT count(*) FROM consent_ask").fetchone() == before


def test_nothing_is_asked_under_a_request_that_does_not_run(hub: Hub) -> None:
    request = hub.do("requestAccess", SHOWN, by="bank-clerk", **asking())["id"]
    assert asked(hub, request, "adult-identity", "case-early")["code"] == "RequestNotRunning"


def test_a_request_asks_no_more_than_so_often_a_day(hub: Hub) -> None:
    request = running(hub)
    asked(hub, request, "adult-identity", "case-often")
    with hub.database() as owner:
        owner.execute(
            """INSERT INTO consent_ask SELECT gen_random_uuid(), request_id, asked_by, matter,
                case_number, fields, asked_at, answer_by, 0
            FROM consent_ask, generate_series(1, 5000) WHERE case_number = 'case-often'"""
        )
    assert asked(hub, request, "adult-identity", "case-often")["code"] == "TooManyAsks"


@pytest.mark.parametrize(
    ("fields", "separate", "code"),
    [
        ([], [], "FieldsMissing"),
        (["status", "sex"], [], "FieldNotAsked"),
        (["status"], ["holder_code"], "FieldNotAsked"),
        (["status", "holder_code"], [], "TickSeparately"),
    ],
)
def test_an_answer_says_what_was_asked_and_ticks_the_sensitive_alone(
    hub: Hub, fields: list[str], separate: list[str], code: str
) -> None:
    case = f"case-answer-{code}-{len(separate)}"
    asked(hub, running(hub), "adult-identity", case)
    assert given(hub, "adult", case, *fields, separate=separate)["code"] == code
    assert waiting(hub, "adult", case)["state"] == "ASKED"


def test_a_holder_agrees_to_some_fields_only(hub: Hub) -> None:
    asked(hub, running(hub), "adult-identity", "case-some")
    told = given(hub, "adult", "case-some", "status", "holder_name")
    assert (told["state"], told["fields"]) == ("RUNNING", ["holder_name", "status"])
    shown = seen(hub, "adult-identity", purpose("case-some"))
    assert isinstance(shown, dict)
    assert shown["holder_name"] == ("林示范", "CONSENTED")
    assert "holder_code" not in shown
    assert given(hub, "adult", "case-some", "status")["code"] == "ConsentNotOpen"
    assert answer(hub, "refuseConsent", told["id"], "adult")["code"] == "ConsentNotOpen"


def test_some_scenarios_take_all_or_nothing_but_never_what_is_sensitive(hub: Hub) -> None:
    wish = asking(
        scenario="bank-account",
        matters=["personal-account-opening"],
        fields=["status", "holder_name", "holder_code"],
        legalBasis="anti-money-laundering-29",
    )
    request = hub.do("requestAccess", SHOWN, by="bank-clerk", **wish)
    approved(hub, request["id"])
    asked(hub, request["id"], "adult-identity", "case-all", matter="personal-account-opening")
    assert given(hub, "adult", "case-all", "status")["code"] == "AllOrNothing"
    told = given(hub, "adult", "case-all", "status", "holder_name")
    assert told["state"] == "RUNNING"


def test_a_refusal_and_a_withdrawal_hold_at_once(hub: Hub) -> None:
    request = running(hub)
    for case, act, state in (
        ("case-refused", "refuseConsent", "REFUSED"),
        ("case-withdrawn", "withdrawConsent", "WITHDRAWN"),
    ):
        asked(hub, request, "adult-identity", case)
        consent = waiting(hub, "adult", case)["id"]
        if act == "withdrawConsent":
            assert answer(hub, act, consent, "adult")["code"] == "ConsentNotGiven"
            given(hub, "adult", case, "status", "holder_name")
            assert isinstance(seen(hub, "adult-identity", purpose(case)), dict)
        assert answer(hub, act, consent, "adult")["state"] == state
        assert seen(hub, "adult-identity", purpose(case)) == "LicenseNotFound"
        query = "query ($case: String) { consentAsks(caseNumber: $case) { state } }"
        assert hub.ask(query, by="bank", case=case)["consentAsks"] == [{"state": state}]


@pytest.mark.parametrize("act", ["giveConsent", "refuseConsent", "withdrawConsent"])
def test_who_may_answer_for_the_holder(hub: Hub, act: str) -> None:
    case = f"case-who-{act}"
    asked(hub, running(hub), "adult-identity", case)
    consent = waiting(hub, "adult", case)["id"]
    for by, code in (
        ("guardian", "ConsentNotFound"),
        ("delegate", "ConsentNotFound"),
        ("issuer-market-regulation", "ConsentNotFound"),
        ("anyone", "ConsentNotFound"),
        ("adult-real-name", "ConsentNotGiven" if act == "withdrawConsent" else "AssuranceNeeded"),
    ):
        if act == "giveConsent":
            stated = {"consent": consent, "fields": ["status"], "idempotencyKey": key()}
            told = hub.do(act, CONSENT, by=by, **stated)
        else:
            told = answer(hub, act, consent, by)
        assert told["code"] == code, (by, told)
    assert waiting(hub, "adult", case)["state"] == "ASKED"


def test_of_a_joint_license_each_holder_gives_the_own_and_both_what_is_theirs_together(
    hub: Hub,
) -> None:
    with hub.database() as owner:
        owner.execute("UPDATE use_grant SET withdrawn_at = now()")
    request = house(hub)
    stated = purpose("case-joint", matter="mortgage-loan")
    asked(hub, request, "joint-owners", "case-joint", matter="mortgage-loan")
    assert seen(hub, "joint-owners", stated) == "LicenseNotFound"
    given(hub, "owner-one", "case-joint", *HOUSE)
    half = seen(hub, "joint-owners", stated)
    assert isinstance(half, dict)
    assert half["holder_name"] == ("周共有", "CONSENTED")
    assert not half.keys() & {"holder_name#2", "location", "area", "co_ownership"}
    query = "query ($case: String) { consentAsks(caseNumber: $case) { state } }"
    assert hub.ask(query, by="bank", case="case-joint")["consentAsks"] == [{"state": "ASKED"}]
    given(hub, "owner-two", "case-joint", "status", "holder_name", "location")
    both = seen(hub, "joint-owners", stated)
    assert isinstance(both, dict)
    assert both["holder_name#2"] == ("吴共有", "CONSENTED")
    assert both["location"][1] == "CONSENTED"
    assert not both.keys() & {"share#2", "co_ownership", "area"}


def test_a_guardian_answers_for_a_child_and_a_stranger_does_not(hub: Hub) -> None:
    fields = ["status", "holder_name"]
    wish = {
        "scenario": "school-enrollment",
        "matters": ["primary-school-enrollment"],
        "entry": "birth-certificate",
        "fields": fields,
        "purpose": "入学登记",
        "legalBasis": "compulsory-education-12",
        "validUntil": "2028-06-01T00:00:00+08:00",
        "idempotencyKey": key(),
    }
    request = hub.do("requestAccess", SHOWN, by="school-desk", **wish)
    assert "id" in request, request
    approved(hub, request["id"], dict.fromkeys(fields, "FULL"), by="reviewer-health")
    asked(
        hub,
        request["id"],
        "child-birth",
        "case-child",
        "school-desk",
        matter="primary-school-enrollment",
    )
    told = given(hub, "guardian", "case-child", *fields)
    assert told["state"] == "RUNNING"
    stated = {
        "cause": "enrollment",
        "scenario": "school-enrollment",
        "matter": "primary-school-enrollment",
        "caseNumber": "case-child",
    }
    shown = seen(hub, "child-birth", stated, by="school-desk")
    assert isinstance(shown, dict)
    assert shown["holder_name"][1] == "CONSENTED"


def test_a_consent_runs_out(hub: Hub) -> None:
    asked(hub, running(hub), "adult-identity", "case-over")
    consent = waiting(hub, "adult", "case-over")["id"]
    stated = {"consent": consent, "fields": ["status"], "idempotencyKey": key()}
    early = stated | {"validUntil": "2020-01-01T00:00:00Z"}
    assert hub.do("giveConsent", CONSENT, by="adult", **early)["code"] == (
        "AuthorizationPeriodInvalid"
    )
    hub.do("giveConsent", CONSENT, by="adult", **stated)
    with hub.database() as owner:
        owner.execute(
            "UPDATE consent SET valid_until = now() - interval '1 s' WHERE case_number = %s",
            ["case-over"],
        )
    assert seen(hub, "adult-identity", purpose("case-over")) == "LicenseNotFound"
    assert waiting(hub, "adult", "case-over")["state"] == "EXPIRED"


def test_nobody_answers_after_the_time_to_answer(hub: Hub) -> None:
    asked(hub, running(hub), "adult-identity", "case-late")
    with hub.database() as owner:
        owner.execute(
            "UPDATE consent_ask SET answer_by = now() - interval '1 s' WHERE case_number = %s",
            ["case-late"],
        )
    assert given(hub, "adult", "case-late", "status")["code"] == "ConsentNotOpen"
    assert waiting(hub, "adult", "case-late")["state"] == "EXPIRED"


DELEGATION = "... on Delegation { id state }"


def delegated(hub: Hub, *fields: str, matter: str = "personal-loan") -> str:
    """Let the adult delegate fields of the identity card to the delegate, for a matter."""
    made = hub.do(
        "delegateUse",
        DELEGATION,
        by="adult",
        license=hub.license_id("adult-identity", "adult"),
        fields=list(fields),
        matter=matter,
        person=hub.ask("{ viewer { id } }", by="delegate")["viewer"]["id"],
        validUntil="2027-01-01T00:00:00+08:00",
        cause="代办贷款",
        idempotencyKey=key(),
    )
    assert made["state"] == "RUNNING", made
    return str(made["id"])


def test_a_delegate_consents_within_what_was_delegated_and_it_ends_with_the_delegation(
    hub: Hub,
) -> None:
    delegation = delegated(hub, "status", "holder_name")
    asked(hub, running(hub), "adult-identity", "case-delegate")
    consent = waiting(hub, "delegate", "case-delegate")["id"]
    stated: dict[str, Any] = {"consent": consent, "delegation": delegation, "fields": ["status"]}

    def agree(**changed: object) -> dict[str, Any]:
        said = stated | changed | {"idempotencyKey": key()}
        return hub.do("giveConsent", CONSENT, by="delegate", **said)

    assert agree(delegation=None)["code"] == "ConsentNotFound"
    assert agree(fields=["holder_code"], separate=["holder_code"])["code"] == "NotNarrower"
    other = delegated(hub, "status", matter="mortgage-loan")
    assert agree(delegation=other)["code"] == "MatterNotDelegated"
    told = agree(fields=["status", "holder_name"], validUntil="2028-01-01T00:00:00+08:00")
    assert (told["state"], told["validUntil"][:4]) == ("RUNNING", "2026")
    assert isinstance(seen(hub, "adult-identity", purpose("case-delegate")), dict)
    hub.do("endDelegation", DELEGATION, by="adult", delegation=delegation, idempotencyKey=key())
    assert seen(hub, "adult-identity", purpose("case-delegate")) == "LicenseNotFound"
    assert waiting(hub, "adult", "case-delegate")["state"] == "WITHDRAWN"


def test_a_consent_given_for_one_matter_serves_no_other(hub: Hub) -> None:
    request = running(hub, matters=["personal-loan", "mortgage-loan"])
    asked(hub, request, "adult-identity", "case-matter")
    given(hub, "adult", "case-matter", "status", "holder_name")
    assert isinstance(seen(hub, "adult-identity", purpose("case-matter")), dict)
    other = purpose("case-matter", matter="mortgage-loan")
    assert seen(hub, "adult-identity", other) == "LicenseNotFound"


def test_a_question_that_waits_is_not_put_again(hub: Hub) -> None:
    request = running(hub)
    asks = [asked(hub, request, "adult-identity", "case-again") for _ in range(3)]
    assert {one["state"] for one in asks} == {"ASKED"}
    query = f"{{ authorizations(kind: CONSENT, first: 100) {{ {CONSENT} }} }}"
    found = hub.ask(query, by="adult")["authorizations"]
    assert len([one for one in found if one["caseNumber"] == "case-again"]) == 1
