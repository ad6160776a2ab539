"""The same query on the same license: anyone, the holder, the issuer and a partner."""

from typing import Any

from tests.journeys.served import Served

LICENSE = "safety-officer-old-revision"
CAUSE = "audit of the sample"


def codes(cells: dict[str, Any]) -> dict[str, str]:
    return {key: cell["decision"]["code"] for key, cell in cells.items()}


def test_anyone_sees_what_is_disclosed_and_the_way_to_the_rest(served: Served) -> None:
    cells = served.cells(LICENSE)
    assert cells["holder_name"]["value"] == "冯安管"
    assert cells["number"]["outcome"] == "MASKED"
    assert cells["number"]["value"] == "****0006"
    assert cells["holder_code"] == {
        "key": "holder_code",
        "holder": 1,
        "value": None,
        "outcome": "WITHHELD",
        "decision": {
            "code": "NOT_DISCLOSED",
            "basis": "PUBLIC",
            "remedy": "RAISE_ASSURANCE",
            "legalBasis": {"code": "construction-safety-36"},
        },
    }


def test_the_holder_sees_everything(served: Served) -> None:
    cells = served.cells(LICENSE, by="safety-officer")
    assert set(codes(cells).values()) == {"OWN"}
    assert cells["holder_code"]["value"] == "519999198604120317"


def test_the_issuing_department_sees_everything_once_it_says_what_for(served: Served) -> None:
    by = "issuer-housing-construction"
    assert set(codes(served.cells(LICENSE, by=by, cause=CAUSE)).values()) == {"ISSUED"}
    assert served.cells(LICENSE, by=by)["holder_code"]["outcome"] == "WITHHELD"


def test_the_partner_sees_what_was_granted_to_it(served: Served) -> None:
    found = codes(served.cells(LICENSE, by="bank", cause=CAUSE))
    assert {key for key, code in found.items() if code == "GRANTED_BY_HOLDER"} == {
        "number",
        "holder_code",
        "duty",
        "title",
    }
    assert found["birth_date"] == "NOT_DISCLOSED"


def test_a_partner_without_a_grant_is_the_public(served: Served) -> None:
    public = {key: cell["value"] for key, cell in served.cells(LICENSE).items()}
    others = served.cells(LICENSE, by="power", cause=CAUSE)
    assert {key: cell["value"] for key, cell in others.items()} == public
