"""The closed vocabularies of notices."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """What a notice tells its holder of."""

    LICENSE_USED = "LICENSE_USED"
    OWN_USE = "OWN_USE"
    USE_REFUSED = "USE_REFUSED"
    CONSENT_ASKED = "CONSENT_ASKED"
    AUTHORIZATION_GIVEN = "AUTHORIZATION_GIVEN"
    AUTHORIZATION_ENDED = "AUTHORIZATION_ENDED"
    PRESENTATION_REDEEMED = "PRESENTATION_REDEEMED"
    WAIVER_USED = "WAIVER_USED"
    LICENSE_CHANGED = "LICENSE_CHANGED"
    OBJECTION_MOVED = "OBJECTION_MOVED"
    LICENSE_CORRECTED = "LICENSE_CORRECTED"


class OrganizationNoticeKind(StrEnum):
    """What an organization is told of, in a queue of its own (art. 21, 28)."""

    OBJECTION_RAISED = "OBJECTION_RAISED"
    OBJECTION_FORWARDED = "OBJECTION_FORWARDED"
    FINDING_REPORTED = "FINDING_REPORTED"
    OBJECTION_ANSWERED = "OBJECTION_ANSWERED"
    TERM_ENDING = "TERM_ENDING"
    TERM_OVER = "TERM_OVER"
    OBJECTION_ESCALATED = "OBJECTION_ESCALATED"
    LICENSE_CORRECTED = "LICENSE_CORRECTED"
    ORDER_OPENED = "ORDER_OPENED"
    ORDER_ANSWERED = "ORDER_ANSWERED"
    ORDER_RETURNED = "ORDER_RETURNED"
    ORDER_CLOSED = "ORDER_CLOSED"
    ORDER_OVERDUE = "ORDER_OVERDUE"


class Channel(StrEnum):
    """How a notice reaches its holder: in the hub (list, subscription), or by the gateway."""

    INBOX = "INBOX"
    MESSAGE = "MESSAGE"


class MessageState(StrEnum):
    """Where a notice stands that is to leave by the gateway."""

    UNWANTED = "UNWANTED"
    WAITING = "WAITING"
    SENT = "SENT"
    DEAD = "DEAD"


USES = frozenset(
    {
        NoticeKind.LICENSE_USED,
        NoticeKind.OWN_USE,
        NoticeKind.USE_REFUSED,
        NoticeKind.WAIVER_USED,
    }
)
"""Notices that tell of a use, and lead to its record."""
