"""What was found is ordered to be mended, answered, accepted, or made public."""

from typing import Any

import pytest

from tests.schema.http.asking import ANYONE, Hub
from tests.schema.http.sharing import key
from tests.schema.http.supervision.looking import (
    CHENGDU,
    FILM,
    findings,
    looked,
    unanswered,
    undesignated,
)
from tests.schema.http.supervision.ordering import (
    NOTICES,
    ORDERS,
    answered,
    closed,
    notices,
    officer,
    opened,
    orders,
    overdue,
    published,
    returned,
    told,
)

OFFICE, CITY_MARKET = "11519999MB9900101R", "11519999MB9910019M"
TABLES = ("rectification_order", "rectification_step", "public_notice", "oversight_assignment")
AUDITED = "SELECT act, outcome FROM audit_entry ORDER BY id DESC LIMIT 1"


def contents(hub: Hub) -> list[Any]:
    """Return all that orders consist of."""
    with hub.database() as owner:
        return [
            owner.execute(f"SELECT t::text FROM {table} t ORDER BY 1").fetchall()  # noqa: S608 - from the tuple above
            for table in TABLES
        ]


def refused(hub: Hub, told: dict[str, Any], code: str, act: str) -> None:
    """See that an act was refused, and the refusal recorded."""
    assert told.get("code") == code, told
    with hub.database() as owner:
        assert owner.execute(AUDITED).fetchone() == (act, code)


def test_an_order_is_answered_returned_answered_and_accepted(hub: Hub) -> None:
    by = officer(hub)
    order = opened(hub)
    assert (order["state"], order["organization"]["code"]) == ("OPEN", FILM)
    assert order["orderedBy"]["code"] == OFFICE
    assert [one["ground"]["code"] for one in order["findings"]] == ["NOBODY_DESIGNATED"]
    assert order["dueAt"] == order["steps"][0]["dueAt"] > order["openedAt"]
    assert order["workingDaysLeft"] == 5
    waits = answered(hub, order["id"], by)
    assert (waits["state"], waits["workingDaysLeft"]) == ("ANSWERED", None)
    again = returned(hub, order["id"])
    assert (again["state"], again["steps"][-1]["told"]) == ("RETURNED", "请补充人员")
    assert again["dueAt"] == again["steps"][-1]["dueAt"]
    assert again["workingDaysLeft"] == 3
    assert answered(hub, order["id"], by, told="人员已补充")["state"] == "ANSWERED"
    done = closed(hub, order["id"])
    assert [one["act"] for one in done["steps"]] == [
        *("OPENED", "ANSWERED", "RETURNED", "ANSWERED", "CLOSED")
    ]
    assert done["closedAt"] is not None
    assert [one for one in orders(hub, by, of=FILM) if one["number"] == done["number"]] == [done]
    assert told(hub, by, order["id"]) == ["ORDER_OPENED", "ORDER_RETURNED", "ORDER_CLOSED"]
    assert told(hub, "supervisor", order["id"]) == ["ORDER_ANSWERED", "ORDER_ANSWERED"]


def test_an_overdue_order_is_found_and_its_notice_published_by_the_supervisor(hub: Hub) -> None:
    by = officer(hub)
    order = overdue(hub)
    assert (order["state"], order["overdueAt"]) == ("OVERDUE", order["dueAt"])
    assert order["workingDaysLeft"] is None
    looked(hub, "ORDER_NOT_OBEYED")
    (found,) = findings(hub, on="ORDER_NOT_OBEYED", open=True)
    assert (found["subject"], found["ground"]["severity"]) == (order["number"], "GRAVE")
    assert told(hub, by, order["id"]) == ["ORDER_OPENED", "ORDER_OVERDUE"]
    assert told(hub, "supervisor", order["id"]) == ["ORDER_OVERDUE"]
    before = notices(hub)
    assert order["notice"]["publishedAt"] is None
    shown = published(hub, order["notice"]["id"])
    assert shown["notice"]["publishedAt"] is not None
    (notice,) = (one for one in notices(hub) if one not in before)
    assert notice["organization"] == {"code": FILM}
    assert notice["grounds"] == [{"code": "NOBODY_DESIGNATED", "article": "28(5)"}]
    assert (notice["number"], notice["rectifiedAt"]) == (order["number"], None)
    assert notice["dueAt"] == order["overdueAt"]
    assert answered(hub, order["id"], by)["state"] == "ANSWERED"
    looked(hub, "ORDER_NOT_OBEYED")
    assert findings(hub, on="ORDER_NOT_OBEYED", open=True) == []
    done = closed(hub, order["id"])
    (after,) = (one for one in notices(hub) if one["number"] == order["number"])
    assert after == notice | {"rectifiedAt": done["closedAt"]}


def test_a_notice_lapses_with_its_order(hub: Hub) -> None:
    order = overdue(hub)
    closed(hub, order["id"])
    before = contents(hub)
    told = published(hub, order["notice"]["id"])
    refused(hub, told, "NoticeLapsed", "publish_notice")
    assert contents(hub) == before


