"""Make a GraphQL type of each view, and the class of what stands behind it."""

from collections.abc import Callable, Iterable
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple, cast

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from schema.licenses.alike import FORMED
from schema.licenses.decisions import Cell
from schema.views.cells import CELLS
from schema.views.entries import EntryView, FieldView
from schema.views.face import Face, attribute_of

DROPPED = "Dropped from the entry; licenses made before have it · 目录已不含此字段，此前的证照仍有"


class FaceType(NamedTuple):
    """The view of an entry as a GraphQL type, and the class of the faces that it shows."""

    core: GraphQLObjectType
    make: type[Face]


class Faces:
    """The typed faces of a schema, by the views that they are made of."""

    def __init__(self, types: Iterable[tuple[EntryView, FaceType]] = ()) -> None:
        """Take them."""
        self.of_view = dict(types)
        self.makers = {view.code: face.make for view, face in self.of_view.items()}
        self.codes = {view.name: view.code for view in self.of_view}
        """The code of the entry, by the name of the type."""

    @property
    def types(self) -> tuple[GraphQLObjectType, ...]:
        """Return their types."""
        return tuple(face.core for face in self.of_view.values())

    @property
    def views(self) -> tuple[EntryView, ...]:
        """Return what they show."""
        return tuple(self.of_view)

    def showing(self, views: Iterable[EntryView], core: GraphQLSchema) -> "Faces":
        """Return the faces of these views, those that are here already among them."""
        return Faces((view, self.of_view.get(view) or face_type(view, core)) for view in views)


def face_type(view: EntryView, core: GraphQLSchema) -> FaceType:
    """Make the type of a view of the cells that a schema has."""
    face = cast("GraphQLInterfaceType", core.type_map[Face.__name__])
    own = {field.name: _field(field, core) for field in view.fields}
    type_ = GraphQLObjectType(
        view.name,
        face.fields | own,
        interfaces=[face],
        description=f"{view.en} (art. 13) · {view.zh}（第十三条）",
    )
    return FaceType(type_, _class(view))


def _field(field: FieldView, core: GraphQLSchema) -> GraphQLField:
    cell = cast("GraphQLObjectType", core.type_map[CELLS[field.type].__name__])
    each = GraphQLNonNull(GraphQLList(GraphQLNonNull(cell)))
    attribute = attribute_of(field.key)
    get = attrgetter(attribute)
    own = StrawberryField(attribute, metadata=FORMED)
    type_: GraphQLOutputType = each if field.each_holder else cell
    return GraphQLField(
        type_,
        resolve=lambda source, _info: get(source),
        description=f"{field.en} (art. 7) · {field.zh}（第七条）",
        deprecation_reason=DROPPED if field.dropped else None,
        extensions={GraphQLCoreConverter.DEFINITION_BACKREF: own},
    )


def _class(view: EntryView) -> type[Face]:
    """Make the class of the faces of an entry: named as the type, with an attribute a field."""
    cells = {attribute_of(field.key): property(_getter(field)) for field in view.fields}
    return type(view.name, (Face,), cells)


def _getter(field: FieldView) -> Callable[[Face], Any]:
    get = _each if field.each_holder else _one
    return partial(get, CELLS[field.type], field.key)


def _one(kind: type[Cell], key: str, face: Face) -> Cell | None:
    """Return the cell of a field; nothing where the license's revision has no such field."""
    return next(iter(_each(kind, key, face)), None)


def _each(kind: type[Cell], key: str, face: Face) -> list[Cell]:
    """Return the cells of a field that is each holder's own."""
    cells = face.row.decided.of_key.get(key, ())
    return [kind(cell=cell, row=face.row, view=face.view) for cell in cells]
