"""The public register (社会公示, art. 15(3)): search and detail, with disclosed fields only."""

from typing import Annotated

import strawberry

from hub.errors import Kind, Refusal
from hub.policy.bigrams import normalized
from hub.policy.codes import region_valid
from hub.reading.scope import Query, Register
from schema.arguments import After, Before, First, Identifier, Last, OfEntry
from schema.context import Info
from schema.executor import Planned
from schema.licenses.connection import LicenseConnection, read_one, read_page
from schema.licenses.types import License
from schema.paging import Asked

SHORTEST_SEARCH = 2
LONGEST_SEARCH = 100


class SearchInvalid(Refusal):
    """The register is searched by at least two characters, and not by a text."""

    kind = Kind.INVALID
    zh = "检索词须为 {shortest} 至 {longest} 个字符"
    en = "Search by {shortest} to {longest} characters"


class RegionUnknown(Refusal):
    """A region has six digits of GB/T 2260."""

    kind = Kind.INVALID
    zh = "行政区划代码无效"
    en = "The region is not a code of GB/T 2260"


class RecordNotFound(Refusal):
    """The register holds no such license."""

    kind = Kind.NOT_FOUND
    zh = "公示信息中没有该电子证照"
    en = "The public register holds no such license"


Search = Annotated[
    str | None, strawberry.argument(description="From two characters on · 检索词，至少两个字符")
]
Region = Annotated[
    str | None, strawberry.argument(description="Region and all in it, GB/T 2260 · 行政区划")
]


@strawberry.type
class RecordQuery:
    """The public register."""

    @strawberry.field(
        extensions=[Planned()],
        description="Search the register by what is disclosed (art. 15(3)) · 社会公示查询",
    )
    async def public_records(
        self,
        info: Info,
        search: Search = None,
        region: Region = None,
        entry: OfEntry = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> LicenseConnection:
        """Return a page of the register, decided for the public alone."""
        if search is not None:
            _check_search(search)
        if region is not None and not region_valid(region):
            raise RegionUnknown
        query = Query(Register(search=search, region=region), entry=entry)
        page = Asked(first, after, last, before)
        return await read_page(info, info.context.call, query, page)

    @strawberry.field(
        extensions=[Planned()],
        description="One license in the register (art. 15(3)) · 社会公示信息",
    )
    async def public_record(self, info: Info, identifier: Identifier) -> License | None:
        """Return one license of the register, decided for the public alone."""
        found = await read_one(info, info.context.call, Query(Register(identifier=identifier)))
        if found is None:
            raise RecordNotFound
        return found


def _check_search(search: str) -> None:
    words = normalized(search).split()
    long_enough = words and all(len(word) >= SHORTEST_SEARCH for word in words)
    if not long_enough or len(search) > LONGEST_SEARCH:
        raise SearchInvalid(shortest=SHORTEST_SEARCH, longest=LONGEST_SEARCH)
