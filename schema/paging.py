"""Pages by keyset cursors, in the form of Relay connections (1 to 100 a page)."""

from typing import NamedTuple

import strawberry

from hub.errors import Kind, Refusal
from hub.reading.scope import Page
from schema.ids import GlobalIds

LARGEST = 100
USUAL = 20


class PageInvalid(Refusal):
    """A page is asked for forward (first, after) or backward (last, before), 1 to 100 long."""

    kind = Kind.INVALID
    zh = "分页参数无效：请用 first/after 或 last/before 之一，每页 1 至 {largest} 条"
    en = "The page is not valid: use first/after or last/before, with 1 to {largest} a page"


@strawberry.type(description="Where a page stands in its list · 分页信息")
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool = strawberry.field(description="Whether more follows · 是否有下一页")
    has_previous_page: bool = strawberry.field(description="Whether more precedes · 是否有上一页")
    start_cursor: str | None = strawberry.field(description="Cursor of the first · 首游标")
    end_cursor: str | None = strawberry.field(description="Cursor of the last · 末游标")


class Asked(NamedTuple):
    """The arguments of a page as they came."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    def page(self, ids: GlobalIds, *bound: object) -> Page:
        """Return the page asked for, in the list that the cursors are bound to.

        Raises: PageInvalid, CursorOutdated.
        """
        backward = self.last is not None or self.before is not None
        if backward and (self.first is not None or self.after is not None):
            raise PageInvalid(largest=LARGEST)
        size = (self.last if backward else self.first) or 0
        if self.first is None and self.last is None:
            size = USUAL
        if not 1 <= size <= LARGEST:
            raise PageInvalid(largest=LARGEST)
        return Page(
            size=size,
            after=None if self.after is None else ids.place(self.after, *bound),
            before=None if self.before is None else ids.place(self.before, *bound),
            backward=backward,
        )


def page_info(page: Page, *, more: bool, cursors: list[str]) -> PageInfo:
    """Return where a page stands, told by whether one more row was found beyond it."""
    return PageInfo(
        has_next_page=more if not page.backward else page.before is not None,
        has_previous_page=more if page.backward else page.after is not None,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )
