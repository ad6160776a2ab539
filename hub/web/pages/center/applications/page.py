"""Applications in which licenses are shown."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

_SAID: Final = ("client", "organization", "zh", "en")


async def show(visit: Visit, declined: Declined | None = None) -> Response:
    """Show which applications are recognized, and which were."""
    applications = (await visit.ask("applications"))["showingApplications"]
    return await visit.show(applications=applications, declined=declined)


async def decide(visit: Visit) -> Response:
    """Recognize an application, or withdraw a recognition."""
    form = await visit.form()
    act, _, client = form.get("do", "recognize").partition(" ")
    try:
        if act == "withdraw":
            await visit.act("withdraw", client=client)
        else:
            await visit.act("recognize", **{name: form.get(name, "").strip() for name in _SAID})
    except Declined as declined:
        return await show(visit, declined)
    return visit.go("/center/showing-applications", said=act)


APPLICATIONS: Final = Page(
    "/center/showing-applications",
    Words("亮证应用", "Showing applications"),
    Path(__file__).parent,
    show,
    decide,
    said={
        "recognize": Words("已认定，可在该应用中亮证", "Recognized; licenses can be shown in it"),
        "withdraw": Words(
            "已撤回认定，不能再在该应用中亮证", "Withdrawn; nothing is shown in it any more"
        ),
    },
)
