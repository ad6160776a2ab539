"""No two licenses of an entry that are made here have the same number (art. 7)."""

from concurrent.futures import ThreadPoolExecutor

from tests.schema.http.asking import Hub
from tests.schema.http.issuing.making import happened, issued
from tests.schema.http.issuing.sheets import report, send, shop, table, told
from tests.schema.http.issuing.test_numbers import go_on, number


def test_a_stated_number_is_refused_the_second_time(hub: Hub) -> None:
    assert issued(hub, number="510100700000001")["state"] == "DONE"
    assert issued(hub, number="510100700000001")["code"] == "NumberTaken"


def test_a_number_is_not_free_again_when_its_license_has_ended(hub: Hub) -> None:
    first = issued(hub, number="510100700000002")
    assert happened(hub, "cancelLicense", first["license"])["state"] == "DONE"
    assert issued(hub, number="510100700000002")["code"] == "NumberTaken"


def test_a_given_number_leaves_out_those_that_were_stated(hub: Hub) -> None:
    for stated in ("510100710000001", "510100710000002"):
        assert issued(hub, number=stated)["state"] == "DONE"
    assert go_on(hub, 710_000_000) == {"last": 710_000_000}
    assert number(hub, issued(hub)["license"]) == "510100710000003"


def test_of_two_at_once_one_gets_the_number(hub: Hub) -> None:
    with ThreadPoolExecutor(4) as at_once:
        told_ = list(at_once.map(lambda _: issued(hub, number="510100720000001"), range(4)))
    assert (
        sorted(one.get("state") or one["code"] for one in told_) == ["DONE"] + ["NumberTaken"] * 3
    )


def test_a_spreadsheet_reports_the_line_whose_number_is_taken(hub: Hub) -> None:
    stated = [shop(61, number="510100730000001"), shop(62, number="510100730000001")]
    last = told(send(hub, table([*stated, shop(63)]), "same-number"))[-1]
    assert (last["accepted"], last["quarantined"]) == (2, 1)
    assert [(one["line"], one["code"]) for one in report(hub, last)] == [("3", "NumberTaken")]
