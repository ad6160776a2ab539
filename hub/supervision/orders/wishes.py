"""What is asked of rectification orders, as plain data."""

from uuid import UUID

import msgspec


class OpenOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be mended, and in how many working days."""

    findings: tuple[UUID, ...]
    told: str
    working_days: int


class AnswerOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What was done about an order, or why it is closed."""

    order: UUID
    told: str


class ReturnOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Why an answer does not do, and in how many working days another is due."""

    order: UUID
    told: str
    working_days: int


class PublishNotice(msgspec.Struct, frozen=True):
    """A draft to be published."""

    notice: UUID
