"""The words of grants."""

from enum import StrEnum


class Right(StrEnum):
    """What a grant allows: to view cells, or to download the sealed document too."""

    VIEW = "VIEW"
    DOWNLOAD = "DOWNLOAD"
