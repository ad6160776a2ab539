"""Numbers go on behind those that were given before the hub, and never back."""

from tests.schema.http.asking import Answer, Hub
from tests.schema.http.issuing.making import CLERK, issued, key


def go_on(hub: Hub, last: int, by: str = CLERK, **said: object) -> Answer:
    """Say where the numbers of business licenses go on."""
    wish = {"entry": "business-license", "last": last, "idempotencyKey": key()} | said
    return hub.do("continueNumbers", "... on Numbers { last }", by=by, **wish)


def number(hub: Hub, license_: str) -> str:
    """Return the number of a license."""
    asked = 'query ($id: ID!) { license(id: $id) { field(key: "number") { value } } }'
    return str(hub.ask(asked, by="agent", id=license_)["license"]["field"]["value"])


def test_numbers_go_on_behind_a_serial_and_never_back(hub: Hub) -> None:
    assert go_on(hub, 500_000) == {"last": 500_000}
    assert number(hub, issued(hub)["license"]) == "510100000500001"
    assert go_on(hub, 7) == {"last": 500_001}


def test_only_an_issuer_says_where_they_go_on(hub: Hub) -> None:
    assert go_on(hub, 1, by="agent")["code"] == "NotAnIssuingOffice"
    assert go_on(hub, 1, by="issuer-health")["code"] == "NumbersNotYours"
    assert go_on(hub, 1, region="510700")["code"] == "NumbersNotYours"
    assert go_on(hub, 1, region="510104") == {"last": 1}
    assert go_on(hub, 0)["code"] == "SerialInvalid"
    assert go_on(hub, 1, year=1900)["code"] == "SerialInvalid"
    assert go_on(hub, 1, entry="none")["code"] == "ContentFaulty"


def test_a_rule_without_serials_left_gives_no_number(hub: Hub) -> None:
    assert go_on(hub, 999_999_999) == {"last": 999_999_999}
    assert issued(hub)["code"] == "NumbersUsedUp"
