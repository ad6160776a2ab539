"""A company's agent applies to become a partner, and sees how far that has come (art. 16)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

_STATED: Final = ("code", "nameZh", "nameEn", "region", "purpose", "contact")


async def show(visit: Visit, declined: Declined | None = None) -> Response:
    """Show the visitor's companies, and the form where a person may apply."""
    partners = (await visit.ask("partners"))["partners"]
    return await visit.show(declined=declined, partners=partners)


async def act(visit: Visit) -> Response:
    """Apply."""
    form = await visit.form()
    try:
        await visit.act("apply", **{name: form.get(name, "").strip() for name in _STATED})
    except Declined as declined:
        return await show(visit, declined)
    return visit.go("/partner", said="applied")


ONBOARDING: Final = Page(
    "/partner",
    Words("合作申请与状态", "Application and standing"),
    Path(__file__).parent,
    show,
    act,
    said={
        "applied": Words(
            "申请已提交，等待省大数据中心审核", "Applied; the data center decides next"
        )
    },
)
