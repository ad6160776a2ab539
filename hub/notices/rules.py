"""Which notices there are without a choice, and which cannot be chosen away; pure."""

from datetime import timedelta

from hub.notices.terms import Channel, NoticeKind

ASSURANCE = 2
"""Whoever turns notices off must be known by real name: a thief would begin with it."""

OFF = frozenset({NoticeKind.OWN_USE})
"""What is not told unless it was asked for."""

REQUIRED = frozenset({NoticeKind.CONSENT_ASKED, NoticeKind.WAIVER_USED, NoticeKind.OBJECTION_MOVED})
"""What the hub must tell a holder (art. 15(1), 21): these stay in the inbox."""

MOST_CHOICES = len(NoticeKind) * len(Channel)
MOST_ATTEMPTS = 12
LONGEST_PAUSE = timedelta(hours=1)
_FIRST_PAUSE = timedelta(seconds=5)


def usual(kind: NoticeKind) -> bool:
    """Tell whether a kind is told where its holder chose nothing."""
    return kind not in OFF


def required(kind: NoticeKind, channel: Channel) -> bool:
    """Tell whether a kind cannot be turned off in a channel."""
    return channel is Channel.INBOX and kind in REQUIRED


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts that failed: twice as long each time."""
    doublings: int = 2 ** min(attempts - 1, 20)
    return min(_FIRST_PAUSE * doublings, LONGEST_PAUSE)
