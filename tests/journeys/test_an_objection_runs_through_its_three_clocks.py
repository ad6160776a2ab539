"""An objection goes from issuer to data center and back, as the clock goes on."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.journeys.served import Served, identifier

CLERK, CENTER, SUPERVISOR, CITY = (
    "issuer-civil-affairs",
    "system-admin",
    "supervisor",
    "city-government",
)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
PATIENCE_SECONDS = 30
SHOWN = "... on Objection { id receipt state fields told clocks { kind dueAt } }"
REFUSED = "... on Refusal { code }"
QUEUE = f"{{ objections(under: TO_ANSWER) {{ objections {{ {SHOWN} }} }} }}"
STATUS = """query ($of: String!) { objectionStatus(receipt: $of) {
    state clocks { kind dueAt overdue } } }"""
TOLD = "{ organizationNotices(first: 100) { notices { kind about } } }"
RAISE = """mutation ($input: RaiseObjectionInput!) {
    raiseObjection(input: $input) { ... on ObjectionStatus { receipt } } }"""


@pytest.fixture(autouse=True)
def _put_right_afterwards(served: Served) -> Iterator[None]:
    yield
    served.client.post("/demo/clock", json={"reset": True}).raise_for_status()
    served.tokens.clear()


def put(served: Served, to: datetime) -> None:
    """Put the sandbox's clock forward."""
    served.client.post("/demo/clock", json={"to": to.isoformat()}).raise_for_status()
    served.tokens.clear()


def did(served: Served, act: str, by: str, **said: object) -> dict[str, Any]:
    """Do something with an objection."""
    document = f"""mutation ($input: {act[0].upper()}{act[1:]}Input!) {{
        {act}(input: $input) {{ {SHOWN} {REFUSED} }} }}"""
    wish = said | {"idempotencyKey": f"journey-{act}"}
    made: dict[str, Any] = served.ask(document, by=by, input=wish)["data"][act]
    return made


def raised(served: Served, license_: str) -> str:
    """Object to a public record without signing in, and return the receipt."""
    wish = {"identifier": license_, "fields": ["address"], "told": "该协会已迁离此处"}
    wish |= {"idempotencyKey": "journey-objection"}
    return str(served.ask(RAISE, input=wish)["data"]["raiseObjection"]["receipt"])


def status(served: Served, receipt: str) -> dict[str, Any]:
    """Return what anybody is told by the receipt."""
    found: dict[str, Any] = served.ask(STATUS, of=receipt)["data"]["objectionStatus"]
    return found


def told(served: Served, by: str, objection: str) -> list[str]:
    """Return of what an organization was told about the objection, the newest first."""
    notices = served.ask(TOLD, by=by)["data"]["organizationNotices"]["notices"]
    return [one["kind"] for one in notices if one["about"] == objection]


def comes(found: Callable[[], bool]) -> bool:
    """Wait for what happens by itself."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not found() and time.monotonic() < until:
        time.sleep(0.3)
    return found()


def run_out(served: Served, objection: str, receipt: str, acts: str, above: str) -> None:
    """Let the clock that runs end, and see who is told of it with nobody calling."""
    due = datetime.fromisoformat(status(served, receipt)["clocks"][-1]["dueAt"])
    put(served, due - DAY + MINUTE)
    assert comes(lambda: told(served, acts, objection)[0] == "TERM_ENDING")
    put(served, due + MINUTE)
    assert comes(lambda: told(served, acts, objection)[0] == "TERM_OVER")
    assert told(served, above, objection)[0] == "OBJECTION_ESCALATED"
    assert status(served, receipt)["clocks"][-1]["overdue"]


def test_an_objection_runs_through_its_three_clocks(served: Served) -> None:
    receipt = raised(served, identifier("association"))
    queue = served.ask(QUEUE, by=CLERK)["data"]["objections"]["objections"]
    (found,) = (one for one in queue if one["receipt"] == receipt)
    objection = found["id"]
    assert (found["state"], found["fields"]) == ("RAISED", ["address"])
    first = datetime.fromisoformat(found["clocks"][0]["dueAt"])
    put(served, first - MINUTE)
    moved = did(served, "forwardObjection", CLERK, objection=objection, reason="归集接口故障")
    assert moved["state"] == "FORWARDED"
    assert told(served, CENTER, objection) == ["OBJECTION_FORWARDED"]
    run_out(served, objection, receipt, CENTER, SUPERVISOR)
    moved = did(served, "reportFinding", CENTER, objection=objection, finding="接口无异常")
    assert moved["state"] == "REPORTED"
    run_out(served, objection, receipt, CLERK, CITY)
    said = {"objection": objection, "upheld": False, "reasons": "协会未办理变更登记"}
    assert did(served, "resolveObjection", CLERK, **said)["state"] == "REJECTED"
    answered = status(served, receipt)
    assert [one["kind"] for one in answered["clocks"]] == ["ANSWER", "FINDING", "FINAL_ANSWER"]
    assert [one["overdue"] for one in answered["clocks"]] == [False, True, True]
