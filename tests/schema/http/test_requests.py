"""Sharing by function: a request is asked for, answered, used as approved, and stopped at once."""

import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hub.authorizations.requests.rules import DAYS_TO_ANSWER
from hub.cli.main import commands
from schema.audience import Audience, may_ask
from tests.schema.http.asking import Hub, identifier
from tests.schema.http.sharing import (
    FULL,
    REQUEST,
    REVIEWER,
    UNTIL,
    approved,
    asked,
    given,
    key,
    purpose,
    requested,
    running,
    seen,
)
from tests.schema.http.test_notices import until_told

SEX = {"status", "holder_name", "holder_code", "sex"}


def turned(hub: Hub, act: str, request: str, by: str, **said: object) -> dict[str, Any]:
    """Do something with a request."""
    return hub.do(act, REQUEST, KINDS[act], by=by, request=request, idempotencyKey=key(), **said)


def test_over_asking_is_shown_and_the_owner_approves_in_part(hub: Hub) -> None:
    request = requested(hub, fields=sorted(SEX), quota=100)
    assert (request["state"], request["overAsked"], request["approved"]) == ("ASKED", ["sex"], [])
    assert request["overdue"] is False
    told = approved(hub, request["id"], FULL, quota=10)
    assert (told["state"], told["quota"]) == ("RUNNING", 10)
    assert {one["key"]: one["form"] for one in told["approved"]} == FULL


@pytest.mark.parametrize(
    ("by", "changed", "code"),
    [
        ("adult", {}, "NotYourScenario"),
        ("power-clerk", {}, "NotYourScenario"),
        ("anyone", {}, "NotYourScenario"),
        ("bank-clerk", {"scenario": "power-supply"}, "NotYourScenario"),
        ("bank-clerk", {"scenario": "none"}, "NotYourScenario"),
        ("bank-clerk", {"matters": ["power-account-transfer"]}, "MatterNotOfScenario"),
        ("bank-clerk", {"matters": []}, "MatterNotOfScenario"),
        ("bank-clerk", {"entry": "none"}, "EntryNotFound"),
        ("bank-clerk", {"entry": "forensic-appraisal-report"}, "EntryNotShared"),
        ("bank-clerk", {"fields": []}, "FieldsMissing"),
        ("bank-clerk", {"fields": ["none"]}, "FieldNotRequestable"),
        ("bank-clerk", {"legalBasis": "none"}, "BasisNotInForce"),
        ("bank-clerk", {"validUntil": "2020-01-01T00:00:00Z"}, "AuthorizationPeriodInvalid"),
        ("bank-clerk", {"validUntil": "2036-01-01T00:00:00Z"}, "AuthorizationPeriodInvalid"),
        ("bank-clerk", {"quota": 0}, "QuotaInvalid"),
        ("bank-clerk", {"purpose": " "}, "CauseInvalid"),
        (
            "bank-clerk",
            {"waiver": {"fields": ["holder_name"], "legalBasis": "measures-5"}},
            "WaiverUnfit",
        ),
        (
            "bank-clerk",
            {"waiver": {"fields": ["sex"], "legalBasis": "anti-money-laundering-29"}},
            "WaiverUnfit",
        ),
    ],
)
def test_what_cannot_be_asked_for(hub: Hub, by: str, changed: dict[str, object], code: str) -> None:
    with hub.database() as owner:
        before = owner.execute("SELECT count(*) FROM access_request").fetchone()
        told = requested(hub, by, **changed)
        assert told["code"] == code, told
        assert owner.execute("SELECT count(*) FROM access_request").fetchone() == before
        last = "SELECT act, outcome FROM audit_entry ORDER BY id DESC LIMIT 1"
        assert owner.execute(last).fetchone() == ("request_access", code)


KINDS = {
    "approveRequest": "ApproveRequestInput",
    "refuseRequest": "AnswerRequestInput",
    "suspendRequest": "AnswerRequestInput",
    "endRequest": "AnswerRequestInput",
    "resumeRequest": "NameRequestInput",
    "countersignWaiver": "NameRequestInput",
}
ANSWERING: dict[str, dict[str, Any]] = {
    "approveRequest": {"fields": [{"key": "status", "form": "FULL"}]},
    "refuseRequest": {"reason": "与事项无关"},
    "suspendRequest": {"reason": "核查中"},
    "endRequest": {"reason": "业务终止"},
    "resumeRequest": {},
    "countersignWaiver": {},
}
ENTITLED = {
    "approveRequest": {REVIEWER},
    "refuseRequest": {REVIEWER},
    "suspendRequest": {REVIEWER, "publisher"},
    "resumeRequest": {REVIEWER, "publisher"},
    "endRequest": {REVIEWER, "bank-clerk", "bank"},
    "countersignWaiver": {"publisher"},
}
CAST = (
    REVIEWER,
    "publisher",
    "bank-clerk",
    "bank",
    "power-clerk",
    "editor-public-security",
    "reviewer-civil-affairs",
    "issuer-market-regulation",
    "supervisor",
    "adult",
    "anyone",
)


