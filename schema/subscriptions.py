"""What can be followed as it happens, under the subscriber's rights at each event (art. 15(2))."""

from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from uuid import UUID

import strawberry

from hub.audit.queries import Use, use_of_own
from hub.notices.feed import Following, Written
from hub.notices.queries import NoticeFacts, notice_of
from hub.notices.refusals import HolderNeeded, NoticeNotFound
from hub.notices.terms import USES, NoticeKind
from schema.context import Context, Info
from schema.ids import Named
from schema.notices import Notice
from schema.usage import OfLicense, UsageRecord

CHECK_SECONDS = 10.0
"""How long a subscriber without events keeps its place before its rights are looked at again."""


@strawberry.type
class NoticeSubscription:
    """What holders can follow."""

    @strawberry.subscription(
        description="Each use of an own license, as it is recorded (art. 15(2)) · 用证实时提醒"
    )
    async def usage_recorded(
        self,
        info: Info,
        license: OfLicense = None,  # noqa: A002 - the argument's name in the schema
    ) -> AsyncGenerator[UsageRecord, None]:
        """Yield the record of each use that the viewer wants to be told of.

        Raises: HolderNeeded, TooManySubscriptions, SubscriberTooSlow, and whatever the caller
            would be refused by at that moment.
        """
        context = info.context
        only = None if license is None else context.ids.keys(license, Named.LICENSE)[-1]
        async with aclosing(followed(context, USES)) as notices:
            async for told in notices:
                if only in {None, told.license_id} and (use := await _use(context, told)):
                    yield UsageRecord.of(use, context)

    @strawberry.subscription(
        description="Each time a consent is asked of the viewer (art. 15(1)) · 同意征询提醒"
    )
    async def consent_asked(self, info: Info) -> AsyncGenerator[Notice, None]:
        """Yield the notice of each consent that is asked of the viewer.

        Raises: HolderNeeded, TooManySubscriptions, SubscriberTooSlow, and whatever the caller
            would be refused by at that moment.
        """
        async with aclosing(followed(info.context, {NoticeKind.CONSENT_ASKED})) as notices:
            async for told in notices:
                yield Notice.of(told, info.context)

    @strawberry.subscription(
        description="Each time an own license is issued, changed or ended (art. 10) · 证照变动提醒"
    )
    async def license_changed(self, info: Info) -> AsyncGenerator[Notice, None]:
        """Yield the notice of each new version of a license of the viewer.

        Raises: HolderNeeded, TooManySubscriptions, SubscriberTooSlow, and whatever the caller
            would be refused by at that moment.
        """
        async with aclosing(followed(info.context, {NoticeKind.LICENSE_CHANGED})) as notices:
            async for told in notices:
                yield Notice.of(told, info.context)


async def followed(
    context: Context, kinds: Collection[NoticeKind]
) -> AsyncGenerator[NoticeFacts, None]:
    """Yield the notices of some kinds as they are written, each read under the rights of then."""
    await context.current_catalog()
    call = context.call
    if not call.own_keys:
        raise HolderNeeded
    with context.parts.feed.follow(str(call.caller.account_id), call.own_keys) as following:
        while True:
            written = await following.next(CHECK_SECONDS)
            await authorize_again(context, following)
            told = None if written is None else await _read(context, written)
            if told is not None and told.kind in kinds:
                yield told


async def authorize_again(context: Context, following: Following) -> None:
    """Make the call anew: a token, an account or an office that is gone ends the stream."""
    if context.again is not None:
        context.call = await context.again()
    await context.current_catalog()
    context.parts.feed.rekey(following, context.call.own_keys)


async def _use(context: Context, told: NoticeFacts) -> Use | None:
    if told.license_id is None:
        return None
    return await use_of_own(context.call, UUID(told.about), told.license_id)


async def _read(context: Context, written: Written) -> NoticeFacts | None:
    try:
        return await notice_of(context.call, *written)
    except NoticeNotFound:
        return None  # the holder is no longer one of the caller's
