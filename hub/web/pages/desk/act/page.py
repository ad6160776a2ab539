"""Let something happen to a license, with its reason and legal basis (证照状态变动, art. 10)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.desk.faults import fault_of
from hub.web.pages.desk.lifecycle import LIFE, LifeAct
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined, PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show what an act means, and ask why it is done."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Do it."""
    typed, name = await visit.form(), visit.params["act"]
    _known(visit)
    wish = {
        "license": visit.params["id"],
        "reason": typed.get("reason", "").strip(),
        "legalBasis": typed.get("legal_basis", "").strip(),
        "matter": typed.get("matter", "").strip() or None,
        "caseNumber": typed.get("case_number", "").strip() or None,
        "occurredOn": typed.get("occurred_on", "") or None,
    }
    try:
        await visit.act(name, **wish)
    except Declined as declined:
        return await _shown(visit, declined)
    return visit.go(f"/desk/licenses/{visit.params['id']}", said=name)


def _known(visit: Visit) -> LifeAct:
    found = LIFE.get(visit.params["act"])
    if found is None:
        raise PageNotFound
    return found


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    chosen = _known(visit)
    one = (await visit.ask("license", id=visit.params["id"]))["license"]
    if one is None:
        raise PageNotFound
    body = one["entry"]["body"]
    bases = [body["legalBasis"], *(field["legalBasis"] for field in body["fields"])]
    return await visit.show(
        declined=declined,
        fault=fault_of(declined),
        one=one,
        chosen=chosen,
        others=[other for other in LIFE.values() if other.ends and other is not chosen],
        bases=list(dict.fromkeys(filter(None, bases))),
    )


ACT: Final = Page(
    "/desk/licenses/{id}/{act}",
    Words("证照状态变动", "What happens to a license"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
)