PARTNERS = {"bank-clerk", "bank", "power-clerk"}


@pytest.mark.parametrize("act", ANSWERING)
def test_who_may_answer_a_request(hub: Hub, act: str) -> None:
    for by in CAST:
        if by in PARTNERS and not may_ask(Audience.PARTNER, act):
            continue  # no such field is there for them: see test_audience
        waiver = {"fields": ["status"], "legalBasis": "anti-money-laundering-29"}
        request = requested(hub, waiver=waiver)["id"]
        if act in {"suspendRequest", "resumeRequest"}:
            approved(hub, request)
        if act == "resumeRequest":
            turned(hub, "suspendRequest", request, REVIEWER, reason="核查中")
        told = turned(hub, act, request, by, **ANSWERING[act])
        refused = told.get("code")
        if by in ENTITLED[act]:
            assert refused is None, (by, told)
            continue
        unknown = "NotYourRequest" if by in {REVIEWER, "publisher"} else None
        assert refused in {unknown, "NotYourRequest", "RequestNotFound"}, (by, told)
        with hub.database() as owner:
            last = "SELECT outcome FROM audit_entry ORDER BY id DESC LIMIT 1"
            assert owner.execute(last).fetchone() == (refused,)


@pytest.mark.parametrize(
    ("forms", "said", "code"),
    [
        ({"sex": "FULL"}, {}, "FormsInvalid"),
        ({"status": "WITHHELD"}, {}, "FormsInvalid"),
        ({"status": "FULL"}, {"quota": 11}, "QuotaInvalid"),
        ({"status": "FULL"}, {"validUntil": "2020-01-01T00:00:00Z"}, "AuthorizationPeriodInvalid"),
    ],
)
def test_an_approval_gives_no_more_than_was_asked(
    hub: Hub, forms: dict[str, str], said: dict[str, Any], code: str
) -> None:
    request = requested(hub, quota=10)["id"]
    assert approved(hub, request, forms, **said)["code"] == code


def test_a_request_is_answered_once(hub: Hub) -> None:
    request = requested(hub)["id"]
    told = turned(hub, "refuseRequest", request, REVIEWER, reason="与事项无关")
    assert (told["state"], told["reason"]) == ("REFUSED", "与事项无关")
    assert approved(hub, request)["code"] == "WrongRequestState"
    assert turned(hub, "refuseRequest", request, REVIEWER, reason=" ")["code"] in {
        "WrongRequestState",
        "CauseInvalid",
    }


def test_nobody_approves_the_own_request(hub: Hub) -> None:
    with hub.database() as owner:
        request = requested(hub)["id"]
        owner.execute(
            """UPDATE access_request SET requested_by = (
                SELECT id FROM account WHERE subject = 'sample-reviewer-public-security')
            WHERE id = (SELECT id FROM access_request ORDER BY id DESC LIMIT 1)"""
        )
    assert approved(hub, request)["code"] == "OwnRequest"


def test_what_was_approved_flows_as_it_was_approved_until_it_is_stopped(hub: Hub) -> None:
    request = running(hub)
    asked(hub, request, "adult-identity", "case-flow")
    assert seen(hub, "adult-identity", purpose("case-flow")) == "LicenseNotFound"
    given(hub, "adult", "case-flow", "status", "holder_name", "holder_code")
    shown = seen(hub, "adult-identity", purpose("case-flow"))
    assert isinstance(shown, dict)
    assert shown["holder_name"] == ("林示范", "CONSENTED")
    assert shown["holder_code"] == ("519***********0017", "APPROVED_MASKED")
    assert "sex" not in shown
    for elsewhere in (
        purpose("another-case"),
        purpose("case-flow", matter="mortgage-loan"),
        purpose("case-flow", scenario="bank-account"),
        {"cause": "loan"},
    ):
        assert seen(hub, "adult-identity", elsewhere) == "LicenseNotFound"
    assert seen(hub, "adult-identity", purpose("case-flow"), by="power") == "LicenseNotFound"
    for act, by, after in (
        ("suspendRequest", REVIEWER, "LicenseNotFound"),
        ("resumeRequest", "publisher", shown),
        ("endRequest", "bank-clerk", "LicenseNotFound"),
    ):
        said = {} if act == "resumeRequest" else {"reason": "核查中"}
        assert "code" not in turned(hub, act, request, by, **said)
        assert seen(hub, "adult-identity", purpose("case-flow")) == after


