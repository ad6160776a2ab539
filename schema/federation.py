"""Serve as a subgraph: what a gateway may know of the schema, and things by their keys.

All licenses that a request names are one decided read, with one usage event: what is absent and
what is denied are null alike, as is an id that the hub did not give out.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated, Any, Final, Union
from uuid import UUID

import strawberry
from graphql import (
    REMOVE,
    ConstArgumentNode,
    ConstDirectiveNode,
    DocumentNode,
    GraphQLSchema,
    NameNode,
    ObjectTypeDefinitionNode,
    StringValueNode,
    Visitor,
    parse,
    print_ast,
    print_schema,
    visit,
)

from hub.errors import Kind, Refusal
from hub.reading.scope import Among
from schema.catalog.types import CatalogEntry
from schema.context import Context, Info
from schema.executor import Planned
from schema.ids import IdInvalid, Named
from schema.licenses.connection import read_among
from schema.licenses.types import License
from schema.organizations import Organization
from schema.scalars import Representation

MOST_REPRESENTATIONS: Final = 100
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    License.__name__: ("id", "identifier"),
    Organization.__name__: ("id", "code"),
    CatalogEntry.__name__: ("code",),
}
"""The fields by one of which a gateway may name a thing."""

_LINK: Final = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key"])'
)
_OWN: Final = frozenset({"_service", "_entities", "_Service", "_Entity", "_Any"})


class RepresentationInvalid(Refusal):
    """What should name a thing names none that this subgraph has."""

    kind = Kind.INVALID
    zh = "实体表示无效：须给出类型（{types}）及其一个键，且一次不超过 {most} 个"
    en = "A representation has a type ({types}) and one of its keys, at most {most} at a time"


@strawberry.type(name="_Service", description="This subgraph · 子图")
class Service:
    """The hub as a subgraph."""

    sdl: str | None = strawberry.field(
        description="Its schema, for who is signed in · 子图定义（登录后可见）"
    )


Entity = Annotated[
    Union[License, Organization, CatalogEntry],  # noqa: UP007 - strawberry names a union so
    strawberry.union(name="_Entity", description="A thing with a key · 具有键的实体"),
]
Representations = Annotated[
    list[Representation],
    strawberry.argument(description="Types and keys, at most 100 · 实体表示，至多 100 个"),
]


@strawberry.type
class FederationQuery:
    """What a gateway asks a subgraph."""

    @strawberry.field(name="_service", description="This subgraph, for a gateway · 子图信息")
    async def service(self, info: Info) -> Service:
        """Tell the schema to who is signed in, and to nobody else."""
        anonymous = info.context.call.token is None
        return Service(sdl=None if anonymous else subgraph(info.schema._schema))  # noqa: SLF001 - see root

    @strawberry.field(
        name="_entities",
        extensions=[Planned()],
        description="Things by their keys, each decided as by itself (art. 15) · 按键取实体",
    )
    async def entities(self, info: Info, representations: Representations) -> list[Entity | None]:
        """Return what each representation names, in their order.

        Raises: RepresentationInvalid, and the refusals of a decided read.
        """
        if not 1 <= len(representations) <= MOST_REPRESENTATIONS:
            raise _invalid()
        context = info.context
        named = [_key(context, representation) for representation in representations]
        found: dict[tuple[str, UUID | str], Any] = {}
        if any(kind != License.__name__ for kind, _ in named):
            found |= await _held(context, named)
        among = _among(named)
        if among.size:
            licenses = await read_among(info, context.call, among)
            found |= {(License.__name__, key): one for key, one in licenses.items()}
        return [found.get((kind, _plain(key))) for kind, key in named]


Key = tuple[UUID, ...] | str
"""The keys in an id of a license, or a text."""


def _key(context: Context, representation: Mapping[str, Any]) -> tuple[str, Key]:
    """Return the type and the key that a representation gives; of several keys the first.

    Raises: RepresentationInvalid.
    """
    kind = representation["__typename"]
    given = (name for name in KEYS.get(kind, ()) if isinstance(representation.get(name), str))
    name = next(given, None)
    if name is None:
        raise _invalid()
    text = representation[name]
    return kind, _opened(context, kind, text) if name == "id" else text


def _opened(context: Context, kind: str, text: str) -> Key:
    """Return what an id names; one that the hub did not give out names nothing."""
    try:
        if kind == License.__name__:
            return tuple(context.ids.keys(text, Named.LICENSE))
        named, opened = context.ids.open(text)
    except IdInvalid:
        return ""
    return opened.decode() if named is Named.ORGANIZATION else ""


def _plain(key: Key) -> UUID | str:
    return key if isinstance(key, str) else key[-1]


def _among(named: Iterable[tuple[str, Key]]) -> Among:
    """Return the scope of all licenses that are named, each once."""
    keys = list(dict.fromkeys(key for kind, key in named if kind == License.__name__ and key))
    ids = [key for key in keys if not isinstance(key, str)]
    texts = tuple(key for key in keys if isinstance(key, str))
    return Among(tuple(home for home, _ in ids), tuple(id_ for _, id_ in ids), texts)


async def _held(
    context: Context, named: Iterable[tuple[str, Key]]
) -> dict[tuple[str, UUID | str], Any]:
    """Return the organizations and entries that are named, as they are held in memory."""
    catalog = await context.current_catalog()
    by_code = context.directory.by_code
    found: dict[tuple[str, UUID | str], Any] = {}
    for kind, key in named:
        code = _plain(key)
        if kind == Organization.__name__ and code in by_code:
            found[kind, code] = Organization.of(by_code[str(code)], context.ids)
        if kind == CatalogEntry.__name__ and code in catalog.by_code:
            found[kind, code] = CatalogEntry.of(catalog.by_code[str(code)], context)
    return found


def _invalid() -> RepresentationInvalid:
    return RepresentationInvalid(types=", ".join(KEYS), most=MOST_REPRESENTATIONS)


@cache
def subgraph(schema: GraphQLSchema) -> str:
    """Return a schema as a subgraph tells it: with its keys, without what asks for it."""
    told: DocumentNode = visit(parse(print_schema(schema)), _Told())
    return f"{_LINK}\n\n{print_ast(told)}\n"


class _Told(Visitor):
    """Leaves out what only a gateway asks for, and adds the keys."""

    @staticmethod
    def enter(node: Any, *_place: object) -> object:  # noqa: ANN401 - any node
        """Leave out fields and types of the gateway's."""
        name = getattr(node, "name", None)
        return REMOVE if name is not None and name.value in _OWN else None

    @staticmethod
    def leave_object_type_definition(
        node: ObjectTypeDefinitionNode, *_place: object
    ) -> ObjectTypeDefinitionNode:
        """Add the keys of a type."""
        return ObjectTypeDefinitionNode(
            name=node.name,
            description=node.description,
            interfaces=node.interfaces,
            directives=tuple(map(_key_directive, KEYS.get(node.name.value, ()))),
            fields=node.fields,
        )


def _key_directive(fields: str) -> ConstDirectiveNode:
    argument = ConstArgumentNode(name=NameNode(value="fields"), value=StringValueNode(value=fields))
    return ConstDirectiveNode(name=NameNode(value="key"), arguments=(argument,))
