"""Publish which organizations did not rectify in time (通报, art. 28)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import yaml
from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

HERE: Final = Path(__file__).parent
PAGE_SIZE: Final = 20
GROUNDS: Final[Mapping[str, Words]] = {
    code: Words(*named)
    for code, named in yaml.safe_load((HERE / "grounds.yaml").read_text("utf-8")).items()
}


async def show(visit: Visit) -> Response:
    """Show a page of notices, the newest first."""
    found = (await visit.ask("notices", after=visit.query.get("after")))["publicNotices"]
    more = found["endCursor"] if len(found["notices"]) == PAGE_SIZE else None
    return await visit.show(notices=found["notices"], more=more, grounds=GROUNDS)


PUBLIC_NOTICES: Final = Page("/public-notices", Words("通报", "Public notices"), HERE, show)