def test_what_the_data_center_suspended_the_data_center_alone_resumes(hub: Hub) -> None:
    request = running(hub)
    for suspended, refused in ((REVIEWER, set()), ("publisher", {REVIEWER})):
        for by in (REVIEWER, "publisher"):
            turned(hub, "suspendRequest", request, suspended, reason="核查中")
            told = turned(hub, "resumeRequest", request, by)
            assert told.get("code") == ("DataCenterSuspended" if by in refused else None)


def test_a_request_runs_as_often_as_its_quota_says(hub: Hub) -> None:
    request = running(hub, quota=2)
    asked(hub, request, "adult-identity", "case-quota")
    given(hub, "adult", "case-quota", "status", "holder_name")
    looks = [seen(hub, "adult-identity", purpose("case-quota")) for _ in range(3)]
    assert [isinstance(one, dict) for one in looks] == [True, True, False]
    told = hub.ask(f"query ($id: ID!) {{ node(id: $id) {{ {REQUEST} }} }}", by="bank", id=request)
    assert (told["node"]["state"], told["node"]["used"]) == ("USED_UP", 2)


def test_a_waiver_takes_effect_once_it_is_countersigned(hub: Hub) -> None:
    waiver = {"fields": ["holder_name"], "legalBasis": "anti-money-laundering-29"}
    request = running(hub, waiver=waiver)
    stated = purpose("case-waiver")
    assert seen(hub, "adult-identity", stated) == "LicenseNotFound"
    told = turned(hub, "countersignWaiver", request, "publisher")
    assert told["waiver"]["countersignedAt"] is not None
    assert turned(hub, "countersignWaiver", request, "publisher")["code"] == "NoWaiver"
    shown = seen(hub, "adult-identity", stated)
    assert isinstance(shown, dict)
    assert shown["holder_name"] == ("林示范", "WAIVED")
    assert "holder_code" not in shown
    usage = "{ viewer { usage(first: 1) { records { caseNumber fields { key code } } } } }"
    (record,) = hub.ask(usage, by="adult")["viewer"]["usage"]["records"]
    assert record["caseNumber"] == "case-waiver"
    assert {"key": "holder_name", "code": "WAIVED"} in record["fields"]
    assert told_of_waiver(hub)
    assert turned(hub, "endRequest", request, "bank", reason="业务终止")["state"] == "WITHDRAWN"
    assert seen(hub, "adult-identity", stated) == "LicenseNotFound"


def told_of_waiver(hub: Hub) -> bool:
    """Tell whether the adult's inbox says soon that a waiver was used."""
    query = "{ notices(first: 5) { notices { kind } } }"
    for _ in range(100):
        kinds = [one["kind"] for one in hub.ask(query, by="adult")["notices"]["notices"]]
        if "WAIVER_USED" in kinds:
            return True
        time.sleep(0.1)
    return False


def test_an_unanswered_request_is_overdue_after_its_term(hub: Hub) -> None:
    request = requested(hub)["id"]
    query = f"{{ accessRequests(overdue: true) {{ {REQUEST} }} }}"
    assert request not in {one["id"] for one in hub.ask(query, by="supervisor")["accessRequests"]}
    with hub.database() as owner:
        owner.execute(
            """UPDATE access_request SET answer_due = now() - interval '1 hour'
            WHERE id = (SELECT id FROM access_request ORDER BY id DESC LIMIT 1)"""
        )
    told = hub.ask(query, by="supervisor")["accessRequests"]
    (late,) = (one for one in told if one["id"] == request)
    assert (late["overdue"], late["workingDaysLeft"]) == (True, None)
    for stranger in ("power-clerk", "adult", "anyone"):
        found = hub.ask(query, by=stranger)["accessRequests"]
        assert request not in {one["id"] for one in found}


