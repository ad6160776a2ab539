"""Oversight assignments: those there are, one to be given, and one to be ended (art. 5)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub import clock
from hub.web.pages import vocabulary
from hub.web.pages.oversight.paging import chosen
from hub.web.pages.oversight.typed import end_of
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

_ASSIGNING: Final = frozenset({"SUPERVISOR", "DATA_CENTER"})


async def show(visit: Visit) -> Response:
    """Show the assignments that the visitor's office has or gave."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Give an assignment, or end one."""
    wish = await visit.form()
    try:
        if "end" in wish:
            await visit.act("end", assignment=wish["end"])
        else:
            await _assign(visit, wish)
    except Declined as declined:
        return await _shown(visit, declined)
    return visit.go("/oversight/assignments", said="ended" if "end" in wish else "assigned")


async def _assign(visit: Visit, wish: Mapping[str, str]) -> None:
    named = wish.get("named", "").replace("，", ",").split(",")
    await visit.act(
        "assign",
        organization=wish.get("organization", "").strip(),
        kind=wish.get("kind"),
        reference=wish.get("reference", ""),
        sector=wish.get("sector") or None,
        region=wish.get("region", "").strip(),
        license=wish.get("license", "").strip() or None,
        named=[one.strip() for one in named if one.strip()],
        until=end_of(wish.get("until")),
    )


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    told = await visit.ask("assignments")
    viewer = await visit.viewer()
    return await visit.show(
        declined=declined,
        assignments=told["oversightAssignments"],
        may_assign="OVERSEER" in viewer.roles and viewer.organization in _ASSIGNING,
        asked=chosen(visit.query, "kind", "reference", "region"),
        now=clock.now().isoformat(),
        vocabulary=vocabulary,
    )


ASSIGNMENTS: Final = Page(
    "/oversight/assignments",
    Words("监督任务", "Assignments"),
    Path(__file__).parent,
    show,
    act,
    said={
        "assigned": Words("监督任务已布置。", "The oversight is assigned."),
        "ended": Words("监督任务已结束，立即生效。", "The oversight has ended, at once."),
    },
)
