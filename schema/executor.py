"""The executor: a planned field's answer is made at once and not walked any further."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from graphql import GraphQLObjectType, GraphQLOutputType
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path
from strawberry.extensions import FieldExtension
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter

from hub.errors import Kind, Refusal
from schema.context import Info
from schema.plan import compile_shape, select_below

FieldGroup = list[FieldDetails]


class OnlyReadsExplained(Refusal):
    """Decisions are explained for reads of licenses; other answers would tell more than those."""

    kind = Kind.INVALID
    zh = "仅可说明电子证照的读取，不可说明核验、比对或说明本身"
    en = "Only reads of licenses are explained; verification, comparison and explanation are not"


class Planned(FieldExtension):
    """Marks a field whose whole answer is planned and read in one statement."""

    async def resolve_async(
        self,
        next_: Callable[..., Awaitable[object]],
        source: object,
        info: Info,
        **arguments: object,
    ) -> object:
        """Resolve as the field does; the executor has left the selection in the context."""
        return await next_(source, info, **arguments)


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
        if info.context.explaining is not None:
            raise OnlyReadsExplained
        info.context.operations.append(info.field_name)
        return await next_(source, info, **arguments)


class PlanningExecutor(StrawberryGraphQLCoreExecutionContext):
    """Plans the fields that are marked, and leaves every other to the GraphQL core.

    The methods overridden are private upstream: the versions are pinned, and a contract test
    runs generated queries through this executor and through one that walks.
    """

    @classmethod
    def build(cls, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - as upstream has it
        """Build an executor that suggests nothing where a variable is wrong."""
        return super().build(*arguments, **{**named, "hide_suggestions": True})

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
        if field is None or not is_planned(field.extensions):
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
            below = select_below(self, type_, details)
            found = await self.resolve_planned(parent_type, source, details, path, below)
            return compile_shape(type_, below)(found)
        except Exception as error:  # noqa: BLE001 - every error is located and then masked
            self.handle_field_error(error, type_, details, path)
            return None

    def resolve_planned(
        self,
        parent_type: GraphQLObjectType,
        source: object,
        details: FieldGroup,
        path: Path,
        below: dict[str, Any],
    ) -> Awaitable[Any]:
        """Leave the selection in the context and call the field's resolver."""
        node = details[0].node
        field = parent_type.fields[node.name.value]
        self.context_value.selections[tuple(path.as_list())] = below
        self.context_value.operations.append(node.name.value)
        info = self.build_resolve_info(field, [d.node for d in details], parent_type, path)
        arguments = get_argument_values(field, node, self.variable_values)
        resolve = cast("Callable[..., Awaitable[Any]]", field.resolve)
        return resolve(source, info, **arguments)


def is_planned(extensions: dict[str, Any]) -> bool:
    """Tell whether a field is marked as planned."""
    field = extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return any(isinstance(mark, Planned) for mark in getattr(field, "extensions", ()))