def test_a_new_notice_of_holidays_counts_the_term_anew(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    request = requested(hub)
    query = f"{{ accessRequests {{ {REQUEST} }} }}"

    def told() -> dict[str, Any]:
        (found,) = (one for one in answered(hub, query) if one["id"] == request["id"])
        return found

    before = datetime.fromisoformat(request["answerDue"])
    last = before.date() - timedelta(days=1)
    moved = last if last.weekday() < 5 else last - timedelta(days=last.weekday() - 4)
    file = tmp_path / "notice.yaml"
    file.write_text(
        f"- {{year: {moved.year}, source: 'https://www.gov.cn', days_off: [{moved}], make_up: []}}"
    )
    monkeypatch.setenv("HUB_DATABASE_URL", hub.url)
    done = CliRunner().invoke(commands("calendar"), ["calendar", "load", str(file)])
    assert done.exit_code == 0, done.output
    assert datetime.fromisoformat(told()["answerDue"]) > before
    assert told()["workingDaysLeft"] == request["workingDaysLeft"] == DAYS_TO_ANSWER


def answered(hub: Hub, query: str) -> list[dict[str, Any]]:
    """Return the requests that the supervisor sees."""
    found: list[dict[str, Any]] = hub.ask(query, by="supervisor")["accessRequests"]
    return found


def test_licenses_are_listed_under_a_request_and_a_scenario_for_the_stated_case(hub: Hub) -> None:
    request = running(hub)
    asked(hub, request, "adult-identity", "case-list")
    given(hub, "adult", "case-list", "status", "holder_name")
    query = """query ($under: LicenseScope!) { licenses(under: $under) {
        edges { node { field(key: "holder_name") { value } } } } }"""
    for under in ({"request": request}, {"scenario": "bank-loan"}):
        told = hub.ask(query, by="bank", cause=purpose("case-list"), under=under)
        assert [edge["node"]["field"]["value"] for edge in told["licenses"]["edges"]] == ["林示范"]
        other = hub.ask(query, by="bank", cause=purpose("case-none"), under=under)
        assert other["licenses"]["edges"] == []
        assert hub.refusal(query, by="bank", under=under)["code"] == "PurposeNeeded"
    other = hub.ask(query, by="power", cause=purpose("case-list"), under={"request": request})
    assert other["licenses"]["edges"] == []


def test_a_value_is_compared_under_a_request_without_being_shown(hub: Hub) -> None:
    request = running(hub, {"status": "FULL", "holder_name": "FULL"})
    asked(hub, request, "adult-identity", "case-compare")
    query = """query ($of: String!, $name: String!) { compareLicense(identifier: $of,
        values: [{key: "holder_name", value: $name}]) { code } }"""
    said: dict[str, Any] = {"by": "bank", "cause": purpose("case-compare")}
    said["of"] = identifier("adult-identity")
    assert hub.refusal(query, **said, name="林示范")["code"] == "NothingToCompare"
    given(hub, "adult", "case-compare", "status", "holder_name")
    assert hub.ask(query, **said, name="林示范")["compareLicense"]["code"] == 0
    assert hub.ask(query, **said, name="别人")["compareLicense"]["code"] == 7


def test_a_waived_field_is_told_to_its_holder_though_it_is_masked(hub: Hub) -> None:
    waiver = {"fields": ["holder_name"], "legalBasis": "anti-money-laundering-29"}
    request = running(hub, {"status": "FULL", "holder_name": "MASKED"}, waiver=waiver)
    assert "code" not in turned(hub, "countersignWaiver", request, "publisher")
    shown = seen(hub, "adult-identity", purpose("case-waived"))
    assert isinstance(shown, dict)
    assert shown["holder_name"] == ("林*", "WAIVED")
    until_told(hub, "adult", "WAIVER_USED")


def test_until_is_bounded_by_what_was_asked(hub: Hub) -> None:
    request = requested(hub)["id"]
    told = approved(hub, request, validUntil="2029-01-01T00:00:00+08:00")
    assert told["validUntil"].startswith(UNTIL[:4]) or told["validUntil"] < "2028-06-02"


def test_whoever_asked_or_approved_does_not_countersign(hub: Hub) -> None:
    waiver = {"fields": ["holder_name"], "legalBasis": "anti-money-laundering-29"}
    request = running(hub, waiver=waiver)
    publisher = "(SELECT id FROM account WHERE subject = 'sample-publisher')"
    newest = "WHERE id = (SELECT id FROM access_request ORDER BY id DESC LIMIT 1)"
    for column in ("requested_by", "answered_by"):
        with hub.database() as owner:
            owner.execute(f"UPDATE access_request SET {column} = {publisher} {newest}")  # noqa: S608
        assert turned(hub, "countersignWaiver", request, "publisher")["code"] == "OwnRequest"


def test_a_key_is_bounded_and_a_refusal_repeats_little(hub: Hub) -> None:
    assert requested(hub, idempotencyKey="k" * 129)["code"] == "KeyInvalid"
    told = requested(hub, entry="519999199001010017 " + "x" * 5_000)
    assert (told["code"], len(told["messageEn"]) < 400) == ("EntryNotFound", True)
    with hub.database() as owner:
        last = "SELECT subject, outcome FROM audit_entry ORDER BY id DESC LIMIT 1"
        assert owner.execute(last).fetchone() == ("", "EntryNotFound")
