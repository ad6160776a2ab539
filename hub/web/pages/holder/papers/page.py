"""Report that paper was demanded of a license which the hub has (索要纸质证照, art. 18)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show own reports, and the form for another."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Take a report: where it was, of which license, what happened."""
    form = await visit.form()
    organization, _, matter = form.get("place", "").partition("/")
    try:
        await visit.act(
            "report",
            organization=organization or form.get("organization", ""),
            matter=matter or None,
            entry=form.get("entry", ""),
            told=form.get("told", ""),
            caseNumber=form.get("case") or None,
        )
    except Declined as declined:
        return await _shown(visit, declined)
    return visit.go(PAPERS.path, said="reported")


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    data = await visit.ask("papers")
    entries = [one["node"]["entry"] for one in data["viewer"]["licenses"]["edges"]]
    return await visit.show(
        reports=data["viewer"]["paperDemands"],
        entries={one["code"]: one["body"] for one in entries},
        scenarios=data["scenarios"],
        declined=declined,
    )


PAPERS: Final = Page(
    "/me/papers",
    Words("反映索要纸质证照", "Paper was demanded"),
    Path(__file__).parent,
    show,
    act,
    said={
        "reported": Words(
            "已收到您的反映，被反映单位的审计人员和综合管理部门会看到",
            "Your report was received; the office's auditors and the supervisor read it",
        )
    },
)
