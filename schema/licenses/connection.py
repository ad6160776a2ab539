"""Lists of licenses as Relay connections, and what of a license is asked for."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, cast
from uuid import UUID

import msgspec
import strawberry
from graphql import GraphQLSchema

from hub.audit.call import Call
from hub.policy import entry as keys
from hub.reading.decide import Row
from hub.reading.read import Answer
from hub.reading.scope import Among, Page, Query, Wanted
from schema.context import ExplainedLicense, Info
from schema.licenses.alike import LicenseWriter
from schema.licenses.types import License
from schema.paging import Asked, PageInfo, page_info
from schema.plan import Plan
from schema.view import View
from schema.views.face import key_of
from schema.writing import Below, Selected, Writer, compile_writer, label

if TYPE_CHECKING:
    from schema.root import HubSchema

_KEYS_OF = {
    "identifier": keys.IDENTIFIER,
    "status": keys.STATUS,
    "verification": keys.STATUS,
    "issuers": keys.ISSUER,
    "issued_on": keys.ISSUED_ON,
    "valid_from": keys.VALID_FROM,
    "valid_until": keys.VALID_UNTIL,
}
_WITH_HISTORY = frozenset({"versions", "verification"})
NO_FACES: Final[Mapping[str, str]] = MappingProxyType({})


@strawberry.type(description="A license in a list · 列表项")
class LicenseEdge:
    """A license in a list, with its cursor."""

    cursors: strawberry.Private[Callable[[UUID], str]]
    node: License = strawberry.field(description="The license · 电子证照")

    @strawberry.field(description="Where it stands in the list · 游标")
    def cursor(self) -> str:
        """Return the cursor."""
        return self.cursors(self.node.row.record["id"])


@strawberry.type(description="A page of licenses · 电子证照分页")
class LicenseConnection:
    """A page of licenses."""

    rows: strawberry.Private[list[Row]]
    view: strawberry.Private[View]
    cursors: strawberry.Private[Callable[[UUID], str]]

    @strawberry.field(description="The licenses · 列表")
    def edges(self) -> list[LicenseEdge]:
        """Return the licenses, each with its cursor."""
        view, cursors = self.view, self.cursors
        return [LicenseEdge(cursors=cursors, node=License(row=row, view=view)) for row in self.rows]

    page_info: PageInfo = strawberry.field(description="Where the page stands · 分页信息")

    @classmethod
    def compile_writer(cls, schema: GraphQLSchema, selected: tuple[Selected, ...]) -> Writer:
        """Compile what writes a page: of its rows, and not of an object for each of them."""
        parts = [
            (label(one), (_writer_of_edges if one.name == "edges" else _of_page)(schema, one))
            for one in selected
        ]
        return partial(_page, parts)


def _page(parts: list[tuple[str, Writer]], page: LicenseConnection) -> str:
    return "{" + ",".join([key + write(page) for key, write in parts]) + "}"


def _of_page(schema: GraphQLSchema, one: Selected) -> Writer:
    write = compile_writer(schema, one.type, one.below)
    return lambda page: write(one.get(page))


def _writer_of_edges(schema: GraphQLSchema, edges: Selected) -> Writer:
    """Compile what writes the edges of a page: what is the same in all, and what of each row."""
    asked: list[tuple[str, _OfEdge | None]] = []
    text = "{"
    for place, one in enumerate(edges.below[LicenseEdge.__name__]):
        text += ("," if place else "") + label(one)
        if one.name == "node":
            asked.append((text, LicenseWriter(schema, one.below[License.__name__], License).write))
            text = ""
        elif one.name == "cursor":
            asked.append((text, None))
            text = ""
        else:  # __typename
            text += compile_writer(schema, one.type, one.below)(one.get(None))
    return partial(_edges, asked, text + "}")


_OfEdge = Callable[[Row, View], str]


def _edges(asked: list[tuple[str, _OfEdge | None]], end: str, page: LicenseConnection) -> str:
    """Write edges; in cursors, which no license writes, nothing needs to be escaped."""
    written, view, cursors = list[str](), page.view, page.cursors
    for row in page.rows:
        for text, write in asked:
            said = f'"{cursors(row.record["id"])}"' if write is None else write(row, view)
            written += text, said
        written += end, ","
    return "[" + "".join(written[:-1]) + "]"


def wanted(plan: Plan, *, values: bool, codes: Mapping[str, str] = NO_FACES) -> Wanted:
    """Return what a selection asks of each license, wherever in it licenses stand.

    `codes` are those of the entries that have a typed face, by the name of its type: what is asked
    of such a face is asked of the licenses of that entry alone.
    """
    found: Wanted | None = plan.once.get(values)
    if found is None:
        found = plan.once[values] = _wanted(plan.below, codes, values=values)
    return found


def _wanted(below: Below, codes: Mapping[str, str], *, values: bool) -> Wanted:
    asked: set[str] = set()
    of_entries: set[tuple[str, str]] = set()
    everything = history = False
    for selected in _of_licenses(below):
        history = history or selected.name in _WITH_HISTORY
        named = _keys(selected)
        everything = everything or named is None
        asked |= named or set()
        if selected.name == "face":
            of_entries |= _of_faces(selected.below, codes)
    keys = None if everything else frozenset(asked)
    return Wanted(keys, frozenset(of_entries), history=history, values=values)


def _of_faces(below: Below, codes: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return the code of the entry and the key of the field of each cell that faces show."""
    return {
        (codes[name], key)
        for name, children in below.items()
        if name in codes
        for child in children
        if (key := key_of(child.name)) is not None
    }


