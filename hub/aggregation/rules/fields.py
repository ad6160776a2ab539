"""Check the face fields that a row gives against those that its revision has."""

from collections.abc import Mapping
from typing import Any

from hub.aggregation.rules.faults import FieldMissing, FieldUnknown
from hub.aggregation.rules.forms import shown
from hub.aggregation.rules.values import checked
from hub.policy.entry import Field


def checked_fields(
    place: str, given: Mapping[str, Any], known: Mapping[str, Field], required: frozenset[str]
) -> dict[str, Any]:
    """Return the values as they are kept; an empty one counts as not given.

    Raises: FieldUnknown, FieldMissing, ValueUnreadable.
    """
    kept: dict[str, Any] = {}
    for key, value in given.items():
        field = known.get(key)
        if field is None:
            raise FieldUnknown(f"{place}.{shown(key)}")
        if value is not None and value != "":
            kept[key] = checked(f"{place}.{key}", field.type, value)
    if not required <= kept.keys():
        raise FieldMissing(f"{place}.{min(required - kept.keys())}")
    return kept
