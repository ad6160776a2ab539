"""Where records are awkward, the answer is decided, and says why."""

from typing import Any

import pytest

from hub.sample.files import load_people
from tests.journeys.served import Served, identifier

CAUSE = "check of the sample"


def told(cell: dict[str, Any]) -> tuple[str, str]:
    return cell["outcome"], cell["decision"]["code"]


def refusal(answer: dict[str, Any]) -> tuple[str, str | None]:
    extensions = answer["errors"][0]["extensions"]
    return extensions["code"], extensions.get("remedy")


def test_one_of_two_joint_owners_grants_only_the_own(served: Served) -> None:
    cells = served.cells("joint-owners", by="bank", cause=CAUSE)
    assert told(cells["holder_name"]) == ("GRANTED", "GRANTED_BY_HOLDER")
    assert told(cells["location"]) == ("GRANTED", "GRANTED_BY_HOLDER")
    assert told(cells["holder_name#2"]) == ("WITHHELD", "NOT_CONSENTED")
    assert cells["holder_name#2"]["decision"]["remedy"] == "ASK_HOLDER"


def test_a_guardian_stands_for_a_child_and_nobody_else_does(served: Served) -> None:
    cells = served.cells("child-birth", by="guardian")
    assert told(cells["holder_name"]) == ("GRANTED", "OWN")
    stranger = served.ask(LOOK, by="adult", id=identifier("child-birth"))
    assert refusal(stranger) == ("LicenseNotFound", "ASK_HOLDER")


def test_an_exempt_type_is_shared_with_nobody_and_listed_with_its_ground(served: Served) -> None:
    listed = served.ask("{ exemptions { code key exemption { ground } legalBasis { code } } }")
    assert {
        "code": "secrecy-qualification",
        "key": None,
        "exemption": {"ground": "NATIONAL_SECURITY"},
        "legalBasis": {"code": "state-secrets-42"},
    } in listed["data"]["exemptions"]
    asked = served.ask(LOOK, by="bank", cause=CAUSE, id=identifier("exempt"))
    assert refusal(asked)[0] == "LicenseNotFound"
    assert told(served.cells("exempt", by="agent")["business_scope"]) == ("WITHHELD", "WORK_SECRET")


def test_privacy_yields_to_the_holders_own_grant_field_by_field(served: Served) -> None:
    cells = served.cells("disability", by="desk", cause=CAUSE)
    assert told(cells["disability_type"]) == ("GRANTED", "GRANTED_BY_HOLDER")
    assert told(cells["disability_level"]) == ("WITHHELD", "EXEMPT")
    assert cells["disability_level"]["decision"]["legalBasis"] == {"code": "pipl-28"}
    assert told(cells["guardian_name"]) == ("WITHHELD", "THIRD_PERSON")


def test_a_corrected_number_finds_the_same_person_with_both_versions(served: Served) -> None:
    query = (
        "{ licenses(under: {holdings: true}) { edges { node { "
        'field(key: "holder_code") { value } versions { version } '
        "verification { chainIntact } } } } }"
    )
    (edge,) = served.ask(query, by="corrected")["data"]["licenses"]["edges"]
    node = edge["node"]
    assert node["field"]["value"] == load_people()["corrected"].code
    assert [version["version"] for version in node["versions"]] == [2, 1]
    assert node["verification"]["chainIntact"] is True


def test_what_rests_on_lapsed_law_is_disclosed_no_longer(served: Served) -> None:
    cell = served.cells("lapsed-disclosure")["economic_nature"]
    assert told(cell) == ("WITHHELD", "BASIS_LAPSED")
    assert cell["decision"]["legalBasis"] == {"code": "film-statistics-notice"}


def test_an_exemption_that_rests_on_lapsed_law_stops_no_grant(served: Served) -> None:
    cells = served.cells("lapsed-exemption", by="bank", cause=CAUSE)
    assert told(cells["varieties"]) == ("GRANTED", "GRANTED_BY_HOLDER")
    assert told(served.cells("lapsed-exemption")["varieties"]) == ("WITHHELD", "NOT_DISCLOSED")


