"""What the hub found, by ground, organization and whether it is open (art. 28)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages import vocabulary
from hub.web.pages.oversight.asking import told_or_declined
from hub.web.pages.oversight.paging import chosen, further
from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

_OPEN: Final = {"open": True, "closed": False}
_NOTHING: Final[Mapping[str, Any]] = {"findings": {"findings": [], "endCursor": None}}


async def show(visit: Visit) -> Response:
    """Show findings; those that are open, unless others are asked for."""
    asked = chosen(visit.query, "organization", "ground", "state")
    state = asked.get("state", "open")
    told, declined = await told_or_declined(
        visit,
        "findings",
        _NOTHING,
        organization=asked.get("organization"),
        ground=asked.get("ground"),
        open=_OPEN.get(state),
        after=visit.query.get("after"),
    )
    listed = told["findings"]["findings"]
    return await visit.show(
        declined=declined,
        findings=listed,
        further=further(listed, told["findings"]),
        asked=asked,
        state=state,
        vocabulary=vocabulary,
    )


FINDINGS: Final = Page(
    "/oversight/findings", Words("发现的问题", "Findings"), Path(__file__).parent, show
)
