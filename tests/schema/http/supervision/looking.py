"""Let the hub look for faults now, as its jobs do, and ask what it found."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hub.supervision.findings.grounds import BY_CODE
from hub.supervision.findings.jobs import finder, look
from tests.schema.http.asking import Hub
from tests.schema.http.sharing import requested
from tests.schema.http.working import worked

SHOWN = """id number subject zh en since openedAt closedAt ground { code article severity }
    organization { code } facts { name value }"""
FINDINGS = f"""query ($of: String, $on: String, $open: Boolean, $after: String) {{
    findings(organization: $of, ground: $on, open: $open, first: 100, after: $after) {{
        findings {{ {SHOWN} }} endCursor }} }}"""
RECORDS = """query ($of: ID!, $first: Int!, $after: String) {
    findingRecords(finding: $of, first: $first, after: $after) {
        records { kind id code since } endCursor } }"""
FILM, CHENGDU = "11519999MB9900195F", "11519999MB9910000Q"


def looked(hub: Hub, ground: str) -> None:
    """Look for one ground, whether or not it was looked for today."""

    async def find(db: AsyncSession) -> None:
        await look(db, BY_CODE[ground])

    find.__name__ = finder(BY_CODE[ground]).__name__
    worked(hub, find)


def findings(hub: Hub, by: str = "supervisor", **asked: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - variables
    """Return what somebody sees of findings."""
    found: list[dict[str, Any]] = hub.ask(FINDINGS, by=by, **asked)["findings"]["findings"]
    return found


def records(
    hub: Hub, finding: dict[str, Any], first: int = 50, after: str | None = None
) -> dict[str, Any]:
    """Return a page of what a finding rests on."""
    asked = {"of": finding["id"], "first": first, "after": after}
    found: dict[str, Any] = hub.ask(RECORDS, by="supervisor", **asked)["findingRecords"]
    return found


def unanswered(hub: Hub) -> dict[str, Any]:
    """Return the finding that a request was not answered, the same whenever it is asked for."""
    if not (known := findings(hub, on="REQUEST_UNANSWERED", open=True)):
        requested(hub)
        with hub.database() as owner:
            owner.execute("UPDATE access_request SET answer_due = now() - interval '1 day'")
        looked(hub, "REQUEST_UNANSWERED")
        known = findings(hub, on="REQUEST_UNANSWERED", open=True)
    return known[0]


def undesignated(hub: Hub) -> dict[str, Any]:
    """Return the finding that the film administration has no body."""
    looked(hub, "NOBODY_DESIGNATED")
    (found,) = findings(hub, of=FILM, on="NOBODY_DESIGNATED", open=True)
    return found
