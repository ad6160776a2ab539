"""What a holder is told, and how (通知, art. 15(2))."""

from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

PLACES: Final = {
    "LICENSE_USED": "/me/usage/{about}",
    "OWN_USE": "/me/usage/{about}",
    "USE_REFUSED": "/me/usage/{about}",
    "WAIVER_USED": "/me/usage/{about}",
    "CONSENT_ASKED": "/me/consents/{about}",
    "AUTHORIZATION_GIVEN": "/me/grants",
    "AUTHORIZATION_ENDED": "/me/grants",
    "PRESENTATION_REDEEMED": "/me/usage",
    "LICENSE_CHANGED": "/me/licenses/{about}",
    "OBJECTION_MOVED": "/me/objections/{about}",
    "LICENSE_CORRECTED": "/me/notices",
}
"""Where there is more of what a notice tells, by its kind."""


async def show(visit: Visit) -> Response:
    """Show what was told, the newest first, and the choices."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Acknowledge a correction, or set what is told and how."""
    form = await visit.form()
    try:
        if "correction" in form:
            await visit.act("acknowledge", correction=form["correction"])
            return visit.go(NOTICES.path, said="acknowledged")
        await _choose(visit)
    except Declined as declined:
        return await _shown(visit, declined)
    return visit.go(NOTICES.path, said="chosen")


async def _choose(visit: Visit) -> None:
    """Keep what was ticked; what must be told stays."""
    wanted = set(await visit.every("wanted"))
    data = await visit.ask("notices")
    choices = data["noticeChoices"]["choices"]
    await visit.act("choose", choices=[_choice(one, wanted) for one in choices])


def _choice(one: dict[str, Any], wanted: set[str]) -> dict[str, object]:
    kept = one["required"] or f"{one['kind']}.{one['channel']}" in wanted
    return {"kind": one["kind"], "channel": one["channel"], "wanted": kept}


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    data = await visit.ask("notices", after=visit.query.get("after"))
    page = data["notices"]
    return await visit.show(
        notices=[_placed(one) for one in page["notices"]],
        cursor=page["endCursor"],
        corrections=data["corrections"]["corrections"],
        choices=data["noticeChoices"]["choices"],
        declined=declined,
    )


def _placed(notice: dict[str, Any]) -> dict[str, Any]:
    """Return a notice with the place where there is more of it."""
    return notice | {"place": PLACES[notice["kind"]].format(about=notice["about"])}


NOTICES: Final = Page(
    "/me/notices",
    Words("通知", "Notices"),
    Path(__file__).parent,
    show,
    act,
    said={
        "chosen": Words("通知设置已保存", "Your choices are kept"),
        "acknowledged": Words("已确认知悉更正", "The correction is acknowledged"),
    },
)
