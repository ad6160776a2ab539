"""Choose what is issued by spreadsheet (表格制发, art. 8)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show the entries that the own organization issues alone: several do so by form."""
    office = (await visit.ask("office"))["viewer"]["organization"]
    issuer = office and office["code"]
    found = (await visit.ask("entries", issuer=issuer, search=None))["catalog"]
    entries = [one for one in found if not one["retired"] and not one["body"]["joint"]]
    return await visit.show(entries=entries)


SHEETS: Final = Page("/desk/sheets", Words("表格制证", "Spreadsheets"), Path(__file__).parent, show)