def test_a_notice_is_drafted_and_published_once(hub: Hub) -> None:
    order = overdue(hub)
    first = published(hub, order["notice"]["id"])
    again = published(hub, order["notice"]["id"])
    assert first["notice"] == again["notice"]
    assert len([one for one in notices(hub) if one["number"] == order["number"]]) == 1


def test_the_same_key_orders_once(hub: Hub) -> None:
    said: dict[str, Any] = {"findings": [undesignated(hub)["id"]]}
    said |= {"idempotencyKey": "order-twice"}
    for one in orders(hub):
        closed(hub, one["id"])
    first, again = opened(hub, **said), opened(hub, **said)
    assert first == again
    assert closed(hub, first["id"], idempotencyKey="close") == closed(
        hub, first["id"], idempotencyKey="close"
    )


@pytest.mark.parametrize(
    ("by", "changed", "code"),
    [
        ("auditor", {}, "OrderReserved"),
        ("publisher", {}, "OrderReserved"),
        ("editor-film", {}, "OrderReserved"),
        ("adult", {}, "OrderReserved"),
        (ANYONE, {}, "OrderReserved"),
        ("city-government", {}, "FindingsUnfit"),
        ("overseer-market-regulation", {}, "FindingsUnfit"),
        ("supervisor", {"findings": []}, "FindingsUnfit"),
        ("supervisor", {"told": " "}, "OrderInvalid"),
        ("supervisor", {"told": "长" * 2001}, "OrderInvalid"),
        ("supervisor", {"workingDays": 0}, "OrderInvalid"),
        ("supervisor", {"workingDays": 61}, "OrderInvalid"),
        ("supervisor", {"findings": ["none-of-ours"]}, "IdInvalid"),
    ],
)
def test_what_is_not_ordered(hub: Hub, by: str, changed: dict[str, Any], code: str) -> None:
    for one in orders(hub):
        closed(hub, one["id"])
    said = {"findings": [undesignated(hub)["id"]]} | changed
    before = contents(hub)
    told = opened(hub, by, **said)
    if code == "IdInvalid":
        assert told["code"] == code
    else:
        refused(hub, told, code, "open_order")
    assert contents(hub) == before


def test_findings_of_two_organizations_take_two_orders(hub: Hub) -> None:
    looked(hub, "NOBODY_DESIGNATED")
    found = {one["organization"]["code"]: one["id"] for one in findings(hub, open=True)}
    told = opened(hub, findings=list(found.values())[:2])
    refused(hub, told, "FindingsUnfit", "open_order")


def test_a_finding_is_on_one_order_at_a_time(hub: Hub) -> None:
    finding = undesignated(hub)
    opened(hub)
    told = opened(hub, findings=[finding["id"]])
    refused(hub, told, "FindingOrdered", "open_order")
    assert finding["number"] in told["messageEn"]


def test_who_leads_a_sector_or_a_region_orders_there(hub: Hub) -> None:
    with hub.database() as owner:
        owner.execute(
            "UPDATE organization SET designated_body = NULL WHERE code = %s", [CITY_MARKET]
        )
    looked(hub, "NOBODY_DESIGNATED")
    (found,) = findings(hub, of=CITY_MARKET, on="NOBODY_DESIGNATED", open=True)
    for by, other in (
        ("city-government", "overseer-market-regulation"),
        ("overseer-market-regulation", "city-government"),
    ):
        order = opened(hub, by, findings=[found["id"]])
        assert order["state"] == "OPEN"
        refused(hub, closed(hub, order["id"], other), "OrderReserved", "close_order")
        assert closed(hub, order["id"], by)["state"] == "CLOSED"
    order = opened(hub, "city-government", findings=[found["id"]])
    assert order["orderedBy"]["code"] == CHENGDU
    assert closed(hub, order["id"])["state"] == "CLOSED"


REFUSED = [
    ("answerOrder", "supervisor", "AnswerReserved"),
    ("answerOrder", "reviewer-film", "AnswerReserved"),
    ("answerOrder", "reviewer-health", "OrderNotFound"),
    ("answerOrder", "aggregator-film", "OrderNotFound"),
    ("answerOrder", "city-government", "OrderNotFound"),
    ("answerOrder", "adult", "OrderNotFound"),
    ("answerOrder", ANYONE, "OrderNotFound"),
    ("returnOrder", "supervisor", "WrongOrderState"),
    ("returnOrder", "editor-film", "OrderReserved"),
    ("returnOrder", "auditor", "OrderReserved"),
    ("returnOrder", "reviewer-health", "OrderNotFound"),
    ("closeOrder", "editor-film", "OrderReserved"),
    ("closeOrder", "auditor", "OrderReserved"),
    ("closeOrder", "overseer-market-regulation", "OrderNotFound"),
    ("closeOrder", ANYONE, "OrderNotFound"),
]
DOING = {"answerOrder": answered, "returnOrder": returned, "closeOrder": closed}
ACTS = {"answerOrder": "answer_order", "returnOrder": "return_order", "closeOrder": "close_order"}


@pytest.mark.parametrize(("name", "by", "code"), REFUSED)
def test_who_may_not_do_what_to_an_order(hub: Hub, name: str, by: str, code: str) -> None:
    officer(hub)
    order, before = opened(hub)["id"], contents(hub)
    refused(hub, DOING[name](hub, order, by), code, ACTS[name])
    assert contents(hub) == before


