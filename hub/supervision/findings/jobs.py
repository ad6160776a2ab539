"""Open a finding where a ground has a cause, keep it while that lasts, and close it after."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.calendar.queries import load_calendar
from hub.clock import now
from hub.db.ids import new_id
from hub.identity.present import present_organization
from hub.supervision.findings.grounds import GROUNDS, Ground
from hub.supervision.findings.model import Finding
from hub.supervision.findings.rules import Cause, Place, finding_number, gathered, terms
from hub.supervision.marks import is_due

_END_OVERSIGHT = text("""
UPDATE oversight_assignment SET ended_at = :now
WHERE kind = 'FINDING' AND reference = ANY (:numbers) AND ended_at IS NULL
""")

Run = Callable[[AsyncSession], Awaitable[None]]


def finder(ground: Ground) -> Run:
    """Return the job that looks for one ground, once an hour or once a day."""

    async def find(db: AsyncSession) -> None:
        """Look, if it was not done yet."""
        if await is_due(db, ground.code, ground.every, now()):
            await look(db, ground)

    find.__name__ = f"find_{ground.code.lower()}"
    return find


FINDERS = tuple(finder(ground) for ground in GROUNDS)


async def look(db: AsyncSession, ground: Ground) -> None:
    """Compare what a ground stands on now with the findings that are open (art. 28)."""
    moment = now()
    named = terms(ground, moment, await load_calendar(db))
    found = await db.execute(text(_ROWS.format(ground.cause)), named)
    rows = [tuple(row) for row in found]
    causes = gathered(rows, await _present(db, {row[0] for row in rows}))
    held = select(Finding).where(Finding.ground == ground.code, Finding.closed_at.is_(None))
    standing = {(one.organization_id, one.subject): one for one in await db.scalars(held)}
    for place, cause in causes.items():
        if (finding := standing.get(place)) is None:
            db.add(_opened(ground, place, cause, moment))
        else:
            finding.since, finding.facts = min(finding.since, cause.since), cause.facts
    gone = [finding for place, finding in standing.items() if place not in causes]
    for finding in gone:
        finding.closed_at = moment
    await db.flush()
    if gone:
        said = {"now": moment, "numbers": [finding.number for finding in gone]}
        await db.execute(_END_OVERSIGHT, said)


_ROWS = "SELECT organization_id, subject, since, facts FROM ({}) found"


def _opened(ground: Ground, place: Place, cause: Cause, moment: datetime) -> Finding:
    organization, subject = place
    id_ = new_id()
    return Finding(
        id=id_,
        number=finding_number("F", moment, id_),
        ground=ground.code,
        organization_id=organization,
        subject=subject,
        since=cause.since,
        facts=cause.facts,
        opened_at=moment,
        closed_at=None,
    )


async def _present(db: AsyncSession, organizations: Iterable[int]) -> dict[int, int]:
    """Return who answers today for each of some organizations (art. 12)."""
    return {one: (await present_organization(db, one)).id for one in organizations}
