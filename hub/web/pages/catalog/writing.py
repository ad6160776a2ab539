"""Show the sheet of an entry, and take what is written on it."""

import re
from collections import defaultdict
from typing import Final

from starlette.responses import Response

from hub.web.pages.catalog.sheet import Sheet, SheetUnreadable, read
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import KEY, Visit
from hub.web.pages.words import Language

_FAULT: Final = re.compile(r"(?:([a-z][a-z0-9_]*): )?(.+)", re.DOTALL)
_BETWEEN: Final = {Language.ZH: ("：", "；"), Language.EN: (": ", "; ")}


async def shown(
    visit: Visit, sheet: Sheet, declined: Declined | None = None, whole: str | None = None
) -> Response:
    """Show a sheet, or the `whole` as JSON, with why what was sent was declined."""
    visit.typed = {KEY: visit.typed.get(KEY, ""), **sheet.typed}
    laws = (await visit.ask("laws"))["legalBases"]
    return await visit.show(
        sheet=sheet,
        whole=whole,
        faults=_faults(declined, visit.look.language),
        laws=laws,
        declined=declined,
    )


async def taken(visit: Visit, act: str) -> Response:
    """Take a sheet that was sent: keep it as a draft, or show it again as was wanted."""
    form = await visit.form()
    wanted = form.get("do", "keep")
    sheet, whole = Sheet({}), form.get("whole")
    try:
        sheet, whole = read(form), None
        if wanted == "keep":
            kept = await visit.act(act, body=sheet.wish)
            path = f"/catalog/{kept['body']['code']}/revisions/{kept['number']}"
            return visit.go(path, said="drafted")
        if wanted == "json":
            whole = sheet.json
        sheet.do(wanted)
    except SheetUnreadable as refusal:
        return await shown(visit, sheet, Declined.of_refusal(refusal), whole)
    except Declined as declined:
        return await shown(visit, sheet, declined, whole)
    return await shown(visit, sheet, whole=whole)


def _faults(declined: Declined | None, language: Language) -> dict[str, list[str]]:
    """Tell the faults of an entry apart by the field they concern, as the hub tells them in one."""
    faults: dict[str, list[str]] = defaultdict(list)
    if declined is not None and declined.code == "EntryFaulty":
        before, between = _BETWEEN[language]
        _, _, told = declined.words.told(language).partition(before)
        for one in told.split(between):
            if fault := _FAULT.fullmatch(one):
                faults[fault[1] or ""].append(fault[2])
    return dict(faults)
