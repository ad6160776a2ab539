"""Whoever is lawfully shown a license objects to it, and each side sees its own part of that."""

import re

import pytest

from hub.audit.budgets import BudgetSpent
from hub.errors import Refusal
from hub.objections.refusals import (
    FieldsNotSeen,
    NotCorrected,
    NothingToObject,
    ObjectedAlready,
    ObjectionNotFound,
    ReceiptUnknown,
    WordsUnfit,
    WrongObjectionState,
)
from hub.objections.rules import OBJECTIONS_A_DAY
from schema.ids import IdInvalid
from schema.licenses.queries import LocatorInvalid
from tests.schema.http.asking import ANYONE, Hub, identifier
from tests.schema.http.issuing.making import CLERK, happened
from tests.schema.http.objections.objecting import (
    CENTER,
    ONE,
    STATUS,
    corrected,
    flagged,
    forwarded,
    ids,
    key,
    license_of,
    listed,
    notices,
    objected,
    raised,
    rejected,
    reported,
    seen,
    told,
    upheld,
)

OTHER_CLERK, BANK = "issuer-civil-affairs", "91519999MA9900036C"
AUDITED = "SELECT act, outcome FROM audit_entry ORDER BY id DESC LIMIT 1"
RECEIPT = re.compile(r"20[0-9]{6}-[0-9A-Z]{20}")


def count(hub: Hub) -> int:
    """Count the objections there are."""
    with hub.database() as owner:
        row = owner.execute("SELECT count(*) FROM objection").fetchone()
    assert row is not None
    return int(row[0])


def test_a_holder_objects_and_the_issuer_rejects_with_reasons(hub: Hub) -> None:
    license_ = license_of(hub)
    made = raised(hub, license_)
    objection = made["objection"]
    assert RECEIPT.fullmatch(made["receipt"])
    assert (made["state"], [one["kind"] for one in made["clocks"]]) == ("RAISED", ["ANSWER"])
    assert flagged(hub, license_)
    assert objection in ids(hub, "OWN", "agent")
    assert objection in ids(hub, "TO_ANSWER", CLERK)
    assert told(hub, CLERK, objection) == ["OBJECTION_RAISED"]
    before = seen(hub, objection, CLERK)
    assert (before["told"], before["objector"]) == ("注册资本与核准文件不符", "HOLDER")
    assert (before["license"], before["fields"]) == (license_, ["registered_capital"])
    answered = rejected(hub, objection)
    assert (answered["state"], answered["correctedBy"]) == ("REJECTED", None)
    assert not flagged(hub, license_)
    assert objection not in ids(hub, "TO_ANSWER", CLERK)
    after = seen(hub, objection, "agent")
    assert (after["state"], after["clocks"][0]["told"]) == ("REJECTED", "与核准文件一致")
    assert notices(hub, "agent", objection) == 2


def test_an_objection_is_upheld_only_once_the_license_is_corrected(hub: Hub) -> None:
    license_ = license_of(hub)
    objection = objected(hub, license_=license_)
    assert upheld(hub, objection)["code"] == NotCorrected.__name__
    corrected(hub, license_, company_type="股份有限公司")
    assert upheld(hub, objection)["code"] == NotCorrected.__name__
    assert flagged(hub, license_)
    corrected(hub, license_)
    made = upheld(hub, objection)
    assert (made["state"], made["correctedBy"]) == ("UPHELD", 3)
    assert not flagged(hub, license_)


@pytest.mark.parametrize("act", ["annulLicense", "cancelLicense"])
def test_an_end_of_the_license_answers_an_objection_to_its_status(hub: Hub, act: str) -> None:
    license_ = license_of(hub)
    objection = raised(hub, license_, fields=["status"])["objection"]
    assert upheld(hub, objection)["code"] == NotCorrected.__name__
    happened(hub, act, license_)
    assert upheld(hub, objection)["state"] == "UPHELD"


