"""Register a scenario: first which entry a matter needs, then its fields (art. 17, 25)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.partner.office import options, own_code, whole
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit, declined: Declined | None = None) -> Response:
    """Show the choice of an entry, or the form for the one chosen."""
    await own_code(visit)
    choices = await visit.ask("choices")
    code = visit.query.get("entry")
    chosen = None if code is None else (await visit.ask("entry", code=code))["catalogEntry"]
    return await visit.show(
        declined=declined,
        entry=chosen,
        entries=options(visit, choices["catalog"]),
        bases=options(visit, (one["legalBasis"] for one in choices["scenarios"])),
        ticked=await visit.every("fields") if visit.typed else [],
    )


async def act(visit: Visit) -> Response:
    """Register what was stated."""
    form = await visit.form()
    try:
        await visit.act("register", **_stated(form, await visit.every("fields")))
    except Declined as declined:
        return await show(visit, declined)
    return visit.go("/partner/scenarios", said="registered")


def _stated(form: Mapping[str, str], fields: list[str]) -> dict[str, Any]:
    material = {"entry": form.get("entry", ""), "fields": fields}
    matter = {
        "code": form.get("matter", "").strip(),
        "zh": form.get("matterZh", ""),
        "en": form.get("matterEn", ""),
        "materials": [material],
    }
    return {
        "code": form.get("code", "").strip(),
        "zh": form.get("zh", ""),
        "en": form.get("en", ""),
        "legalBasis": form.get("legalBasis", "").strip(),
        "retentionDays": whole(form.get("retentionDays", "")),
        "byField": "byField" in form,
        "matters": [matter],
    }


SCENARIO_NEW: Final = Page(
    "/partner/scenarios/new",
    Words("登记应用场景", "Register a scenario"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
)
