"""One license: what it says, its life, its documents, and what can be done to it (art. 10)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.desk.lifecycle import CHANGEABLE, LIFE, RENEWABLE, acts_in
from hub.web.pages.page import Page
from hub.web.pages.refusals import PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show a license."""
    one = (await visit.ask("license", id=visit.params["id"]))["license"]
    if one is None:
        raise PageNotFound
    return await visit.show(
        one=one,
        acts=acts_in(one["status"]),
        changeable=one["status"] in CHANGEABLE,
        renewable=one["status"] in RENEWABLE,
    )


async def act(visit: Visit) -> Response:
    """Follow a link to a document, made anew."""
    wanted, id_ = (await visit.form()).get("download", ""), visit.params["id"]
    if wanted == "PACKAGE":
        return visit.go((await visit.ask("package", id=id_))["license"]["archivePackage"])
    kind = "OFD" if wanted == "OFD" else "PDF"
    return visit.go((await visit.ask("document", id=id_, format=kind))["license"]["document"])


LICENSE: Final = Page(
    "/desk/licenses/{id}",
    Words("电子证照", "License"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
    said={
        "issued": Words("证照已制发并加盖电子印章", "The license is issued and sealed"),
        "changed": Words("变更已生效", "The change is in force"),
        "renewed": Words("延续已生效", "The renewal is in force"),
        **{name: one.done for name, one in LIFE.items()},
    },
)