def test_a_technical_cause_goes_to_the_data_center_and_back(hub: Hub) -> None:
    license_ = license_of(hub)
    objection = objected(hub, license_=license_)
    assert hub.refusal(ONE, by=CENTER, of=objection)["code"] == ObjectionNotFound.__name__
    assert forwarded(hub, objection)["state"] == "FORWARDED"
    assert objection not in ids(hub, "TO_ANSWER", CLERK)
    assert rejected(hub, objection)["code"] == WrongObjectionState.__name__
    assert told(hub, CENTER, objection) == ["OBJECTION_FORWARDED"]
    assert objection in ids(hub, "TO_EXAMINE", CENTER)
    at_center = seen(hub, objection, CENTER)
    assert (at_center["told"], at_center["fields"]) == (None, ["registered_capital"])
    assert [one["told"] for one in at_center["clocks"]] == ["归集时小数位丢失", None]
    assert reported(hub, objection)["state"] == "REPORTED"
    assert told(hub, CLERK, objection) == ["FINDING_REPORTED", "OBJECTION_RAISED"]
    assert objection in ids(hub, "TO_ANSWER", CLERK)
    corrected(hub, license_)
    assert upheld(hub, objection)["state"] == "UPHELD"
    whole, own = seen(hub, objection, CLERK), seen(hub, objection, "agent")
    said = ["归集时小数位丢失", "映射配置有误，已修复", "确有错误，已更正"]
    assert [one["told"] for one in whole["clocks"]] == said
    assert [one["told"] for one in own["clocks"]] == [None, None, said[-1]]
    assert [one["told"] for one in seen(hub, objection, CENTER)["clocks"]] == [*said[:2], None]
    assert notices(hub, "agent", objection) == 4


def test_the_flag_stays_while_any_objection_runs(hub: Hub) -> None:
    license_ = license_of(hub)
    of = hub.ask("query ($of: ID!) { license(id: $of) { identifier } }", by="agent", of=license_)
    named = of["license"]["identifier"]
    first = objected(hub, license_=license_)
    second = raised(hub, None, "foreigner", identifier=named)["objection"]
    raised(hub, None, ANYONE, identifier=named)
    rejected(hub, first)
    assert flagged(hub, license_)
    rejected(hub, second)
    assert flagged(hub, license_)
    (third,) = (
        one["id"]
        for one in listed(hub, "TO_ANSWER", CLERK)["objections"]
        if one["license"] == license_
    )
    assert seen(hub, third, CLERK)["objector"] == "ANYONE"
    rejected(hub, third)
    assert not flagged(hub, license_)


def test_anybody_objects_to_what_the_register_shows_and_learns_its_state(hub: Hub) -> None:
    said = {"identifier": identifier("company-license")}
    made = raised(hub, None, ANYONE, **said)
    assert (made["state"], made["objection"]) == ("RAISED", None)
    status = hub.ask(STATUS, of=made["receipt"].lower())["objectionStatus"]
    assert status == made
    assert raised(hub, None, ANYONE, fields=["contact_phone"], **said)["code"] == "FieldsNotSeen"


HIDDEN = {
    "unknown": identifier("company-license").replace("519999202690000001", "519999202690009999"),
    "not public": identifier("adult-identity"),
    "exempt": identifier("exempt"),
    "ended": identifier("dissolved-company-license"),
    "nonsense": "1.2.3",
}


@pytest.mark.parametrize("by", [ANYONE, "foreigner"])
def test_unknown_hidden_and_ended_licenses_answer_alike(hub: Hub, by: str) -> None:
    before = count(hub)
    answers = [
        raised(hub, None, by, identifier=named, fields=fields)
        for named in HIDDEN.values()
        for fields in (["status"], ["no_such_field"])
    ]
    assert [one["code"] for one in answers] == [NothingToObject.__name__] * len(answers)
    assert all(one == answers[0] for one in answers)
    assert count(hub) == before


