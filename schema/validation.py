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
from schema.audience import Audience
from schema.limits import COMPARISONS

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
        self.rule_context.remaining_complexity_budget = COMPARISONS.most


RULES = tuple(
    MergedInTime if rule is OverlappingFieldsCanBeMergedRule else rule for rule in specified_rules
)


def mistakes(
    schema: GraphQLSchema, document: DocumentNode, audience: Audience
) -> list[GraphQLError]:
    """Return what is wrong with a document that an audience asks.

    Raises: IntrospectionNotAllowed, LimitExceeded.
    """
    rules: tuple[type[ASTValidationRule], ...] = RULES
    if audience is Audience.ANYONE:
        rules = (NoIntrospection, *RULES)
    found = validate(schema, document, rules, MOST_ERRORS, hide_suggestions=True)
    if found and isinstance(found[-1], ValidationAbortedError) and len(found) <= MOST_ERRORS:
        raise COMPARISONS.exceeded(f"> {COMPARISONS.most}")
    return found
