"""Raise objections and bring them on, over HTTP, in the sample province."""

from itertools import count
from typing import Any

from tests.schema.http.asking import Answer, Hub
from tests.schema.http.issuing.making import CASE, CLERK, SHOWN, issued

CENTER = "system-admin"
"""The system administrator of the data center."""

RECEIPT = """... on ObjectionStatus { receipt state objection answeredAt
    clocks { kind dueAt workingDaysLeft provisional stoppedAt overdue told } }"""
OBJECTION = """... on Objection { id receipt license entry { body { code } } fields told objector
    organization { code } state answeredAt correctedBy
    clocks { kind begunAt dueAt workingDaysLeft stoppedAt overdue escalatedAt told } }"""
STATUS = f"query ($of: String!) {{ objectionStatus(receipt: $of) {{ {RECEIPT} }} }}"
ONE = f"query ($of: ID!) {{ objection(id: $of) {{ {OBJECTION} }} }}"
LISTED = f"""query ($under: ObjectionScope!, $first: Int!, $after: String) {{
    objections(under: $under, first: $first, after: $after) {{
        objections {{ {OBJECTION} }} endCursor }} }}"""
QUEUE = """{ organizationNotices(first: 100) { notices {
    kind about dueAt sentence to { code } entry { body { code } } } } }"""
FLAG = "query ($of: ID!) { license(id: $of) { underObjection } }"

_numbers = count(1)


def key() -> str:
    """Return an idempotency key that nobody used."""
    return f"objecting-{next(_numbers)}"


def raised(hub: Hub, license_: str | None, by: str = "agent", **changed: Any) -> Answer:  # noqa: ANN401 - as GraphQL takes them
    """Object to the registered capital of a license, or to what is changed of that."""
    usual = {
        "license": license_,
        "fields": ["registered_capital"],
        "told": "注册资本与核准文件不符",
        "idempotencyKey": key(),
    }
    return hub.do("raiseObjection", RECEIPT, by=by, **usual | changed)


def objected(hub: Hub, by: str = "agent", license_: str | None = None) -> str:
    """Return the id of an objection to a new license, or to the one named."""
    told = raised(hub, license_ or license_of(hub), by)
    assert "objection" in told, told
    return str(told["objection"])


def license_of(hub: Hub) -> str:
    """Return the id of a new license of the company's."""
    return str(issued(hub)["license"])


def turned(hub: Hub, act: str, objection: str, by: str = CLERK, **said: object) -> Answer:
    """Do something with an objection."""
    return hub.do(act, OBJECTION, by=by, objection=objection, idempotencyKey=key(), **said)


def forwarded(hub: Hub, objection: str, by: str = CLERK) -> Answer:
    """Forward an objection to the data center."""
    return turned(hub, "forwardObjection", objection, by, reason="归集时小数位丢失")


def reported(hub: Hub, objection: str, by: str = CENTER) -> Answer:
    """Let the data center report what it found."""
    return turned(hub, "reportFinding", objection, by, finding="映射配置有误，已修复")


def rejected(hub: Hub, objection: str, by: str = CLERK) -> Answer:
    """Let the issuer reject an objection."""
    said = {"upheld": False, "reasons": "与核准文件一致"}
    return turned(hub, "resolveObjection", objection, by, **said)


def upheld(hub: Hub, objection: str, by: str = CLERK) -> Answer:
    """Let the issuer uphold an objection."""
    said = {"upheld": True, "reasons": "确有错误，已更正"}
    return turned(hub, "resolveObjection", objection, by, **said)


def corrected(hub: Hub, license_: str, amount: str = "2000000.00", **face: object) -> Answer:
    """Let the issuer correct the registered capital of a license, or whatever else is named."""
    changed = face or {"registered_capital": {"amount": amount, "currency": "CNY"}}
    wish = {"license": license_, "face": changed, "case": CASE, "idempotencyKey": key()}
    made = hub.do("changeLicense", SHOWN, by=CLERK, **wish)
    assert made.get("state") == "DONE", made
    return made


def seen(hub: Hub, objection: str, by: str) -> Answer:
    """Return an objection as somebody sees it."""
    found: Answer = hub.ask(ONE, by=by, of=objection)["objection"]
    return found


def listed(hub: Hub, under: str, by: str, first: int = 100, after: str | None = None) -> Answer:
    """Return a page of objections."""
    found: Answer = hub.ask(LISTED, by=by, under=under, first=first, after=after)["objections"]
    return found


def ids(hub: Hub, under: str, by: str) -> list[str]:
    """Return the ids of the objections in a scope, in their order."""
    return [one["id"] for one in listed(hub, under, by)["objections"]]


def told(hub: Hub, by: str, objection: str) -> list[str]:
    """Return of what an organization was told about an objection, the newest first."""
    notices = hub.ask(QUEUE, by=by)["organizationNotices"]["notices"]
    return [one["kind"] for one in notices if one["about"] == objection]


def notices(hub: Hub, by: str, objection: str) -> int:
    """Return how many notices a person has about an objection."""
    found = hub.ask("{ notices(first: 100) { notices { kind about } } }", by=by)["notices"]
    return sum(
        (one["kind"], one["about"]) == ("OBJECTION_MOVED", objection) for one in found["notices"]
    )


def flagged(hub: Hub, license_: str, by: str = "agent") -> bool:
    """Tell whether a license says that an objection runs."""
    return bool(hub.ask(FLAG, by=by, of=license_)["license"]["underObjection"])
