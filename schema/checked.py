"""Check each request before it is executed: within the limits, and valid for its audience."""

from collections.abc import Iterator
from copy import copy
from functools import lru_cache

import strawberry
from strawberry.extensions import SchemaExtension

from schema.audience import Audience, audience_of, filtered
from schema.context import Context
from schema.limits import check_variables, read
from schema.validation import mistakes


class Checked(SchemaExtension):
    """Parses and validates in the place of the library's own steps."""

    def on_parse(self) -> Iterator[None]:
        """Parse the document.

        Raises: LimitExceeded.
        """
        asked = self.execution_context
        check_variables(asked.variables)
        asked.graphql_document = read(asked.query or "")
        yield

    def on_validate(self) -> Iterator[None]:
        """Validate the document.

        Raises: LimitExceeded, IntrospectionNotAllowed.
        """
        asked = self.execution_context
        if asked.graphql_document is not None:
            schema = asked.schema._schema  # noqa: SLF001 - strawberry offers no other way
            audience = _audience(asked.context)
            asked.pre_execution_errors = mistakes(schema, asked.graphql_document, audience)
        yield


def seen_by(schema: strawberry.Schema, context: Context) -> strawberry.Schema:
    """Return the schema as the audience of a request sees it."""
    return _narrowed(schema, _audience(context))


def _audience(context: Context) -> Audience:
    return audience_of(context.call.caller, context.directory)


@lru_cache(maxsize=16)
def _narrowed(schema: strawberry.Schema, audience: Audience) -> strawberry.Schema:
    whole = schema._schema  # noqa: SLF001 - strawberry offers no other way
    narrow = filtered(whole, audience)
    if narrow is whole:
        return schema
    seen = copy(schema)
    seen._schema = narrow  # noqa: SLF001 - as above
    narrow._strawberry_schema = seen  # type: ignore[attr-defined] # noqa: SLF001 - where it is looked for
    return seen
