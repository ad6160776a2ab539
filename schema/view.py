"""What the objects of one answer share: the answer, and what names and organizations need."""

from dataclasses import dataclass

from hub.identity.directory import Directory
from hub.reading.read import Answer
from schema.ids import GlobalIds


@dataclass(frozen=True)
class View:
    """One answer, and how its ids are sealed."""

    answer: Answer
    ids: GlobalIds
    directory: Directory
