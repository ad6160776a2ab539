"""Compare the contract with that of the last release: what breaks clients, what may, what does not.

A change that breaks clients needs what it takes away to have been deprecated in the release, or
its own line, with the reason, in `accepted_changes.yaml`; that is emptied at each release.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from graphql import GraphQLSchema, build_schema, resolve_schema_coordinate
from graphql.utilities import BreakingChange, DangerousChange, SafeChangeType, find_schema_changes

_REMOVED = re.compile(r"(?:Field|Input field|Enum value|Argument) (\S+) was removed\.")


class Changes(msgspec.Struct, frozen=True):
    """What changed since the last release, each change in a sentence."""

    breaking: tuple[str, ...] = ()
    dangerous: tuple[str, ...] = ()
    safe: tuple[str, ...] = ()
    announced: frozenset[str] = frozenset()
    """Those of the breaking ones that take away what was deprecated."""

    def unexcused(self, accepted: Mapping[str, str]) -> tuple[str, ...]:
        """Return what breaks clients without having been announced or accepted for a reason."""
        excused = self.announced | {change for change, why in accepted.items() if why.strip()}
        return tuple(change for change in self.breaking if change not in excused)

    def accepted_in_vain(self, accepted: Mapping[str, str]) -> tuple[str, ...]:
        """Return what is accepted and is no breaking change, or is one no more."""
        return tuple(change for change in accepted if change not in self.breaking)


def changes(released: str, printed: str) -> Changes:
    """Return what changed from one printed contract to another; descriptions are left out."""
    before = build_schema(released)
    found = find_schema_changes(before, build_schema(printed))
    breaking = _told(one for one in found if isinstance(one, BreakingChange))
    dangerous = _told(one for one in found if isinstance(one, DangerousChange))
    others = (one for one in found if not isinstance(one, BreakingChange | DangerousChange))
    safe = _told(one for one in others if one.type is not SafeChangeType.DESCRIPTION_CHANGED)
    announced = frozenset(change for change in breaking if _was_deprecated(before, change))
    return Changes(breaking, dangerous, safe, announced)


def _told(found: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted(one.description for one in found))


def _was_deprecated(before: GraphQLSchema, change: str) -> bool:
    removed = _REMOVED.fullmatch(change)
    found: Any = resolve_schema_coordinate(before, removed[1]) if removed else None
    if found is None:
        return False
    parts = ("field", "input_field", "enum_value", "field_argument")
    named = (getattr(found, part, None) for part in reversed(parts))
    last = next(part for part in named if part is not None)
    return last.deprecation_reason is not None
