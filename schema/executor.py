"""The executor: a planned field's answer is made at once and not walked any further."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar, cast

import orjson
from graphql import GraphQLField, GraphQLObjectType, GraphQLOutputType
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path
from strawberry.extensions import FieldExtension
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.fields.resolver import StrawberryResolver

from hub.errors import Kind, Refusal
from schema.context import Context, Info
from schema.cost import rows_of
from schema.plan import Plan, backing

FieldGroup = list[FieldDetails]


class OnlyReadsExplained(Refusal):
    """Decisions are explained for reads of licenses; other answers would tell more than those."""

    kind = Kind.INVALID
    zh = "仅可说明电子证照的读取，不可说明核验、比对或说明本身"
    en = "Only reads of licenses are explained; verification, comparison and explanation are not"


class Mark(FieldExtension):
    """Says something of a field to the executor, and changes nothing of how it resolves."""

    async def resolve_async(
        self,
        next_: Callable[..., Awaitable[object]],
        source: object,
        info: Info,
        **arguments: object,
    ) -> object:
        """Resolve as the field does."""
        return await next_(source, info, **arguments)


class Planned(Mark):
    """Marks a field whose whole answer is planned, read in one statement and written at once."""

    def __init__(self, *, explained: bool = True) -> None:
        """Say whether the decisions behind the field may be asked for."""
        self.explained = explained


class Through(Mark):
    """Marks a root field that reads nothing which planned fields below it would not read anew.

    Where nothing but planned fields is asked below it, these are run as if they were root fields.
    """

    def __init__(self, make: Callable[[Context], object]) -> None:
        """Take what makes the object that the planned fields are asked of."""
        self.make = make


class Recorded(FieldExtension):
    """Names a field in the usage event, where it decides license data without showing any."""

    async def resolve_async(
        self,
        next_: Callable[..., Awaitable[object]],
        source: object,
        info: Info,
        **arguments: object,
    ) -> object:
        """Resolve as the field does.

        Raises: OnlyReadsExplained.
        """
        _record(info.context, info.field_name, explained=False)
        return await next_(source, info, **arguments)


def mark_of(field: GraphQLField | None) -> Planned | None:
    """Return the mark of a field that is planned."""
    return next((mark for mark in _marks(field) if isinstance(mark, Planned)), None)


def way_through(field: GraphQLField | None) -> Through | None:
    """Return the mark of a field through which planned ones are reached."""
    return next((mark for mark in _marks(field) if isinstance(mark, Through)), None)


def _marks(field: GraphQLField | None) -> Sequence[object]:
    if field is None or GraphQLCoreConverter.DEFINITION_BACKREF not in field.extensions:
        return ()
    marks: Sequence[object] = getattr(backing(field), "extensions", ())
    return marks


def resolver_of(field: GraphQLField) -> Callable[..., Awaitable[Any]]:
    """Return the function of ours that resolves a planned field."""
    resolver = cast("StrawberryResolver[Any]", backing(field).base_resolver)
    return cast("Callable[..., Awaitable[Any]]", resolver.wrapped_func)


def begin(
    context: Context, mark: Planned, name: str, place: tuple[object, ...], plan: Plan
) -> None:
    """Leave in the context what a planned field is to be answered with.

    Raises: OnlyReadsExplained.
    """
    _record(context, name, explained=mark.explained)
    context.selections[place] = plan


def _record(context: Context, name: str, *, explained: bool) -> None:
    if context.explaining is not None and not explained:
        raise OnlyReadsExplained
    context.operations.append(name)


class PlanningExecutor(StrawberryGraphQLCoreExecutionContext):
    """Plans the fields that are marked, and leaves every other to the GraphQL core.

    The methods overridden are private upstream: the versions are pinned, and a contract test
    runs generated queries through this executor and through one that walks.
    """

    runs_roots: ClassVar[bool] = True
    """Whether an operation all of whose root fields are planned may run past the GraphQL core."""

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,  # noqa: ANN401
        field_details_list: FieldGroup,
        path: Path,
        position_context: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Execute one field, planned if it is marked."""
        field = self.schema.get_field(parent_type, field_details_list[0].node.name.value)
        if field is None or mark_of(field) is None:
            return super().execute_field(
                parent_type, source, field_details_list, path, position_context
            )
        return self._plan(field.type, parent_type, source, field_details_list, path)

    async def _plan(
        self,
        type_: GraphQLOutputType,
        parent_type: GraphQLObjectType,
        source: object,
        details: FieldGroup,
        path: Path,
    ) -> Any:  # noqa: ANN401
        try:
            plan = self.context_value.compiler.plan(self, type_, details, path)
            found = await self.resolve_planned(parent_type, source, details, path, plan)
            if path.prev is None:
                self.context_value.answered[path.key] = rows_of(found)
            return orjson.Fragment(plan.write(found))
        except Exception as error:  # noqa: BLE001 - every error is located and then masked
            self.handle_field_error(error, type_, details, path)
            return None

    def resolve_planned(
        self,
        parent_type: GraphQLObjectType,
        source: object,
        details: FieldGroup,
        path: Path,
        plan: Plan,
    ) -> Awaitable[Any]:
        """Leave the selection in the context and call the field's resolver."""
        node = details[0].node
        field = parent_type.fields[node.name.value]
        mark = cast("Planned", mark_of(field))
        begin(self.context_value, mark, node.name.value, tuple(path.as_list()), plan)
        info = self.build_resolve_info(field, [d.node for d in details], parent_type, path)
        arguments = get_argument_values(field, node, self.variable_values)
        resolve = cast("Callable[..., Awaitable[Any]]", field.resolve)
        return resolve(source, info, **arguments)
