"""Notices: those that wait to be published, and those that everybody reads (art. 28)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages import vocabulary
from hub.web.pages.oversight.paging import further
from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

_DRAFTED: Final = ("overdue", "answered", "returned")


async def show(visit: Visit) -> Response:
    """Show both."""
    told = await visit.ask("notices", after=visit.query.get("after"))
    drafts = [
        one
        for state in _DRAFTED
        for one in told[state]["orders"]
        if one["notice"] is not None and one["notice"]["publishedAt"] is None
    ]
    published = told["publicNotices"]["notices"]
    return await visit.show(
        drafts=drafts,
        published=published,
        further=further(published, told["publicNotices"]),
        vocabulary=vocabulary,
    )


NOTICES: Final = Page(
    "/oversight/notices",
    Words("通报", "Notices"),
    Path(__file__).parent,
    show,
    said={
        "published": Words(
            "通报已发布，任何人都可以查阅。", "The notice is published, for everybody to read."
        )
    },
)
