"""One revision of an entry, and who would see more and who less under it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.catalog.departments import departments
from hub.web.pages.catalog.revision.moves import moves
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined, PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit, declined: Declined | None = None) -> Response:
    """Show a revision beside what it changes.

    Raises: PageNotFound.
    """
    found = await visit.ask("revision", code=visit.params["code"])
    revision = _revision(visit, found["catalogRevisions"])
    named = {"entry": revision["body"]["code"], "revision": revision["number"]}
    changes = (await visit.ask("difference", **named))["policyDifference"]
    return await visit.show(
        one=revision,
        names=departments(found["catalogEntry"]),
        changes=changes,
        moves=moves(changes),
        soonest=min((change["since"] for change in changes), default=None),
        fields={field["key"]: field for field in revision["body"]["fields"]},
        declined=declined,
    )


async def act(visit: Visit) -> Response:
    """Submit or accept the revision."""
    form = await visit.form()
    wish: dict[str, Any] = {"code": visit.params["code"], "number": visit.params["number"]}
    name = "submit"
    if form.get("do") == "accept":
        name = "accept"
        wish |= {"digest": form.get("digest", "")}
        wish |= {"wideningBasis": form.get("wideningBasis", "").strip() or None}
    try:
        await visit.act(name, **wish)
    except Declined as declined:
        return await show(visit, declined)
    return visit.go(visit.request.url.path, said=name)


def _revision(visit: Visit, revisions: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the revision that the path names.

    Raises: PageNotFound.
    """
    for one in revisions:
        if one["number"] == visit.params["number"]:
            return one
    raise PageNotFound


REVISION: Final = Page(
    "/catalog/{code}/revisions/{number:int}",
    Words("目录版本", "Revision of an entry"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
    said={
        "drafted": Words(
            "已保存为草稿，请核对可见范围的变化后提交审核",
            "Kept as a draft; look at who sees more and who less, then submit it",
        ),
        "submit": Words(
            "已提交，由本单位或省大数据中心的目录审核人员审核",
            "Submitted; a reviewer of your department or of the data center accepts it",
        ),
        "accept": Words(
            "已生效；未发布的条目由省大数据中心发布后共享",
            "In force; what is not published yet is shared once the data center publishes it",
        ),
    },
)
