"""The words of supervision."""

from enum import StrEnum


class Every(StrEnum):
    """How often something is looked for."""

    HOUR = "hour"
    DAY = "day"


class Severity(StrEnum):
    """How grave a finding is."""

    NOTE = "NOTE"
    FAULT = "FAULT"
    GRAVE = "GRAVE"


class RecordKind(StrEnum):
    """What a finding's record is."""

    ORGANIZATION = "ORGANIZATION"
    ENTRY = "ENTRY"
    REQUEST = "REQUEST"
    LICENSE = "LICENSE"
    QUARANTINED_ROW = "QUARANTINED_ROW"
    PAPER_DEMAND = "PAPER_DEMAND"
    ORDER = "ORDER"
    OBJECTION = "OBJECTION"
    PEER = "PEER"
