"""Scalars of the hub, and how leaves of planned answers become JSON."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, NewType

import orjson
import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types.scalar import ScalarDefinition

JsonText = NewType("JsonText", str)
"""A value as the JSON text it was stored as."""

Representation = NewType("Representation", dict[str, Any])
"""What names a thing to a subgraph: its type, and the fields of one of its keys."""

DecimalText = NewType("DecimalText", str)
"""A decimal number as it is written: figures of any length, none of them lost."""

ProofDocument = NewType("ProofDocument", dict[str, Any])
"""A document for the offline checker."""

YEARS = range(1900, 3000)
"""Years that a moment may be of: far from the ends of time, where to reckon with it fails."""


def _moment(said: object) -> datetime:
    """Return a moment that is one wherever it is read: its offset is said."""
    moment: datetime | None
    try:
        moment = datetime.fromisoformat(str(said))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or moment.year not in YEARS:
        problem = "A DateTime is in ISO 8601 with its offset, of a year from 1900 to 2999"
        raise GraphQLError(problem)
    return moment.astimezone(UTC)


def _mapping(said: object) -> dict[str, Any]:
    if not isinstance(said, dict) or not isinstance(said.get("__typename"), str):
        raise GraphQLError("A representation is an object with its __typename")
    return said


SCALARS: dict[object, ScalarDefinition] = {
    JsonText: strawberry.scalar(
        name="FieldValue",
        description="A field's value in JSON: text, list, period or amount · 字段值",
        serialize=orjson.loads,
        parse_value=lambda value: JsonText(orjson.dumps(value).decode()),
    ),
    DecimalText: strawberry.scalar(
        name="Decimal",
        description="A decimal number in text, exact, as 1000000.00 · 十进制数",
        serialize=str,
        parse_value=str,
    ),
    ProofDocument: strawberry.scalar(
        name="ProofDocument",
        description="A document in JSON for hub-verify (art. 24) · 供离线核验的文件",
        serialize=dict,
        parse_value=dict,
    ),
    Representation: strawberry.scalar(
        name="_Any",
        description="A thing's type and key, as a gateway names it · 联邦网关的实体表示",
        serialize=dict,
        parse_value=_mapping,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment, as 2026-01-31T08:00:00+08:00, never without its offset · 时刻",
        serialize=datetime.isoformat,
        parse_value=_moment,
    ),
}


def _text(value: str) -> str:
    return orjson.dumps(value).decode()


def _iso(day: date | datetime) -> str:
    return f'"{day.isoformat()}"'


LEAVES: dict[str, Callable[[Any], str]] = {
    "FieldValue": str,
    "String": _text,
    "Decimal": _text,
    "Int": str,
    "Boolean": lambda value: "true" if value else "false",
    "ID": _text,
    "Date": _iso,
    "DateTime": _iso,
}
"""How the leaves of a planned answer are written; any other by its type's own serializer."""

CONFIG = StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True)
