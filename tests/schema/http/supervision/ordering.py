"""Open orders on what was found, answer them, and let their deadlines pass."""

from typing import Any

from hub.supervision.orders.jobs import draft_notices, pass_deadlines
from tests.schema.http.asking import Hub
from tests.schema.http.sharing import key
from tests.schema.http.supervision.looking import undesignated
from tests.schema.http.supervision.test_bodies import designated, person
from tests.schema.http.working import worked

SHOWN = """... on RectificationOrder { id number state openedAt dueAt workingDaysLeft overdueAt
    closedAt organization { code } orderedBy { code } findings { number ground { code } }
    steps { act told dueAt } notice { id publishedAt } }"""
ORDERS = f"""query ($of: String, $in: OrderState) {{
    orders(organization: $of, state: $in, first: 100) {{ orders {{ {SHOWN} }} endCursor }} }}"""
STANDING = """
INSERT INTO rectification_order (id, number, organization_id, ordered_by, findings, state,
    opened_at, counted_from, working_days, due_at)
SELECT gen_random_uuid(), %s, id, id, '{}', 'ANSWERED', now(), now(), 5, now()
FROM organization WHERE kind = 'SUPERVISOR' ON CONFLICT DO NOTHING
"""
NOTICES = """{ publicNotices(first: 100) { notices { number organization { code } dueAt
    grounds { code article } publishedAt rectifiedAt } endCursor } }"""


def opened(hub: Hub, by: str = "supervisor", **changed: object) -> dict[str, Any]:
    """Order the film administration to designate somebody, unless it is ordered already."""
    running = [one for one in orders(hub) if one["closedAt"] is None]
    if not changed and running:
        closed(hub, running[0]["id"])
    usual = {"findings": [undesignated(hub)["id"]], "told": "请明确专门机构", "workingDays": 5}
    return hub.do("openOrder", SHOWN, by=by, **usual | {"idempotencyKey": key()} | changed)


def orders(hub: Hub, by: str = "supervisor", **asked: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - variables
    """Return the orders that somebody sees."""
    found: list[dict[str, Any]] = hub.ask(ORDERS, by=by, **asked)["orders"]["orders"]
    return found


def notices(hub: Hub, by: str = "anyone") -> list[dict[str, Any]]:
    """Return the published notices."""
    found: list[dict[str, Any]] = hub.ask(NOTICES, by=by)["publicNotices"]["notices"]
    return found


def told(hub: Hub, by: str, order: str) -> list[str]:
    """Return of what the organization that somebody acts for was told about an order, in turn."""
    asked = "{ organizationNotices(first: 100) { notices { kind about sentence } } }"
    queue = hub.ask(asked, by=by)["organizationNotices"]["notices"]
    mine = [one for one in reversed(queue) if one["about"] == order]
    assert all(one["sentence"] for one in mine)
    return [one["kind"] for one in mine]


def officer(hub: Hub) -> str:
    """Let the film administration have an officer who may answer, and be found all the same."""
    made = designated(hub, "system-admin", [person(hub, "editor-film")])
    assert "officers" in made, made
    with hub.database() as owner:
        owner.execute(
            "UPDATE organization SET designated_body = NULL WHERE code = %s",
            [made["organization"]["code"]],
        )
    return "editor-film"


def answered(hub: Hub, order: str, by: str = "editor-film", **changed: object) -> dict[str, Any]:
    """Answer an order."""
    usual = {"order": order, "told": "已明确专门机构", "idempotencyKey": key()}
    return hub.do("answerOrder", SHOWN, by=by, **usual | changed)


def returned(hub: Hub, order: str, by: str = "supervisor", **changed: object) -> dict[str, Any]:
    """Return an answer."""
    usual = {"order": order, "told": "请补充人员", "workingDays": 3, "idempotencyKey": key()}
    return hub.do("returnOrder", SHOWN, by=by, **usual | changed)


def closed(hub: Hub, order: str, by: str = "supervisor", **changed: object) -> dict[str, Any]:
    """Close an order."""
    usual = {"order": order, "told": "整改到位", "idempotencyKey": key()}
    return hub.do("closeOrder", SHOWN, by=by, **usual | changed)


def published(hub: Hub, notice: str, by: str = "supervisor", **changed: object) -> dict[str, Any]:
    """Publish a notice."""
    return hub.do(
        "publishNotice", SHOWN, by=by, **{"notice": notice, "idempotencyKey": key()} | changed
    )


def overdue(hub: Hub, **changed: Any) -> dict[str, Any]:  # noqa: ANN401 - as `do` has it
    """Open an order, let its deadline pass, and return it with the draft of its notice."""
    order = opened(hub, **changed)
    with hub.database() as owner:
        owner.execute(
            "UPDATE rectification_order SET due_at = now() - interval '1 hour' WHERE number = %s",
            [order["number"]],
        )
    worked(hub, pass_deadlines, draft_notices)
    return next(one for one in orders(hub) if one["number"] == order["number"])


def standing(hub: Hub, number: str) -> str:
    """Let an order of a number stand, for oversight to refer to, and return the number."""
    with hub.database() as owner:
        owner.execute(STANDING, [number])
    return number