def _of_licenses(below: Below) -> Iterator[Selected]:
    for type_name, children in below.items():
        for child in children:
            if type_name == License.__name__:
                yield child
            else:
                yield from _of_licenses(child.below)


def _keys(selected: Selected) -> set[str] | None:
    """Return the keys of the cells that a field of a license shows; None for all of them."""
    match selected.name:
        case "fields":
            named = selected.arguments.get("keys")
            return None if named is None else set(named)
        case "field":
            return {selected.arguments["key"]}
        case "decisions":
            return None
        case name:
            return {_KEYS_OF[name]} if name in _KEYS_OF else set()


async def read_one(info: Info, call: Call, query: Query) -> License | None:
    """Return the one license that a query finds, or None."""
    answer, view = await _read(info, call, query)
    return License(row=answer.rows[0], view=view) if answer.rows else None


async def read_page(info: Info, call: Call, query: Query, asked: Asked) -> LicenseConnection:
    """Return a page of the licenses that a query finds."""
    ids = info.context.ids
    catalog = await info.context.parts.reading.ready_catalog(call)
    bound = (call.name, type(query.scope).__name__, query, catalog.policies_hash)
    page = asked.page(ids, *bound)
    answer, view = await _read(info, call, msgspec.structs.replace(query, page=page))
    cursors = ids.cursors(*bound)
    ends = [cursors(answer.rows[place].record["id"]) for place in (0, -1) if answer.rows]
    return LicenseConnection(
        rows=answer.rows,
        view=view,
        cursors=cursors,
        page_info=page_info(page, more=answer.more, cursors=ends),
    )


async def read_among(info: Info, call: Call, named: Among) -> dict[UUID | str, License]:
    """Return the licenses that are found of those named, by their ids and their identifiers."""
    query = Query(named, page=Page(max(named.size, 1)))
    answer, view = await _read(info, call, query)
    by_id = {row.record["id"]: License(row=row, view=view) for row in answer.rows}
    of_identifier = answer.named.items()
    return {**by_id, **{text: by_id[id_] for text, id_ in of_identifier if id_ in by_id}}


async def _read(info: Info, call: Call, query: Query) -> tuple[Answer, View]:
    context = info.context
    faces = cast("HubSchema", info.schema).faces
    values = context.explaining is None
    asked = wanted(context.selected(info), values=values, codes=faces.codes)
    query = msgspec.structs.replace(query, wanted=asked)
    answer = await context.parts.reading.read(call, query)
    view = View(answer, context.ids, context.directory, faces.makers)
    if context.explaining is not None:
        context.explaining += [ExplainedLicense(row, view) for row in answer.rows]
    return answer, view
