"""Several departments issue together: each states its own fields, and all must agree (art. 22)."""

from typing import Any

import pytest

from hub.clock import now
from hub.verifier.check import check_file
from tests.schema.http.asking import Answer, Hub
from tests.schema.http.issuing.making import CASE, COMPANY, SHOWN, happened, holders, issued, key
from tests.schema.http.issuing.test_documents import link, roots
from tests.schema.http.issuing.test_verify_file import report as verified

BUILDING, LAND = "11519999MB99001522", "11519999MB990003XX"
FIRST, SECOND = "issuer-housing-construction", "issuer-land-department"
OWN = {"fire_conclusion": "消防验收合格"}
DRAFTED = {
    "entry": "joint-acceptance-opinion",
    "holders": holders(COMPANY),
    "face": {
        "project": "示例大厦",
        "location": "四川省成都市锦江区示例路1号",
        "departments": ["住建", "自然资源"],
        "conclusion": "验收合格",
    },
}


def begun(hub: Hub, **face: Any) -> Answer:  # noqa: ANN401 - values
    """Draft a license that another department must confirm."""
    return issued(hub, by=FIRST, **DRAFTED | {"face": {**DRAFTED["face"], **face}})  # type: ignore[dict-item]


def confirm(hub: Hub, making: str, by: str = SECOND, face: Any = OWN) -> Answer:  # noqa: ANN401 - values
    """Confirm it."""
    wish = {"making": making, "face": face, "idempotencyKey": key()}
    return hub.do("confirmJointIssue", SHOWN, by=by, **wish)


def test_it_is_in_force_when_all_have_confirmed_and_sealed_by_all(hub: Hub) -> None:
    making = begun(hub)
    assert (making["state"], making["license"]) == ("AWAITING", None), making
    assert [one["code"] for one in making["awaiting"]] == [LAND]
    asked = "{ jointIssues { makings { id identifier } } }"
    waiting = hub.ask(asked, by=SECOND)["jointIssues"]["makings"]
    assert making["id"] in [one["id"] for one in waiting]
    assert hub.refusal(asked, by="adult")["code"] == "NotAnIssuingOffice"
    nothing = "query ($i: String!) { license(identifier: $i) { id } }"
    assert hub.refusal(nothing, by="agent", i=making["identifier"])["code"] == "LicenseNotFound"

    done = confirm(hub, making["id"])
    assert done["state"] == "DONE", done
    shown = """query ($id: ID!) { license(id: $id) { issuers { code } versions { seals }
        fire: field(key: "fire_conclusion") { value } } }"""
    found = hub.ask(shown, by="agent", id=done["license"])["license"]
    assert [one["code"] for one in found["issuers"]] == [BUILDING, LAND]
    assert found["versions"] == [{"seals": 2}]
    assert found["fire"]["value"] == "消防验收合格"
    answer = hub.client.get(link(hub, done["license"]), headers=hub.headers("agent"))
    offline = check_file(answer.content, roots(hub), now())
    assert offline.intact
    assert [seal.holder_code for seal in offline.seals] == [BUILDING, LAND]
    assert verified(hub, answer.content)["genuine"]
    first = answer.content[: answer.content.index(b"%%EOF", answer.content.index(b"GBT.38540"))]
    cut = verified(hub, first + b"%%EOF\n")
    assert (cut["genuine"], cut["license"]) == (False, None)
    for clerk in (FIRST, SECOND):
        assert hub.ask(shown, by=clerk, cause="核对", id=done["license"])["license"]["fire"][
            "value"
        ]


def test_a_department_states_its_own_fields_and_no_other_s(hub: Hub) -> None:
    making = begun(hub)["id"]
    refused = confirm(hub, making, face={**OWN, "conclusion": "不合格"})
    assert refused["code"] == "FieldsOfAnother"
    assert "conclusion" in refused["messageEn"]
    drafted = begun(hub, fire_conclusion="消防验收备案合格")["id"]
    differs = confirm(hub, drafted)
    assert differs["code"] == "FieldsDiffer"
    assert confirm(hub, drafted, face={"fire_conclusion": "消防验收备案合格"})["state"] == "DONE"


