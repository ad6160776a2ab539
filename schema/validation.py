"""Validate a document in bounded time, for an audience, and suggest nothing."""

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    Node,
    OverlappingFieldsCanBeMergedRule,
    ParallelVisitor,
    TypeInfo,
    TypeInfoVisitor,
    ValidationContext,
    specified_rules,
    visit,
)
from graphql.pyutils.ref_map import RefMap
from graphql.validation.rules.overlapping_fields_can_be_merged import RuleContext
from graphql.validation.validate import (
    ValidationAbortedError,
    query_document_keys_to_validate,
)

from hub.errors import Kind, Refusal
from schema import limits
from schema.audience import Audience
from schema.turns import give_way

MOST_ERRORS = 5
"""How many mistakes of a document are told: to word each, and to find its place, takes time."""


class IntrospectionNotAllowed(Refusal):
    """Anybody may ask, but the schema is told to those who sign in."""

    kind = Kind.UNAUTHENTICATED
    zh = "接口结构仅向已登录用户提供；未登录可查询的内容见 docs/frontend.md"
    en = "The schema is told to those who sign in; what anybody may ask is in docs/frontend.md"


class NoIntrospection(ASTValidationRule):
    """Refuses to tell the schema."""

    def enter_field(self, node: FieldNode, *_args: object) -> None:
        """Look at a field.

        Raises: IntrospectionNotAllowed.
        """
        if node.name.value in {"__schema", "__type"}:
            raise IntrospectionNotAllowed


class _Steps(RuleContext):
    """What the comparison of fields has done, and how many steps it has left."""

    _left = limits.COMPARISONS.most

    @property
    def remaining_complexity_budget(self) -> int:
        """Return how many steps are left."""
        return self._left

    @remaining_complexity_budget.setter
    def remaining_complexity_budget(self, left: int) -> None:
        give_way()
        self._left = left


class MergedInTime(OverlappingFieldsCanBeMergedRule):
    """Compares fields of one name, of which there may be any number of pairs, as far as a limit."""

    def __init__(self, context: ValidationContext) -> None:
        """Take the document."""
        super().__init__(context)
        self.rule_context = _Steps()
        self.rule_context.remaining_complexity_budget = limits.COMPARISONS.most


Rules = tuple[type[ASTValidationRule], ...]

RULES: Rules = tuple(
    MergedInTime if rule is OverlappingFieldsCanBeMergedRule else rule for rule in specified_rules
)


class _Enough(Exception):  # noqa: N818 - it is no error to stop
    """So many mistakes were found that no more are told."""


class _Place(TypeInfo):
    """Where a visitor is in a document: at each node it gives way."""

    def enter(self, node: Node) -> None:
        """Come to a node."""
        give_way()
        super().enter(node)


_BY_VALUE = ("_fragment_spreads", "_variable_usages", "_recursive_variable_usages")
"""What the library keeps of a node under its value, which it looks through all of it to find."""


class _Context(ValidationContext):
    """What the rules look into: it finds what it holds of a node without looking through it."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, place: _Place) -> None:
        """Start with no mistake."""
        self.found: list[GraphQLError] = []
        super().__init__(schema, document, place, self._note, hide_suggestions=True)
        for name in _BY_VALUE:
            setattr(self, name, RefMap())

    def _note(self, error: GraphQLError) -> None:
        if len(self.found) == MOST_ERRORS:
            raise _Enough
        self.found.append(error)


def mistakes(
    schema: GraphQLSchema, document: DocumentNode, audience: Audience
) -> list[GraphQLError]:
    """Return what is wrong with a document that an audience asks, within the limits already.

    Raises: IntrospectionNotAllowed, LimitExceeded.
    """
    first: Rules = (NoIntrospection,) if audience is Audience.ANYONE else ()
    place = _Place(schema)
    context = _Context(schema, document, place)
    visitor = ParallelVisitor([rule(context) for rule in (*first, *RULES)])
    try:
        visit(document, TypeInfoVisitor(place, visitor), query_document_keys_to_validate)
    except ValidationAbortedError:
        raise limits.COMPARISONS.exceeded(f"> {limits.COMPARISONS.most}") from None
    except _Enough:
        context.found.append(GraphQLError(f"There are more than {MOST_ERRORS} mistakes"))
    return [bare(error) for error in context.found]


def bare(error: GraphQLError) -> GraphQLError:
    """Return a mistake without its cause, and by its place alone: its nodes hold the document."""
    return GraphQLError(error.message, source=error.source, positions=error.positions)
