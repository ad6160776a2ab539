"""What waits today, by the time that is left."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

from starlette.responses import Response

from hub.web.pages.page import Page, Viewer
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

MOST: Final = 100
"""So many of a kind are counted; where there are more, the page says so."""
ANSWERABLE: Final = frozenset({"OPEN", "RETURNED", "OVERDUE"})
DELIVERING: Final = frozenset({"AGGREGATOR", "ISSUER"})

Told = dict[str, Any]

NEVER: Final[Told] = {"due": "9"}
"""What sorts behind every term: what has none waits last."""


class Waiting(NamedTuple):
    """Things of one kind that wait: where they are dealt with, how many, and the first term."""

    title: Words
    path: str
    number: int
    first: Told | None = None


async def show(visit: Visit) -> Response:
    """Show what waits."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Take note of a correction of what was received (art. 21)."""
    correction = (await visit.form()).get("correction", "")
    try:
        await visit.act("acknowledge", correction=correction)
    except Declined as declined:
        return await _shown(visit, declined)
    return visit.go("/desk", said="noted")


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    told = await visit.ask("everybody")
    waiting = await _waiting(visit, await visit.viewer(), told)
    return await visit.show(
        declined=declined,
        waiting=sorted(waiting, key=lambda one: (not one.number, (one.first or NEVER)["due"])),
        corrections=told["corrections"]["corrections"],
        most=MOST,
    )


async def _waiting(visit: Visit, viewer: Viewer, told: Told) -> list[Waiting]:
    """Return each kind of thing that somebody with these roles deals with."""
    own = (told["viewer"]["organization"] or {"code": None})["code"]
    found = []
    if "ISSUER" in viewer.roles:
        found += _of_issuer(await visit.ask("issuer"), own)
    if viewer.organization == "DATA_CENTER" and "SYSTEM_ADMIN" in viewer.roles:
        found.append(_objections(await visit.ask("examining")))
    if "CATALOG_REVIEWER" in viewer.roles:
        found.append(_requests(await visit.ask("reviewer"), own))
    if viewer.roles & DELIVERING:
        batches = (await visit.ask("batches"))["batches"]
        rows = sum(one["quarantined"] for one in batches)
        words = Words("隔离的数据行", "Quarantined rows")
        found.append(Waiting(words, "/desk/quality", rows))
    return [*found, *_of_everybody(told)]


def _of_issuer(told: Told, own: str | None) -> list[Waiting]:
    makings = told["jointIssues"]["makings"]
    mine = [one for one in makings if own in [each["code"] for each in one["awaiting"]]]
    words = Words("待确认的联合制发", "Joint issues to confirm")
    return [_objections(told), Waiting(words, "/desk/joint", len(mine))]


def _objections(told: Told) -> Waiting:
    objections = told["objections"]["objections"]
    clocks = [clock for one in objections for clock in one["clocks"]]
    due = [clock for clock in clocks if clock["stoppedAt"] is None]
    words = Words("待办理的异议", "Objections")
    return Waiting(words, "/desk/objections", len(objections), _first(due))


def _requests(told: Told, own: str | None) -> Waiting:
    due = [
        one
        for one in told["accessRequests"]
        if one["decided"] == "SUBMITTED" and (one["organization"] or {}).get("code") != own
    ]
    words = Words("待答复的共享申请", "Access requests to answer")
    return Waiting(words, "/desk/approvals", len(due), _first(due))


def _of_everybody(told: Told) -> list[Waiting]:
    orders = (told["orders"] or {"orders": []})["orders"]
    due = [one for one in orders if one["state"] in ANSWERABLE]
    found = (told["findings"] or {"findings": []})["findings"]
    return [
        Waiting(
            Words("待答复的整改令", "Orders to answer"), "/desk/quality", len(due), _first(due)
        ),
        Waiting(Words("未消除的问题", "Open findings"), "/desk/quality", len(found)),
    ]


def _first(waiting: Iterable[Told]) -> Told | None:
    return min(waiting, key=lambda one: one["due"], default=None)


DAY: Final = Page(
    "/desk",
    Words("今日待办", "What waits"),
    Path(__file__).parent,
    show,
    act,
    said={"noted": Words("已确认知悉更正", "You have taken note of the correction")},
)
