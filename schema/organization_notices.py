"""What an organization is told, in a queue that its people and systems ask for (art. 21, 28)."""

from datetime import datetime
from typing import Self

import strawberry

from hub.audit.words import Both
from hub.notices.queries import OrganizationNoticeFacts, notices_of_organization
from hub.notices.terms import OrganizationNoticeKind
from hub.notices.words import sentence
from schema.arguments import After, AtMost
from schema.catalog.types import CatalogEntry
from schema.context import Context, Info
from schema.ids import Named
from schema.locales import Locale
from schema.organizations import Organization
from schema.paging import LARGEST
from schema.usage import InLanguage

ABOUT_ORDERS = frozenset(kind for kind in OrganizationNoticeKind if kind.startswith("ORDER_"))

strawberry.enum(OrganizationNoticeKind, description="What an organization is told of · 通知类别")


@strawberry.type(description="Something that an organization is told (art. 21) · 单位通知")
class OrganizationNotice:
    """Something that an organization is told."""

    sentences: strawberry.Private[Both]
    kind: OrganizationNoticeKind = strawberry.field(description="What it tells of · 类别")
    at: datetime = strawberry.field(description="When · 时间")
    about: strawberry.ID = strawberry.field(description="Id of what it is about · 所涉事项标识")
    to: Organization | None = strawberry.field(
        description="Who was told: the organization, or one that it succeeded · 被通知单位"
    )
    entry: CatalogEntry | None = strawberry.field(
        description="Of which entry; an order is of none · 目录条目"
    )
    due_at: datetime | None = strawberry.field(description="Until when to act · 办理期限")

    @strawberry.field(description="All of it in one sentence · 一句话说明")
    def sentence(self, locale: InLanguage = Locale.ZH) -> str:
        """Return the notice in plain words."""
        return self.sentences.zh if locale is Locale.ZH else self.sentences.en

    @classmethod
    def of(cls, facts: OrganizationNoticeFacts, context: Context) -> Self:
        """Show a notice."""
        shelf = None if facts.entry_id is None else context.catalog.by_id[facts.entry_id]
        keys = (key for key in (facts.home, facts.about) if key is not None)
        entry = None if shelf is None else Both(shelf.policy.zh, shelf.policy.en)
        return cls(
            sentences=sentence(facts.kind, None, entry),
            kind=facts.kind,
            at=facts.at,
            about=strawberry.ID(context.ids.of(_sort(facts.kind), *keys)),
            to=Organization.found(facts.organization_id, context.directory, context.ids),
            entry=None if shelf is None else CatalogEntry.of(shelf, context),
            due_at=facts.due_at,
        )


@strawberry.type(description="A page of notices to an organization (art. 21) · 单位通知分页")
class OrganizationNoticePage:
    """A page of notices to an organization."""

    notices: list[OrganizationNotice] = strawberry.field(description="The notices · 通知")
    end_cursor: str | None = strawberry.field(description="Where the page ends · 末游标")


@strawberry.type
class OrganizationNoticeQuery:
    """The queue of an organization."""

    @strawberry.field(
        description="What the organization acted for is told, the newest first (art. 21)"
        " · 本单位通知"
    )
    async def organization_notices(
        self, info: Info, first: AtMost = 20, after: After = None
    ) -> OrganizationNoticePage:
        """Return a page of notices to the organization that the caller acts for."""
        context = info.context
        await context.current_catalog()
        bound = ("organizationNotices", context.call.name)
        place = None if after is None else context.ids.place(after, *bound)
        size = min(max(first, 1), LARGEST)
        found = await notices_of_organization(context.call, first=size, after=place)
        return OrganizationNoticePage(
            notices=[OrganizationNotice.of(one, context) for one in found],
            end_cursor=context.ids.cursor(found[-1].id, *bound) if found else None,
        )


def _sort(kind: OrganizationNoticeKind) -> Named:
    """Return of which sort the thing is that a notice is about."""
    if kind is OrganizationNoticeKind.LICENSE_CORRECTED:
        return Named.CORRECTION
    return Named.ORDER if kind in ABOUT_ORDERS else Named.OBJECTION
