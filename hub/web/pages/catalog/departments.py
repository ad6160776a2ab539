"""Name the departments of an entry, as the revision in force has them."""

from collections.abc import Mapping
from typing import Any

Told = Mapping[str, Any]


def departments(entry: Told | None) -> dict[str, Told]:
    """Return who compiles and who issues an entry, by code; an entry never in force has none."""
    if entry is None:
        return {}
    return {one["code"]: one for one in (entry["owner"], *entry["issuers"]) if one}
