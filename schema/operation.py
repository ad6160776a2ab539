"""An operation of a document: how it is executed, and what is kept of it from one to the next.

Where all root fields are planned, the operation runs past the GraphQL core, which would cost more
than the read itself. What is selected below a planned field is compiled once for each way in which
variables shape it, and that is once for most documents.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
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
    execute,
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
from schema.executor import Planned, PlanningExecutor, begin, mark_of, resolver_of
from schema.given import MOST_ERRORS, Arguments, Variables, compile_arguments, variables_in
from schema.plan import Compiler, Plan, backing

WAYS_HELD = 8
"""In how many ways variables may shape one operation, and all of them be kept."""

Given = dict[str, Any] | None


class Root(NamedTuple):
    """A planned root field, ready to be run again and again."""

    key: str
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
        self._shaping = _shaping(document, node)
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
        if any(
            isinstance(answer, GraphQLError) and is_non_null_type(root.definition.type)
            for root, answer in zip(roots, answers, strict=True)
        ):
            return ExecutionResult(None, errors)
        data = {
            root.key: None if isinstance(answer, GraphQLError) else answer
            for root, answer in zip(roots, answers, strict=True)
        }
        return ExecutionResult(data, errors or None)


async def _answer(root: Root, context: Context, given: VariableValues) -> object:
    """Return the answer of one root field, or the error that it ended with."""
    try:
        begin(context, root.mark, root.told.field_name, (root.key,), root.plan)
        info = strawberry.Info(root.told._replace(context=context), backing(root.definition))
        found = await root.resolve(None, info, **root.arguments(given))
        context.answered[root.key] = rows_of(found)
        return orjson.Fragment(root.plan.write(found))
    except Exception as error:  # noqa: BLE001 - every error is located and then masked
        return located_error(error, root.nodes, [root.key])


def _planned_roots(executor: PlanningExecutor, compiler: Compiler) -> tuple[Root, ...]:
    schema = executor.schema
    query = cast("GraphQLObjectType", schema.query_type)
    collected = collect_fields(
        schema, executor.fragments, executor.variable_values, query, executor.operation
    )
    roots = []
    for key, details in collected.grouped_field_set.items():
        definition = schema.get_field(query, details[0].node.name.value)
        mark = mark_of(definition)
        if definition is None or mark is None:
            return ()
        path, nodes = Path(None, key, query.name), [detail.node for detail in details]
        root = Root(
            key,
            mark,
            definition,
            nodes,
            compiler.plan(executor, definition.type, details, path),
            resolver_of(definition),
            executor.build_resolve_info(definition, nodes, query, path),
            compile_arguments(schema, definition, nodes[0], executor.variable_values),
        )
        roots.append(root)
    return tuple(roots)


def _shaping(document: DocumentNode, operation: OperationDefinitionNode) -> tuple[str, ...]:
    """Return the variables that take part in more than the arguments of root fields."""
    fragments = [one for one in document.definitions if isinstance(one, FragmentDefinitionNode)]
    nodes: list[Node] = [*fragments]
    for selection in operation.selection_set.selections:
        nodes += selection.directives or ()
        below = selection.selection_set if isinstance(selection, FieldNode) else selection
        nodes += [below] if below is not None else []
    return tuple(sorted(set(variables_in(nodes))))
