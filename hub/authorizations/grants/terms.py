"""The words of grants."""

from enum import StrEnum


class Right(StrEnum):
    """What a grant allows: to view cells, or to download the sealed document too."""

    VIEW = "VIEW"
    DOWNLOAD = "DOWNLOAD"


class GrantState(StrEnum):
    """Where a grant stands."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    USED_UP = "USED_UP"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"
