"""Cells of each type of field: the value in its own type, and its masked form beside it.

A masked form is text whatever the type (`1990-**-**` is no day), so it never stands as the value.
"""

from datetime import date
from typing import TypeVar

import msgspec
import strawberry
from msgspec.json import Decoder

from hub.policy.terms import FieldType
from schema.licenses.decisions import Cell
from schema.scalars import DecimalText

T = TypeVar("T")

_TEXT, _DAY, _TEXTS = Decoder(str), Decoder(date | None), Decoder(list[str])


@strawberry.type(description="Days from one to another, both included (art. 7) · 期间（第七条）")
class Period:
    """Days from one to another."""

    from_: date = strawberry.field(name="from", description="First day · 起")
    to: date | None = strawberry.field(description="Last day, if there is one · 止")


@strawberry.type(description="An amount of money (art. 7) · 金额（第七条）")
class Money:
    """An amount in a currency."""

    amount: DecimalText = strawberry.field(description="How much · 数额")
    currency: str = strawberry.field(description="Of which currency, ISO 4217 · 币种")


class _Period(msgspec.Struct, rename={"from_": "from"}):
    from_: date
    to: date | None = None


_PERIOD, _MONEY = Decoder(_Period), Decoder(Money)


class _Granted(Cell):
    """A cell whose value is shown only as what it is."""

    def granted(self, decoder: Decoder[T]) -> T | None:
        """Return the value itself, or nothing where it is masked, withheld or empty."""
        text = self.shown() if self.cell.granted else None
        return None if text is None else decoder.decode(text)


@strawberry.type(description="A field that is text or a code (art. 7) · 文本字段（第七条）")
class TextCell(_Granted):
    """A field that is text or a code."""

    @strawberry.field(description="The text, where it is granted (art. 22) · 文本")
    def value(self) -> str | None:
        """Return the text."""
        return self.granted(_TEXT)


@strawberry.type(description="A field that is a day (art. 7) · 日期字段（第七条）")
class DateCell(_Granted):
    """A field that is a day."""

    @strawberry.field(description="The day, where it is granted (art. 22) · 日期")
    def value(self) -> date | None:
        """Return the day."""
        return self.granted(_DAY)


@strawberry.type(description="A field that is a period (art. 7) · 期间字段（第七条）")
class PeriodCell(_Granted):
    """A field that is a period."""

    @strawberry.field(description="The period, where it is granted (art. 22) · 期间")
    def value(self) -> Period | None:
        """Return the period."""
        said = self.granted(_PERIOD)
        return None if said is None else Period(from_=said.from_, to=said.to)


@strawberry.type(description="A field that is a number (art. 7) · 数字字段（第七条）")
class NumberCell(_Granted):
    """A field that is a number."""

    @strawberry.field(description="The number, where it is granted (art. 22) · 数字")
    def value(self) -> DecimalText | None:
        """Return the number as it is written."""
        said = self.granted(_TEXT)
        return None if said is None else DecimalText(said)


@strawberry.type(description="A field that is an amount of money (art. 7) · 金额字段（第七条）")
class MoneyCell(_Granted):
    """A field that is an amount of money."""

    @strawberry.field(description="The amount, where it is granted (art. 22) · 金额")
    def value(self) -> Money | None:
        """Return the amount."""
        return self.granted(_MONEY)


@strawberry.type(description="A field that lists texts (art. 7) · 列表字段（第七条）")
class ListCell(_Granted):
    """A field that lists texts."""

    @strawberry.field(description="The texts, where they are granted (art. 22) · 列表")
    def value(self) -> list[str] | None:
        """Return the texts."""
        return self.granted(_TEXTS)


@strawberry.type(description="A field that is an image (art. 7) · 图像字段（第七条）")
class ImageCell(_Granted):
    """A field that is an image."""

    @strawberry.field(
        description="Link to the image, once, for minutes, where it is granted (art. 22) · 图像链接"
    )
    def value(self) -> str | None:
        """Return a link to the image."""
        return self.granted(_TEXT)


CELLS: dict[FieldType, type[Cell]] = {
    FieldType.TEXT: TextCell,
    FieldType.CODE: TextCell,
    FieldType.DATE: DateCell,
    FieldType.PERIOD: PeriodCell,
    FieldType.NUMBER: NumberCell,
    FieldType.MONEY: MoneyCell,
    FieldType.LIST: ListCell,
    FieldType.IMAGE: ImageCell,
}
"""Which cell shows a field of a type."""
