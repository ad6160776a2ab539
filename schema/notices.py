"""Notices in GraphQL: the inbox, and the choice of what to be told and how (art. 15(2))."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from hub.audit.words import Both
from hub.notices import wishes
from hub.notices.commands import set_notices
from hub.notices.queries import NoticeFacts, choices_of_own, notices_of_own
from hub.notices.rules import required
from hub.notices.terms import USES, Channel, NoticeKind
from hub.notices.words import sentence
from schema.arguments import After, AtMost
from schema.catalog.types import CatalogEntry
from schema.context import Context, Info
from schema.errors import Refusal, attempted
from schema.ids import Named
from schema.locales import Locale
from schema.organizations import Organization
from schema.usage import InLanguage

strawberry.enum(NoticeKind, description="What a notice tells of (art. 15(2)) · 通知类别")
strawberry.enum(Channel, name="NoticeChannel", description="How a notice comes · 通知渠道")

LARGEST_PAGE = 100
SUBJECTS = {
    NoticeKind.CONSENT_ASKED: Named.CONSENT,
    NoticeKind.PRESENTATION_REDEEMED: Named.PRESENTATION,
    NoticeKind.AUTHORIZATION_GIVEN: Named.GRANT,
    NoticeKind.AUTHORIZATION_ENDED: Named.GRANT,
}
"""Of which sort the thing is that a notice is about, where it has a global id of its own."""

HOMED = {
    NoticeKind.OBJECTION_MOVED: Named.OBJECTION,
    NoticeKind.LICENSE_CORRECTED: Named.CORRECTION,
}
"""The same of things that lie under the home of a license, and are told with it."""


@strawberry.type(description="Something that a holder is told (art. 15(2)) · 通知")
class Notice:
    """Something that a holder is told."""

    sentences: strawberry.Private[Both]
    id: strawberry.ID = strawberry.field(description="Global id · 全局标识")
    kind: NoticeKind = strawberry.field(description="What it tells of · 类别")
    at: datetime = strawberry.field(description="When · 时间")
    about: strawberry.ID = strawberry.field(
        description="Id of what it is about; of a use, its event · 所涉事项标识"
    )
    organization: Organization | None = strawberry.field(description="Who, if one · 相关单位")
    entry: CatalogEntry | None = strawberry.field(description="Of which entry · 目录条目")

    @strawberry.field(description="All of it in one sentence · 一句话说明")
    def sentence(self, locale: InLanguage = Locale.ZH) -> str:
        """Return the notice in plain words."""
        return self.sentences.zh if locale is Locale.ZH else self.sentences.en

    @classmethod
    def of(cls, facts: NoticeFacts, context: Context) -> "Notice":
        """Show a notice."""
        organization = context.directory.by_id.get(facts.organization_id or 0)
        shelf = context.catalog.by_id.get(facts.entry_id or 0)
        who = Both(organization.name_zh, organization.name_en) if organization else None
        entry = Both(shelf.policy.zh, shelf.policy.en) if shelf else None
        return cls(
            sentences=sentence(facts.kind, who, entry),
            id=strawberry.ID(context.ids.of(Named.NOTICE, facts.holder_key, facts.id)),
            kind=facts.kind,
            at=facts.at,
            about=strawberry.ID(_about(facts, context)),
            organization=Organization.of(organization, context.ids) if organization else None,
            entry=CatalogEntry.of(shelf, context) if shelf else None,
        )


@strawberry.type(description="A page of notices (art. 15(2)) · 通知分页")
class NoticePage:
    """A page of notices."""

    notices: list[Notice] = strawberry.field(description="The notices · 通知")
    end_cursor: str | None = strawberry.field(description="Where the page ends · 末游标")


@strawberry.type(description="Whether a kind of notice comes through a channel · 通知设置")
class NoticeChoice:
    """Whether a kind of notice comes through a channel."""

    kind: NoticeKind = strawberry.field(description="What it tells of · 类别")
    channel: Channel = strawberry.field(description="How it comes · 渠道")
    wanted: bool = strawberry.field(description="Whether it comes · 是否接收")
    required: bool = strawberry.field(description="Whether it must come (art. 15(1)) · 是否必收")


@strawberry.type(description="What is told, and how (art. 15(2)) · 通知设置列表")
class NoticeChoices:
    """What is told, and how."""

    choices: list[NoticeChoice] = strawberry.field(description="Kind by kind · 逐类设置")


@strawberry.input(description="Whether a kind of notice is wanted through a channel · 通知设置项")
class NoticeChoiceInput:
    """Whether a kind of notice is wanted through a channel."""

    kind: NoticeKind = strawberry.field(description="What it tells of · 类别")
    channel: Channel = strawberry.field(description="How it comes · 渠道")
    wanted: bool = strawberry.field(description="Whether it shall come · 是否接收")


@strawberry.input(description="What to be told, and how (art. 15(2)) · 设置通知")
class SetNoticesInput:
    """What to be told, and how."""

    choices: list[NoticeChoiceInput] = strawberry.field(description="What to change · 变更项")
    idempotency_key: str = strawberry.field(description="Of the caller's own making · 幂等键")

    def stated(self) -> wishes.SetNotices:
        """Return the wish as plain data."""
        return wishes.SetNotices(
            tuple(wishes.Choice(one.kind, one.channel, one.wanted) for one in self.choices)
        )


Set = Annotated[
    NoticeChoices | Refusal,
    strawberry.union("SetNoticesResult", description="What is told, or why not · 结果或拒绝"),
]
Input = Annotated[SetNoticesInput, strawberry.argument(description="What to be told · 输入")]


@strawberry.type
class NoticeQuery:
    """The inbox."""

    @strawberry.field(description="What the viewer is told, the newest first (art. 15(2)) · 通知")
    async def notices(self, info: Info, first: AtMost = 20, after: After = None) -> NoticePage:
        """Return a page of notices to the viewer and to whom the viewer stands for."""
        context = info.context
        await context.current_catalog()
        bound = ("notices", context.call.name)
        place = None if after is None else context.ids.place(after, *bound)
        size = min(max(first, 1), LARGEST_PAGE)
        found = await notices_of_own(context.call, first=size, after=place)
        return NoticePage(
            notices=[Notice.of(one, context) for one in found],
            end_cursor=context.ids.cursor(found[-1].id, *bound) if found else None,
        )

    @strawberry.field(description="What the viewer is told, and how · 通知设置")
    async def notice_choices(self, info: Info) -> NoticeChoices:
        """Return what is told to the viewer, and how."""
        return await _choices(info)


@strawberry.type
class NoticeMutation:
    """Choose notices."""

    @strawberry.mutation(description="Choose what to be told, and how (art. 15(2)) · 设置通知")
    async def set_notices(self, info: Info, input: Input) -> Set:  # noqa: A002 - as in every mutation
        """Choose what the viewer, and each holder stood for, is told from now on."""

        async def act() -> NoticeChoices:
            await set_notices(info.context.call, input.stated(), key=input.idempotency_key)
            return await _choices(info)

        return await attempted(act())


async def _choices(info: Info) -> NoticeChoices:
    return NoticeChoices(
        choices=[
            NoticeChoice(
                kind=one.kind,
                channel=one.channel,
                wanted=one.wanted,
                required=required(one.kind, one.channel),
            )
            for one in await choices_of_own(info.context.call)
        ]
    )


def _about(facts: NoticeFacts, context: Context) -> str:
    """Return the id of what a notice is about: an event's own, another thing's sealed."""
    if facts.kind in USES:
        return facts.about
    if facts.kind is NoticeKind.LICENSE_CHANGED and facts.license_id is not None:
        return context.ids.of(Named.LICENSE, UUID(facts.about), facts.license_id)
    if facts.kind in HOMED:
        return context.ids.of(HOMED[facts.kind], *map(UUID, facts.about.split()))
    named = SUBJECTS.get(facts.kind)
    if named is None:
        return context.ids.of_code(Named.NOTICE, facts.about)
    return context.ids.of(named, facts.holder_key, UUID(facts.about))
