"""The parameters of a compiled statement, by the names under which a call provides their values."""

from collections.abc import Mapping
from typing import Any

Environment = Mapping[str, Any]


class Parameters:
    """Numbers parameters as a statement is written, and orders their values as it is run."""

    def __init__(self) -> None:
        """Begin with none."""
        self._places: dict[tuple[str, str], int] = {}

    def __call__(self, name: str, kind: str) -> str:
        """Return the placeholder of a parameter of a PostgreSQL type."""
        place = self._places.setdefault((name, kind), len(self._places) + 1)
        return f"${place}::{kind}"

    def values(self, environment: Environment) -> list[Any]:
        """Return the values in the statement's order."""
        return [environment[name] for name, _ in self._places]
