"""Search the public register (art. 15(3)); words go by POST, so that no address has them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml
from starlette.responses import Response

from hub.errors import Kind, Refusal
from hub.web.pages.naming import name
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

HERE: Final = Path(__file__).parent
REGIONS: Final[Mapping[str, Words]] = {
    code: Words(*named)
    for code, named in yaml.safe_load((HERE / "regions.yaml").read_text("utf-8")).items()
}
"""The cities and prefectures of the province (GB/T 2260)."""


class NothingSought(Refusal):
    """The register is not listed as a whole."""

    kind = Kind.INVALID
    zh = "请输入检索词，或选择行政区划、证照类型后再查询"
    en = "Type what to look for, or choose a region or a kind of license"


async def show(visit: Visit) -> Response:
    """Show the form."""
    return await _shown(visit, None)


async def act(visit: Visit) -> Response:
    """Show what the search finds."""
    form = await visit.form()
    try:
        return await _shown(visit, await _found(visit, form))
    except Declined as declined:
        return await _shown(visit, None, declined)


async def _found(visit: Visit, form: Mapping[str, str]) -> dict[str, Any]:
    narrowed = {key: form.get(key, "").strip() or None for key in ("search", "region", "entry")}
    if not any(narrowed.values()):
        raise Declined.of_refusal(NothingSought())
    data = await visit.ask("search", **narrowed, after=form.get("after") or None)
    return dict(data["publicRecords"])


async def _shown(
    visit: Visit, found: dict[str, Any] | None, declined: Declined | None = None
) -> Response:
    language = visit.look.language
    catalog = (await visit.ask("entries"))["catalog"]
    entries = [
        (one["body"]["code"], name(one["body"], language))
        for one in catalog
        if one["publication"]["sharing"] == "OPEN" and _disclosed(one["body"])
    ]
    regions = [(code, words.told(language)) for code, words in REGIONS.items()]
    return await visit.show(found=found, entries=entries, regions=regions, declined=declined)


def _disclosed(body: Mapping[str, Any]) -> bool:
    return any(field["disclosure"] != "NONE" for field in body["fields"])


REGISTER: Final = Page("/register", Words("证照公示查询", "Public register"), HERE, show, act)
