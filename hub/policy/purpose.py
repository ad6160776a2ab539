"""What makes a stated purpose complete: a cause, in few words (standards: 200 characters)."""

from hub.errors import Kind, Refusal
from hub.policy.facts import Purpose

LONGEST_CAUSE = 200


class PurposeInvalid(Refusal):
    """A purpose has a cause of 1 to 200 characters, and no part longer than that."""

    kind = Kind.INVALID
    zh = "用证目的无效：事由（cause）须为 1 至 {most} 个字符，其他各项亦不得超长"
    en = "The purpose is not valid: its cause has 1 to {most} characters, and no part is longer"


def check_purpose(purpose: Purpose) -> Purpose:
    """Return a purpose that is complete.

    Raises: PurposeInvalid.
    """
    parts = (purpose.scenario, purpose.matter, purpose.case_number)
    if not purpose.cause.strip() or len(purpose.cause) > LONGEST_CAUSE:
        raise PurposeInvalid(most=LONGEST_CAUSE)
    if any(part is not None and not 1 <= len(part) <= LONGEST_CAUSE for part in parts):
        raise PurposeInvalid(most=LONGEST_CAUSE)
    return purpose
