"""Why is this withheld: each decision for a query in words, without any value (art. 22)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.errors import Refusal
from hub.web.pages.page import Page
from hub.web.pages.partner.office import json_object
from hub.web.pages.partner.refusals import VariablesNotJson
from hub.web.pages.partner.why.samples import SAMPLES
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(
    visit: Visit, declined: Declined | None = None, explained: list[dict[str, Any]] | None = None
) -> Response:
    """Show the form with a query to begin with, and what was explained."""
    sample = SAMPLES.get(visit.query.get("sample", ""), SAMPLES["cause"])
    entries = (await visit.ask("entries"))["catalog"] if explained else []
    return await visit.show(
        declined=declined,
        samples=SAMPLES,
        sample=sample,
        explained=explained,
        entries={one["code"]: one["body"] for one in entries},
        named={one["code"]: {it["key"]: it for it in one["body"]["fields"]} for one in entries},
    )


async def act(visit: Visit) -> Response:
    """Explain the decisions for a query."""
    form = await visit.form()
    try:
        variables = json_object(form.get("variables", ""), VariablesNotJson)
        asked = {"query": form.get("query", ""), "variables": variables, "as": _whom(form)}
        found = await visit.ask("explain", **asked)
    except (Declined, Refusal) as refused:
        declined = refused if isinstance(refused, Declined) else Declined.of_refusal(refused)
        return await show(visit, declined)
    return await show(visit, explained=found["explain"])


def _whom(form: Mapping[str, str]) -> dict[str, object] | None:
    """Return as whom to explain: to a holder, how others would see own licenses."""
    match form.get("whom", ""), form.get("organization", "").strip():
        case "public", _:
            return {"public": True}
        case "organization", code:
            return {"organization": code}
    return None


WHY: Final = Page(
    "/partner/why",
    Words("为何不提供", "Why is it withheld"),
    Path(__file__).parent,
    show,
    act,
)