def test_a_using_department_objects_under_the_purpose_of_its_read(hub: Hub) -> None:
    license_, fields = hub.license_id("adult-driving", "adult"), ["holder_name", "status"]
    grant = {"license": license_, "fields": fields, "organization": BANK, "cause": "核实"}
    grant |= {"validUntil": "2028-06-01T00:00:00+08:00", "idempotencyKey": key()}
    assert "id" in hub.do("grantUse", "... on Grant { id }", by="adult", **grant)
    why = {"purpose": {"cause": "贷款"}}
    for by in ("power-clerk", "foreigner", ANYONE):
        assert raised(hub, license_, by, fields=fields, **why)["code"] == "NothingToObject"
    assert raised(hub, license_, "bank-clerk", fields=fields)["code"] == "NothingToObject"
    hidden = raised(hub, license_, "bank-clerk", fields=["photo", *fields], **why)
    assert hidden["code"] == FieldsNotSeen.__name__
    objection = raised(hub, license_, "bank-clerk", fields=fields, **why)["objection"]
    for one in ("bank-clerk", "bank"):
        found = seen(hub, objection, one)
        assert (found["objector"], found["organization"]["code"]) == ("ORGANIZATION", BANK)
    for stranger in ("power-clerk", "adult", "foreigner", "supervisor", CENTER, CLERK):
        told_of = hub.refusal(ONE, by=stranger, of=objection)
        assert told_of["code"] == ObjectionNotFound.__name__


def test_a_holder_reads_in_the_record_of_use_who_objected(hub: Hub) -> None:
    license_ = license_of(hub)
    objected(hub, "bank-clerk", license_)
    asked = """query ($of: ID!) { viewer { usage(license: $of) { records {
        operation sentence english: sentence(locale: EN) } } } }"""
    (use,) = (
        one
        for one in hub.ask(asked, by="agent", of=license_)["viewer"]["usage"]["records"]
        if one["operation"] == "raiseObjection"
    )
    assert "天府示例银行" in use["sentence"]
    assert "提出异议（未显示内容）" in use["sentence"]
    assert "objected, without being shown data, to your Business license" in use["english"]


def test_a_using_department_is_told_of_the_answer(hub: Hub) -> None:
    objection = objected(hub, "bank-clerk")
    rejected(hub, objection)
    assert told(hub, "bank", objection) == ["OBJECTION_ANSWERED"]
    assert seen(hub, objection, "bank")["clocks"][0]["told"] == "与核准文件一致"


def test_who_stands_for_a_holder_objects_and_an_own_hidden_license_counts(hub: Hub) -> None:
    child = hub.license_id("child-birth", "guardian")
    made = raised(hub, child, "guardian", fields=["holder_name"])
    assert seen(hub, made["objection"], "guardian")["objector"] == "HOLDER"
    ended = hub.license_id("revoked", "operator")
    assert "receipt" in raised(hub, ended, "operator", fields=["status"])


REFUSED: list[tuple[str, dict[str, object], type[Refusal]]] = [
    ("agent", {"fields": []}, FieldsNotSeen),
    ("agent", {"fields": ["status"] * 51}, FieldsNotSeen),
    ("agent", {"fields": ["no_such_field"]}, FieldsNotSeen),
    ("agent", {"fields": ["representative_identity_number"]}, FieldsNotSeen),
    ("agent", {"told": "  "}, WordsUnfit),
    ("agent", {"told": "长" * 1001}, WordsUnfit),
    ("agent", {"told": "a\u0007"}, WordsUnfit),
    ("agent", {"license": None}, LocatorInvalid),
    ("agent", {"license": "none-of-ours"}, IdInvalid),
]


@pytest.mark.parametrize(("by", "changed", "expected"), REFUSED)
def test_what_is_no_objection(
    hub: Hub, by: str, changed: dict[str, object], expected: type[Refusal]
) -> None:
    license_, before = hub.license_id("company-license", "agent"), count(hub)
    answer = raised(hub, license_, by, **changed)
    assert (answer["code"], answer["kind"]) == (expected.__name__, expected.kind)
    assert count(hub) == before
    if expected not in {IdInvalid, LocatorInvalid}:
        with hub.database() as owner:
            assert owner.execute(AUDITED).fetchone() == ("raise_objection", expected.__name__)