def test_nobody_else_confirms_and_nobody_twice(hub: Hub) -> None:
    making = begun(hub)["id"]
    for by in (FIRST, "issuer-health"):
        assert confirm(hub, making, by=by)["code"] == "MakingNotFound"
    assert confirm(hub, making, by="agent")["code"] == "NotAnIssuingOffice"
    assert confirm(hub, making)["state"] == "DONE"
    assert confirm(hub, making)["code"] == "MakingNotFound"
    node = "query ($id: ID!) { node(id: $id) { ... on Making { state } } }"
    assert hub.ask(node, by=SECOND, id=making)["node"] == {"state": "DONE"}
    assert hub.refusal(node, by="issuer-health", id=making)["code"] == "MakingNotFound"


def test_a_change_is_begun_by_the_first_and_confirmed_by_the_others(hub: Hub) -> None:
    license_ = confirm(hub, begun(hub)["id"])["license"]
    wish = {"license": license_, "case": CASE, "face": {"conclusion": "复验合格"}}
    refused = hub.do("changeLicense", SHOWN, by=SECOND, **wish, idempotencyKey=key())
    assert refused["code"] == "JointlyIssued"
    changing = hub.do("changeLicense", SHOWN, by=FIRST, **wish, idempotencyKey=key())
    assert (changing["state"], changing["event"]) == ("AWAITING", "CHANGED"), changing
    again = hub.do("changeLicense", SHOWN, by=FIRST, **wish, idempotencyKey=key())
    assert again["code"] == "MakingUnderWay"
    shown = """query ($id: ID!) { license(id: $id) { versions { event seals }
        field(key: "conclusion") { value } } }"""
    assert hub.ask(shown, by="agent", id=license_)["license"]["field"]["value"] == "验收合格"
    assert confirm(hub, changing["id"])["state"] == "DONE"
    found = hub.ask(shown, by="agent", id=license_)["license"]
    assert found["field"]["value"] == "复验合格"
    assert found["versions"] == [
        {"event": "CHANGED", "seals": 2},
        {"event": "ISSUED", "seals": 2},
    ]
    assert happened(hub, "cancelLicense", license_, by=SECOND)["state"] == "DONE"


@pytest.mark.parametrize("by", [FIRST, SECOND])
def test_what_another_has_yet_to_say_is_told_to_nobody(hub: Hub, by: str) -> None:
    begun(hub, remarks="内部意见")
    told = hub.post("{ jointIssues { makings { id identifier event } } }", by=by).text
    assert "内部意见" not in told
    assert "示例大厦" not in told


def test_what_awaits_others_keeps_nobody_from_suspending(hub: Hub) -> None:
    license_ = confirm(hub, begun(hub)["id"])["license"]
    face = {"conclusion": "复验合格"}
    wish = {"license": license_, "case": CASE, "face": face, "idempotencyKey": key()}
    changing = hub.do("changeLicense", SHOWN, by=FIRST, **wish)
    inspected = happened(hub, "recordInspection", license_, by=FIRST)
    assert inspected["code"] == "MakingUnderWay"
    assert happened(hub, "suspendLicense", license_, by=FIRST)["state"] == "DONE"
    assert confirm(hub, changing["id"])["code"] == "MakingNotFound"
    again = hub.do("changeLicense", SHOWN, by=FIRST, **wish)
    assert (again["code"], again["messageEn"][-9:]) == ("MakingAbandoned", "Overtaken")
    asked = "query ($id: ID!) { license(id: $id) { status } }"
    shown = hub.ask(asked, by="agent", id=license_)["license"]
    assert shown["status"] == "SUSPENDED"


def test_what_is_not_agreed_on_is_given_up_and_begun_anew(hub: Hub) -> None:
    making = begun(hub)["id"]
    wish = {"making": making}
    for by in ("issuer-health", "agent"):
        refused = hub.do("abandonMaking", SHOWN, by=by, **wish, idempotencyKey=key())
        assert refused["code"] in {"MakingNotFound", "NotAnIssuingOffice"}
    given_up = hub.do("abandonMaking", SHOWN, by=SECOND, **wish, idempotencyKey=key())
    assert (given_up["state"], given_up["outcome"]) == ("ABANDONED", "GivenUp")
    assert confirm(hub, making)["code"] == "MakingNotFound"
    with hub.database() as owner:
        kept = "SELECT count(*) FROM making WHERE state = 'ABANDONED' AND draft IS NOT NULL"
        assert owner.execute(kept).fetchone() == (0,)
