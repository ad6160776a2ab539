"""One entry of the catalog: what it says, who gets what, and every revision."""

from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.catalog.departments import departments
from hub.web.pages.page import Page
from hub.web.pages.refusals import PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show an entry, or the revisions of one that was never in force.

    Raises: PageNotFound.
    """
    code = visit.params["code"]
    found = await visit.ask("entry", code=code)
    revisions = await _revisions(visit, code)
    if found["catalogEntry"] is None and not revisions:
        raise PageNotFound
    return await visit.show(
        entry=found["catalogEntry"],
        names=departments(found["catalogEntry"]),
        named=(found["catalogEntry"] or revisions[-1])["body"],
        revisions=revisions,
        exemptions=[one for one in found["exemptions"] if one["code"] == code],
    )


async def retire(visit: Visit) -> Response:
    """End the revision in force."""
    await visit.form()
    code = visit.params["code"]
    await visit.act("retire", code=code)
    return visit.go(f"/catalog/{code}", said="retired")


async def _revisions(visit: Visit, code: str) -> list[dict[str, Any]]:
    """Return the revisions that the visitor may see; partners are told of none."""
    if (await visit.viewer()).organization == "PARTNER":
        return []
    return list((await visit.ask("revisions", code=code))["catalogRevisions"])


ENTRY: Final = Page(
    "/catalog/{code}",
    Words("目录条目", "Catalog entry"),
    Path(__file__).parent,
    show,
    retire,
    listed=False,
    said={
        "retired": Words(
            "已停用：即日起不再据此制发证照，已制发的证照照常使用",
            "Retired: nothing is issued under it any more; what was issued stays as it is",
        )
    },
)