def test_who_has_one_running_awaits_its_answer(hub: Hub) -> None:
    license_ = license_of(hub)
    objection = objected(hub, license_=license_)
    assert raised(hub, license_)["code"] == ObjectedAlready.__name__
    rejected(hub, objection)
    assert "receipt" in raised(hub, license_)


def test_the_same_key_objects_once(hub: Hub) -> None:
    license_, same = license_of(hub), key()
    first, again = (raised(hub, license_, idempotencyKey=same) for _ in "ab")
    assert first == again
    named = {"identifier": identifier("company-license"), "idempotencyKey": key()}
    first, again = (raised(hub, None, ANYONE, **named) for _ in "ab")
    assert first["receipt"] == again["receipt"]


def test_a_receipt_tells_nobody_and_no_license(hub: Hub) -> None:
    license_ = license_of(hub)
    made = raised(hub, license_)
    forwarded(hub, made["objection"])
    status = hub.ask(STATUS, of=made["receipt"])["objectionStatus"]
    assert (status["state"], status["objection"]) == ("FORWARDED", None)
    assert [one["told"] for one in status["clocks"]] == [None, None]
    for wrong in ("20261201-00000000000000000000", "", "x" * 5000, "\u0000"):
        answer = hub.post(STATUS, of=wrong).json()
        assert answer["errors"], wrong
    told_of_none = hub.refusal(STATUS, of="20261201-00000000000000000000")
    assert told_of_none["code"] == ReceiptUnknown.__name__


def test_queues_come_by_the_time_left_and_in_pages(hub: Hub) -> None:
    for _ in "abc":
        objected(hub)
    whole = listed(hub, "TO_ANSWER", CLERK)["objections"]
    due = [one["clocks"][-1]["dueAt"] for one in whole]
    assert len(due) >= 3
    assert due == sorted(due)
    first = listed(hub, "TO_ANSWER", CLERK, first=2)
    rest = listed(hub, "TO_ANSWER", CLERK, after=first["endCursor"])
    assert first["objections"] + rest["objections"] == whole
    newest = listed(hub, "OWN", "agent", first=2)
    more = listed(hub, "OWN", "agent", after=newest["endCursor"])
    assert newest["objections"] + more["objections"] == listed(hub, "OWN", "agent")["objections"]
    for stranger in ("foreigner", "supervisor"):
        assert ids(hub, "TO_ANSWER", stranger) == ids(hub, "TO_EXAMINE", stranger) == []
    assert not {one["id"] for one in whole}.intersection(ids(hub, "TO_ANSWER", OTHER_CLERK))


def test_objections_of_a_day_are_bounded(hub: Hub) -> None:
    licenses = [license_of(hub) for _ in range(OBJECTIONS_A_DAY + 1)]
    answers = [raised(hub, one, "owner-one", fields=["status"]) for one in licenses]
    assert all("receipt" in one for one in answers[:-1])
    assert answers[-1]["code"] == BudgetSpent.__name__


def test_a_successor_inherits_the_objections(hub: Hub) -> None:
    objection = objected(hub)
    heir = "11519999MB99100436"
    said = {
        "predecessor": "11519999MB9910019M",
        "heirs": [{"successor": heir, "entries": ["business-license"]}],
        "legalBasis": "market-entity-registration-35",
        "idempotencyKey": key(),
    }
    done = hub.do("succeedIssuer", "__typename", by=CENTER, **said)
    assert done["__typename"] == "Succession", done
    assert objection not in ids(hub, "TO_ANSWER", CLERK)
    assert objection in ids(hub, "TO_ANSWER", OTHER_CLERK)
    assert rejected(hub, objection)["code"] == ObjectionNotFound.__name__
    assert rejected(hub, objection, OTHER_CLERK)["state"] == "REJECTED"
