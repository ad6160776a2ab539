"""Choose from lists by what stands behind a path, and page on under the same choice; pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

PAGE: Final = 20
"""How many things a page of a list has, as its documents ask."""


def chosen(query: Mapping[str, str], *names: str) -> dict[str, str]:
    """Return what was chosen under some names, less what was left open."""
    return {name: query[name] for name in names if query.get(name)}


def further(listed: Sequence[object], page: Mapping[str, Any]) -> str | None:
    """Return where the next page begins, if this one is full."""
    return page["endCursor"] if len(listed) == PAGE else None