def test_faulty_rows_lie_in_quarantine_and_the_good_ones_do_not(served: Served) -> None:
    query = "{ batches(first: 100) { source accepted quarantined } }"
    batches = served.ask(query, by="aggregator-natural-resources")["data"]["batches"]
    faulty = next(batch for batch in batches if batch["source"] == "faulty.ndjson")
    assert faulty == {"source": "faulty.ndjson", "accepted": 22, "quarantined": 18}
    assert sum(b["quarantined"] for b in batches if b["source"].startswith("natural")) == 0


def test_an_old_license_keeps_its_shape_under_the_policy_in_force(served: Served) -> None:
    answer = served.ask(
        "query ($id: String!) { publicRecord(identifier: $id) { revision entry { revision } } }",
        id=identifier("safety-officer-old-revision"),
    )
    assert answer["data"]["publicRecord"] == {"revision": 1, "entry": {"revision": 2}}
    assert served.cells("safety-officer-old-revision")["number"]["outcome"] == "MASKED"


def test_whoever_left_a_company_holds_nothing_of_it(served: Served) -> None:
    query = "{ licenses(under: {holdings: true}) { edges { node { id } } } }"
    assert served.ask(query, by="former-agent")["data"]["licenses"]["edges"] == []
    cells = served.cells("left-company-license", by="former-agent")
    assert {cell["decision"]["basis"] for cell in cells.values()} == {"PUBLIC"}


@pytest.mark.parametrize(
    ("value", "result"),
    [
        pytest.param("91519999MA9900060W", "CORRECT_BUT_SUSPENDED", id="right"),
        pytest.param("91519999MA990001XH", "PARTLY_WRONG", id="wrong"),
    ],
)
def test_a_suspended_license_is_compared_without_being_shown(
    served: Served, value: str, result: str
) -> None:
    query = (
        "query ($id: String!, $value: String!) { compareLicense(identifier: $id, "
        'values: [{key: "holder_code", value: $value}]) { result } }'
    )
    answer = served.ask(query, by="bank", cause=CAUSE, id=identifier("suspended"), value=value)
    assert answer["data"]["compareLicense"]["result"] == result


def test_the_register_says_that_a_license_is_suspended(served: Served) -> None:
    answer = served.ask(
        "query ($id: String!) { publicRecord(identifier: $id) { status } }",
        id=identifier("suspended"),
    )
    assert answer["data"]["publicRecord"]["status"] == "SUSPENDED"


def test_what_is_not_published_is_there_for_its_holder_alone(served: Served) -> None:
    assert told(served.cells("appraisal", by="adult")["holder_name"]) == ("GRANTED", "OWN")
    assert refusal(served.ask(LOOK, id=identifier("appraisal")))[0] == "LicenseNotFound"


def test_a_withdrawn_grant_leads_nowhere(served: Served) -> None:
    answer = served.ask(LOOK, by="power", cause=CAUSE, id=identifier("adult-identity"))
    assert refusal(answer) == ("LicenseNotFound", "APPLY_FOR_SCENARIO")


def test_a_successor_answers_for_what_its_predecessor_issued(served: Served) -> None:
    cells = served.cells("former-issuer", by="issuer-natural-resources", cause=CAUSE)
    assert told(cells["location"]) == ("GRANTED", "ISSUED")


def test_a_weak_sign_in_masks_even_the_own_number(served: Served) -> None:
    cell = served.cells("adult-identity", by="adult-account")["holder_code"]
    assert told(cell) == ("MASKED", "ASSURANCE_TOO_LOW")
    assert cell["decision"]["remedy"] == "RAISE_ASSURANCE"


LOOK = "query ($id: String!) { license(identifier: $id) { id } }"
