"""What is told of a year's working days, as plain data."""

from hub.workdays import Year


class Notice(Year, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A year's notice of holidays, and where it is published."""

    source: str
