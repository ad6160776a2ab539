"""The closed vocabularies of objections."""

from enum import StrEnum


class Objector(StrEnum):
    """As what somebody objects."""

    HOLDER = "HOLDER"
    ORGANIZATION = "ORGANIZATION"
    PERSON = "PERSON"
    """Somebody who was lawfully shown it: by a grant, a delegation, or in the register."""
    ANYONE = "ANYONE"
    """Somebody who did not sign in, of what the register shows."""


class ObjectionState(StrEnum):
    """How far an objection has come (art. 21)."""

    RAISED = "RAISED"
    FORWARDED = "FORWARDED"
    """With the data center, as the cause is technical."""
    REPORTED = "REPORTED"
    """Back with the issuer, with what the data center found."""
    UPHELD = "UPHELD"
    REJECTED = "REJECTED"


RUNNING = frozenset({ObjectionState.RAISED, ObjectionState.FORWARDED, ObjectionState.REPORTED})


class ClockKind(StrEnum):
    """The three clocks of art. 21, each of three working days."""

    ANSWER = "ANSWER"
    """The issuer's, from the receipt of the objection."""
    FINDING = "FINDING"
    """The data center's, from when it was forwarded."""
    FINAL_ANSWER = "FINAL_ANSWER"
    """The issuer's again, from the data center's report."""


class ObjectionScope(StrEnum):
    """Which objections are asked for."""

    OWN = "OWN"
    TO_ANSWER = "TO_ANSWER"
    TO_EXAMINE = "TO_EXAMINE"
    ESCALATED = "ESCALATED"
