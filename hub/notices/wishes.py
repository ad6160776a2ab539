"""What a holder may wish of notices, as plain data."""

import msgspec

from hub.notices.terms import Channel, NoticeKind


class Choice(msgspec.Struct, frozen=True):
    """Whether a kind of notice is wanted through a channel."""

    kind: NoticeKind
    channel: Channel
    wanted: bool


class SetNotices(msgspec.Struct, frozen=True):
    """What to be told from now on, and how."""

    choices: tuple[Choice, ...]
