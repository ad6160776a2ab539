"""Tell at which field of a form a refusal belongs."""

from typing import Final, NamedTuple

from hub.web.pages.refusals import Declined
from hub.web.pages.words import Words

_PLACES: Final = {
    "CaseNeeded": "case_number",
    "NumberTaken": "number",
    "NumbersUsedUp": "number",
    "DayUnfit": "issued_on",
    "ReasonNeeded": "reason",
    "RenewalTooEarly": "valid_until",
}
_SAYS_WHERE: Final = "ContentFaulty"


class Fault(NamedTuple):
    """A field of a form, and what is wrong with it."""

    path: str
    words: Words


NO_FAULT: Final = Fault("", Words("", ""))


def fault_of(declined: Declined | None) -> Fault:
    """Return the field that a refusal is about; what license contents lack is told with its path.

    Such a message reads `face.address: A value is required here (FieldMissing)`.
    """
    if declined is None:
        return NO_FAULT
    if declined.code != _SAYS_WHERE:
        return Fault(_PLACES.get(declined.code, ""), declined.words)
    path, _, en = declined.words.en.partition(": ")
    return Fault(path, Words(declined.words.zh.partition("：")[2], en))