def test_what_is_said_must_say_something(hub: Hub) -> None:
    by = officer(hub)
    order = opened(hub)["id"]
    refused(hub, answered(hub, order, by, told=""), "OrderInvalid", "answer_order")
    answered(hub, order, by)
    before = contents(hub)
    refused(hub, returned(hub, order, workingDays=0), "OrderInvalid", "return_order")
    refused(hub, closed(hub, order, told="长" * 2001), "OrderInvalid", "close_order")
    assert contents(hub) == before
    closed(hub, order)
    refused(hub, answered(hub, order, by), "WrongOrderState", "answer_order")
    refused(hub, closed(hub, order), "WrongOrderState", "close_order")


@pytest.mark.parametrize(
    "by", ["auditor", "editor-film", "city-government", "publisher", "adult", ANYONE]
)
def test_who_does_not_publish(hub: Hub, by: str) -> None:
    order = overdue(hub)
    before = contents(hub)
    refused(hub, published(hub, order["notice"]["id"], by), "PublishingReserved", "publish_notice")
    assert contents(hub) == before


def test_a_notice_that_is_not_there_is_not_published(hub: Hub) -> None:
    order = overdue(hub)
    with hub.database() as owner:
        owner.execute("DELETE FROM public_notice WHERE published_at IS NULL")
    refused(hub, published(hub, order["notice"]["id"]), "PublicNoticeNotFound", "publish_notice")


def test_orders_are_seen_by_both_sides_and_by_who_oversees(hub: Hub) -> None:
    number = opened(hub)["number"]
    sees = dict.fromkeys(("supervisor", "auditor", "editor-film", "reviewer-film"), True)
    sees |= dict.fromkeys(("city-government", "reviewer-health", "publisher"), False)
    for by, seen in sees.items():
        assert (number in {one["number"] for one in orders(hub, by)}) is seen, by
    for by in ("adult", ANYONE, "aggregator-film"):
        assert hub.refusal(ORDERS, by=by)["code"] == "SupervisionReserved"
    assert hub.refusal(ORDERS, by="reviewer-health", of=FILM)["code"] == "SupervisionReserved"
    assert hub.refusal(ORDERS, by="city-government", of=FILM)["code"] == "SupervisionReserved"


def test_an_unanswered_request_is_ordered_to_be_answered(hub: Hub) -> None:
    found = unanswered(hub)
    asked = hub.ask("{ accessRequests { id } }", by="bank-clerk")["accessRequests"]
    assert found["subject"] in {one["id"] for one in asked}
    order = opened(hub, findings=[found["id"]], workingDays=3)
    assert order["findings"][0]["number"] == found["number"]
    closed(hub, order["id"])


def test_pages_and_drafts(hub: Hub) -> None:
    for _ in range(2):
        published(hub, overdue(hub)["notice"]["id"])
    query = "query ($after: String) { %s(first: 1, after: $after) { %s { number } endCursor } }"
    for by, root, inner in (
        ("supervisor", "orders", "orders"),
        (ANYONE, "publicNotices", "notices"),
    ):
        asked = query % (root, inner)
        first = hub.ask(asked, by=by)[root]
        second = hub.ask(asked, by=by, after=first["endCursor"])[root]
        assert first[inner] != second[inner]
    draft = overdue(hub)["number"]
    assert draft not in str(hub.ask(NOTICES, by="supervisor"))


def test_nothing_of_an_order_but_its_notice_is_public(hub: Hub) -> None:
    order = overdue(hub, told="请联系王示范", findings=[_free(hub)])
    published(hub, order["notice"]["id"])
    told = str(hub.ask(NOTICES, by=ANYONE))
    assert order["number"] in told
    assert "王示范" not in told
    node = hub.post("query ($id: ID!) { node(id: $id) { id } }", by=ANYONE, id=order["id"]).json()
    assert node["errors"][0]["extensions"]["code"] == "OrderNotFound"


def _free(hub: Hub) -> str:
    for one in orders(hub):
        if one["closedAt"] is None:
            closed(hub, one["id"])
    return str(undesignated(hub)["id"])


def test_oversight_on_an_order_ends_with_it(hub: Hub) -> None:
    order = opened(hub)
    said = {"organization": "11519999MB9900013B", "kind": "ORDER", "region": "510000"}
    said |= {"sector": "market-regulation", "reference": order["number"]}
    said |= {"until": "2027-06-01T00:00:00+08:00", "idempotencyKey": key()}
    shown = "... on OversightAssignment { id endedAt }"
    task = hub.do("assignOversight", shown, by="supervisor", **said)
    assert task["endedAt"] is None
    closed(hub, order["id"])
    ended = hub.ask(f"query ($id: ID!) {{ node(id: $id) {{ {shown} }} }}", by="supervisor", **task)
    assert ended["node"]["endedAt"] is not None
    said |= {"idempotencyKey": key()}
    assert hub.do("assignOversight", shown, by="supervisor", **said)["code"] == "ReferenceNotOpen"
