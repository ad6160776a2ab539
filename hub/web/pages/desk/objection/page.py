"""One objection: its three terms, and what can be done (核查申请, art. 21)."""

from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined, FormUnreadable
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

ANSWERABLE: Final = frozenset({"RAISED", "REPORTED"})
TERMS: Final = ("ANSWER", "FINDING", "FINAL_ANSWER")


async def show(visit: Visit) -> Response:
    """Show an objection."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Forward, report on or answer an objection."""
    typed = await visit.form()
    name, words = typed.get("act", ""), typed.get("words", "").strip()
    wishes: dict[str, tuple[str, dict[str, Any]]] = {
        "forward": ("forward", {"reason": words}),
        "report": ("report", {"finding": words}),
        "uphold": ("resolve", {"upheld": True, "reasons": words}),
        "reject": ("resolve", {"upheld": False, "reasons": words}),
    }
    if name not in wishes:
        raise FormUnreadable
    document, wish = wishes[name]
    try:
        await visit.act(document, objection=visit.params["id"], **wish)
    except Declined as declined:
        return await _shown(visit, declined)
    return visit.go(f"/desk/objections/{visit.params['id']}", said=name)


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    one = (await visit.ask("objection", id=visit.params["id"]))["objection"]
    named = {field["key"]: field for field in one["entry"]["body"]["fields"]}
    begun = {clock["kind"] for clock in one["clocks"]}
    examines = (await visit.viewer()).organization == "DATA_CENTER"
    return await visit.show(
        declined=declined,
        one=one,
        fields=[named[key] for key in one["fields"] if key in named],
        to_come=[kind for kind in TERMS if kind not in begun and one["answeredAt"] is None],
        answerable=one["state"] in ANSWERABLE and not examines,
        forwardable=one["state"] == "RAISED" and not examines,
        reportable=one["state"] == "FORWARDED" and examines,
    )


OBJECTION: Final = Page(
    "/desk/objections/{id}",
    Words("异议", "Objection"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
    said={
        "forward": Words("已转省大数据中心核查", "The data center examines it now"),
        "report": Words("核查情况已反馈签发部门", "The issuer has the report"),
        "uphold": Words("已答复：异议成立，已更正", "Answered: it is right, and was corrected"),
        "reject": Words("已答复：异议不成立", "Answered: it is not right"),
    },
)
