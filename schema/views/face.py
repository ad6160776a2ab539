"""The face of a license as every typed view shows it, whatever its entry."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import strawberry

from hub.reading.decide import Row
from schema.catalog.types import CatalogEntry
from schema.licenses.alike import ALIKE
from schema.view import View

if TYPE_CHECKING:
    from schema.licenses.types import License

_CELL = "cell_"


def attribute_of(key: str) -> str:
    """Name the attribute of a face that holds what its license says of a field."""
    return _CELL + key


def key_of(attribute: str) -> str | None:
    """Return the key of the field that an attribute of a face holds, if it holds one."""
    return attribute.removeprefix(_CELL) if attribute.startswith(_CELL) else None


@strawberry.interface(
    description="The face of a license, in the types of its published entry (art. 7, 13)"
    " · 照面信息（第七条、第十三条）"
)
class Face:
    """What a license says, each field under its name; the class of an entry adds its fields."""

    row: strawberry.Private[Row]
    view: strawberry.Private[View]

    @strawberry.field(metadata=ALIKE, description="Its catalog entry (art. 7) · 目录条目")
    def entry(self) -> CatalogEntry:
        """Return the entry."""
        return CatalogEntry.of(self.row.decided.shelf, self.view)

    @strawberry.field(
        metadata=ALIKE,
        description="Revision of the entry the license was made under (art. 7) · 目录版本",
    )
    def revision(self) -> int:
        """Return the number of the revision, by which the license has its fields."""
        return int(self.row.record["revision"])

    def maker(self) -> Callable[["License"], "Face"]:
        """Return what makes the same face of another row decided alike."""
        return partial(_face, type(self))

    @classmethod
    def resolve_type(cls, source: object, _info: Any, _type: Any) -> str:  # noqa: ANN401 - as the GraphQL core calls it
        """Return the name of the type in the schema."""
        return type(source).__name__


def _face(kind: type[Face], license_: "License") -> Face:
    return kind(row=license_.row, view=license_.view)
