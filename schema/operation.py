"""An operation of a document: how it is executed, and what is kept of it from one to the next.

Where all root fields are planned, the operation runs past the GraphQL core, which would cost more
than the read itself. What is selected below a planned field is compiled once for each way in which
variables shape it, and that is once for most documents.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import cached_property
from typing import Any, NamedTuple, cast

import orjson
import strawberry
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    execute,
    get_named_type,
    is_non_null_type,
    located_error,
    subscribe,
)
from graphql.execution.collect_fields import collect_fields
from graphql.execution.values import VariableValues
from graphql.pyutils import Path
from strawberry.types import ExecutionResult

from hub.identity.bounded import Bounded
from schema.context import Context
from schema.cost import Price, Pricing, compile_cost, rows_of
from schema.executor import (
    FieldGroup,
    Planned,
    PlanningExecutor,
    Through,
    begin,
    mark_of,
    resolver_of,
    way_through,
)
from schema.given import MOST_ERRORS, Arguments, Variables, compile_arguments, variables_in
from schema.plan import Compiler, Plan, backing

WAYS_HELD = 8
"""In how many ways variables may shape one operation, and all of them be kept."""

Given = dict[str, Any] | None


class Root(NamedTuple):
    """A planned field at the root, or where the root leads through, ready to be run again."""

    place: tuple[str, ...]
    """Its key in the answer, after that of the field that leads to it, if one does."""
    source: Callable[[Context], object]
    demanded: bool
    """Whether nothing is answered at all where it has no answer."""
    mark: Planned
    definition: GraphQLField
    nodes: list[FieldNode]
    plan: Plan
    resolve: Callable[..., Awaitable[Any]]
    told: Any
    """What the GraphQL core tells a resolver, but for the context."""
    arguments: Arguments


class Operation:
    """One operation under one schema."""

    def __init__(
        self,
        schema: GraphQLSchema,
        executor: type[PlanningExecutor],
        document: DocumentNode,
        node: OperationDefinitionNode,
    ) -> None:
        """Take an operation of a document that is valid under the schema."""
        self.node = node
        self._schema = schema
        self._executor = executor
        self._document = document
        self._shaping = _shaping(schema, document, node)
        self._variables = Variables(schema, node.variable_definitions or ())
        self._ways: Bounded[bytes, tuple[Compiler, tuple[Root, ...]]] = Bounded(WAYS_HELD)

    def price(self, variables: Given) -> Price:
        """Return what the operation may cost."""
        return self._pricing(variables or {})

    @cached_property
    def _pricing(self) -> Pricing:
        fragments = {
            one.name.value: one
            for one in self._document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        return compile_cost(self._schema, self.node, fragments)

    async def run(self, context: Context, variables: Given) -> ExecutionResult:
        """Execute the operation."""
        given = self._variables.taken(variables or {})
        if isinstance(given, list):
            return ExecutionResult(None, given)
        context.compiler, roots = self._way(given, variables)
        if roots:
            return await self._run(roots, context, given)
        return await self._walk(context, variables)

    async def follow(
        self, context: Context, variables: Given
    ) -> AsyncIterator[ExecutionResult] | ExecutionResult:
        """Follow a subscription: return its events, or why there are none."""
        followed = subscribe(
            self._schema,
            self._document,
            context_value=context,
            variable_values=variables,
            operation_name=self.name,
            max_coercion_errors=MOST_ERRORS,
            executor_class=self._executor,
            hide_suggestions=True,
        )
        stream = await followed if isinstance(followed, Awaitable) else followed
        if isinstance(stream, AsyncIterator):
            return (ExecutionResult(event.data, event.errors) async for event in stream)
        return ExecutionResult(None, stream.errors)

    def _way(self, given: VariableValues, variables: Given) -> tuple[Compiler, tuple[Root, ...]]:
        """Return what is kept for the way in which the variables shape the selection."""
        shaping = {name: given.coerced.get(name) for name in self._shaping}
        key = orjson.dumps(shaping, default=str) if shaping else b""
        way = self._ways.get(key)
        if way is None:
            compiler = Compiler()
            way = (compiler, self._roots(compiler, variables))
            self._ways.put(key, way)
        return way

    def _roots(self, compiler: Compiler, variables: Given) -> tuple[Root, ...]:
        """Compile the root fields, if the operation is a query and all of them are planned."""
        if self.node.operation is not OperationType.QUERY or not self._executor.runs_roots:
            return ()
        executor = self._executor.build(
            self._schema,
            self._document,
            raw_variable_values=variables,
            operation_name=self.name,
            hide_suggestions=True,
        )
        if isinstance(executor, list):
            return ()
        return _planned_roots(cast("PlanningExecutor", executor), compiler)

    @property
    def name(self) -> str | None:
        """Return what the operation is called, if it is."""
        return self.node.name.value if self.node.name else None

    async def _walk(self, context: Context, variables: Given) -> ExecutionResult:
        """Let the GraphQL core walk the operation; it hands planned fields to the executor."""
        result = execute(
            self._schema,
            self._document,
            context_value=context,
            variable_values=variables,
            operation_name=self.name,
            max_coercion_errors=MOST_ERRORS,
            executor_class=self._executor,
            hide_suggestions=True,
        )
        done = await result if isinstance(result, Awaitable) else result
        for key, answer in (done.data or {}).items():
            context.answered.setdefault(key, rows_of(answer))
        return ExecutionResult(done.data, done.errors)

    async def _run(
        self, roots: tuple[Root, ...], context: Context, given: VariableValues
    ) -> ExecutionResult:
        """Run planned root fields beside one another, and put together what they answer."""
        if len(roots) == 1:
            answers = [await _answer(roots[0], context, given)]
        else:
            answers = await asyncio.gather(*(_answer(root, context, given) for root in roots))
        errors = [answer for answer in answers if isinstance(answer, GraphQLError)]
        data: dict[str, Any] = {}
        for root, answer in zip(roots, answers, strict=True):
            failed = isinstance(answer, GraphQLError)
            if failed and root.demanded:
                return ExecutionResult(None, errors)
            *way, key = root.place
            into = data
            for passed in way:
                into = into.setdefault(passed, {})
                context.answered[passed] = 1
            into[key] = None if failed else answer
        return ExecutionResult(data, errors or None)


async def _answer(root: Root, context: Context, given: VariableValues) -> object:
    """Return the answer of one root field, or the error that it ended with."""
    try:
        begin(context, root.mark, root.told.field_name, root.place, root.plan)
        info = strawberry.Info(root.told._replace(context=context), backing(root.definition))
        found = await root.resolve(root.source(context), info, **root.arguments(given))
        if len(root.place) == 1:
            context.answered[root.place[0]] = rows_of(found)
        return orjson.Fragment(root.plan.write(found))
    except Exception as error:  # noqa: BLE001 - every error is located and then masked
        return located_error(error, root.nodes, root.place)


def _planned_roots(executor: PlanningExecutor, compiler: Compiler) -> tuple[Root, ...]:
    """Return what is to be run, or nothing if anything is asked that is not planned."""
    schema = executor.schema
    query = cast("GraphQLObjectType", schema.query_type)
    collected = collect_fields(
        schema, executor.fragments, executor.variable_values, query, executor.operation
    )
    roots: list[Root | None] = []
    for key, details in collected.grouped_field_set.items():
        path = Path(None, key, query.name)
        field = schema.get_field(query, details[0].node.name.value)
        through = way_through(field)
        if through is None or field is None:
            roots.append(_root(executor, compiler, query, details, path))
        else:
            roots += _roots_below(executor, compiler, field, details, path, through)
    return tuple(cast("list[Root]", roots)) if all(roots) else ()


def _roots_below(
    executor: PlanningExecutor,
    compiler: Compiler,
    field: GraphQLField,
    details: FieldGroup,
    path: Path,
    through: Through,
) -> Iterator[Root | None]:
    """Yield the fields below one that is passed through; None for what is not to be run so."""
    type_ = cast("GraphQLObjectType", get_named_type(field.type))
    below = executor.collect_subfields(type_, details).grouped_field_set
    if not below or not is_non_null_type(field.type):
        yield None
    for key, nodes in below.items():
        root = _root(executor, compiler, type_, nodes, Path(path, key, type_.name))
        yield root and root._replace(source=through.make)


def _root(
    executor: PlanningExecutor,
    compiler: Compiler,
    parent: GraphQLObjectType,
    details: FieldGroup,
    path: Path,
) -> Root | None:
    schema = executor.schema
    definition = schema.get_field(parent, details[0].node.name.value)
    mark = mark_of(definition)
    if definition is None or mark is None:
        return None
    nodes = [detail.node for detail in details]
    return Root(
        tuple(cast("list[str]", path.as_list())),
        _nothing,
        is_non_null_type(definition.type),
        mark,
        definition,
        nodes,
        compiler.plan(executor, definition.type, details, path),
        resolver_of(definition),
        executor.build_resolve_info(definition, nodes, parent, path),
        compile_arguments(schema, definition, nodes[0], executor.variable_values),
    )


def _nothing(_context: Context) -> None:
    """Make what root fields are asked of."""


def _shaping(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> tuple[str, ...]:
    """Return the variables that take part in more than the arguments of what may be run."""
    nodes: list[Node] = [
        one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
    ]
    fields = schema.query_type.fields if schema.query_type else {}
    for selection in operation.selection_set.selections:
        named = fields.get(selection.name.value) if isinstance(selection, FieldNode) else None
        nodes += _below(selection, passed=way_through(named) is not None)
    return tuple(sorted(set(variables_in(nodes))))


def _below(selection: SelectionNode, *, passed: bool = False) -> Iterator[Node]:
    """Yield what stands in a selection but for its arguments, and theirs whom it leads to."""
    yield from selection.directives or ()
    if not isinstance(selection, FieldNode):
        yield selection
    elif selection.selection_set is not None and passed:
        for one in selection.selection_set.selections:
            yield from _below(one)
    elif selection.selection_set is not None:
        yield selection.selection_set
