"""What a sealed document says of itself: identifier, version and the digest of its link."""

import re
from collections.abc import Mapping

from .report import Check, Outcome

MOST_SEALS_ON_ONE = 16
IDENTIFIER = re.compile(r"[0-9A-Z.]{1,120}")
VERSION = re.compile(r"[1-9][0-9]{0,8}")
LINK = re.compile(r"[0-9a-f]{64}")


def tell_identity(check: Check, told: Mapping[str, str]) -> None:
    """Note what a document says of itself, where it says all of it in the hub's way."""
    forms = {"identifier": IDENTIFIER, "version": VERSION, "link": LINK}
    if not all(form.fullmatch(told.get(key, "")) for key, form in forms.items()):
        check.tell("INTEGRITY", Outcome.NOTED, "METADATA_UNCLEAR")
        return
    check.identifier, check.link = told["identifier"], told["link"]
    check.version = int(told["version"])


def tell_state(check: Check) -> None:
    """Say that a document is whole, if so, and that it alone cannot tell its license's state."""
    tell_whole(check)
    if not check.depth:
        check.tell("STATE", Outcome.NOT_CHECKED, "STATE_UNKNOWN")


def tell_whole(check: Check) -> None:
    """Say that nothing was altered, where neither the bytes nor a seal failed."""
    failed = {step.name for step in check.steps if step.outcome is Outcome.FAILED}
    if not failed & {"INTEGRITY", "SEAL"}:
        check.passed("INTEGRITY", "INTACT")
