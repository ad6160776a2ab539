"""The words of figures."""

from enum import StrEnum


class Measure(StrEnum):
    """What is counted; within one organization none of them contains another."""

    ISSUED = "ISSUED"
    AGGREGATED = "AGGREGATED"
    SHARED = "SHARED"
    USED = "USED"
    REFUSED = "REFUSED"


class FiguresBy(StrEnum):
    """By what figures are told apart."""

    WHOLE = "WHOLE"
    ORGANIZATION = "ORGANIZATION"
    COUNTY = "COUNTY"
    CITY = "CITY"
    SECTOR = "SECTOR"


class FiguresStep(StrEnum):
    """In which steps of time figures are told."""

    WHOLE = "WHOLE"
    DAY = "DAY"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
