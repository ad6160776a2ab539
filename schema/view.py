"""What the objects of one answer share: the answer, and what names and organizations need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.identity.directory import Directory
from hub.reading.read import Answer
from schema.ids import GlobalIds


@dataclass(frozen=True)
class View:
    """One answer, and how its ids are sealed."""

    answer: Answer
    ids: GlobalIds
    directory: Directory
    faces: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    """What makes the typed face of a license, by the code of its entry, while that is published."""
