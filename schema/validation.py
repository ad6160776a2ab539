"""Validate a document in bounded time, for an audience, and suggest nothing."""

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OverlappingFieldsCanBeMergedRule,
    ValidationContext,
    specified_rules,
    validate,
)
from graphql.validation.validate import ValidationAbortedError

from hub.errors import Kind, Refusal
from schema import limits
from schema.audience import Audience

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


class MergedInTime(OverlappingFieldsCanBeMergedRule):
    """Compares fields of one name, of which there may be any number of pairs, as far as a limit."""

    def __init__(self, context: ValidationContext) -> None:
        """Take the document."""
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = limits.COMPARISONS.most


Rules = tuple[type[ASTValidationRule], ...]

RULES: Rules = tuple(
    MergedInTime if rule is OverlappingFieldsCanBeMergedRule else rule for rule in specified_rules
)


def mistakes(
    schema: GraphQLSchema, document: DocumentNode, audience: Audience
) -> list[GraphQLError]:
    """Return what is wrong with a document that an audience asks.

    Raises: IntrospectionNotAllowed, LimitExceeded.
    """
    first: Rules = (NoIntrospection,) if audience is Audience.ANYONE else ()
    found = validate(schema, document, (*first, *RULES), MOST_ERRORS, hide_suggestions=True)
    if found and isinstance(found[-1], ValidationAbortedError) and len(found) <= MOST_ERRORS:
        raise limits.COMPARISONS.exceeded(f"> {limits.COMPARISONS.most}")
    return [GraphQLError(error.message, error.nodes) for error in found]  # no cause: it is no bug
