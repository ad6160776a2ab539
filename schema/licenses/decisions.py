"""Decisions and cells: every value with the reason why it is, or is not, shown."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated

import msgspec
import strawberry

import schema.terms  # noqa: F401 - names the vocabularies used below
from hub.policy.case import Decision as Decided
from hub.policy.terms import Basis, DecisionCode, Outcome, Remedy
from hub.reading.decide import DecidedCell, Row
from hub.reading.value import Reader, reader_of
from schema.catalog.types import LegalBasis
from schema.ids import Named
from schema.licenses.alike import ALIKE, FORMED, read_by
from schema.locales import Locale
from schema.scalars import JsonText
from schema.view import View

if TYPE_CHECKING:
    from schema.licenses.types import License

strawberry.enum(Remedy, description="The lawful way to more (art. 15) · 合法途径（第十五条）")


NAMED = {
    Basis.OVERSIGHT: Named.OVERSIGHT,
    Basis.DELEGATION: Named.DELEGATION,
    Basis.PRESENTATION: Named.PRESENTATION,
    Basis.REQUEST: Named.REQUEST,
    Basis.GRANT: Named.GRANT,
}
"""What the id of an authorization names, by the basis that rests on it."""

In = Annotated[Locale, strawberry.argument(description="In which language · 语言")]
_MASKED: msgspec.json.Decoder[str | None] = msgspec.json.Decoder(str | None)


@strawberry.type(description="What was decided of a field, and why (art. 22) · 判定（第二十二条）")
class Decision:
    """An outcome with its reason."""

    decided: strawberry.Private[Decided]
    row: strawberry.Private[Row]
    view: strawberry.Private[View]

    def maker(self) -> Callable[["License"], "Decision"]:
        """Return what makes the same decision of another row decided alike."""
        return partial(_decision, self.decided)

    @strawberry.field(metadata=ALIKE, description="What the caller gets (art. 22) · 查看结果")
    def outcome(self) -> Outcome:
        """Return the outcome."""
        return self.decided.outcome

    @strawberry.field(metadata=ALIKE, description="Why (art. 22) · 判定代码")
    def code(self) -> DecisionCode:
        """Return the reason."""
        return self.decided.code

    @strawberry.field(
        metadata=ALIKE, description="How the caller came to the license (art. 15) · 查看依托"
    )
    def basis(self) -> Basis:
        """Return the basis that carried it."""
        return self.decided.basis

    @strawberry.field(metadata=ALIKE, description="The provision it rests on (art. 22) · 依据")
    def legal_basis(self) -> LegalBasis | None:
        """Return the provision cited."""
        law = self.view.answer.catalog.law.get(self.decided.legal_basis)
        return None if law is None else msgspec.convert(law, LegalBasis, from_attributes=True)

    @strawberry.field(description="The authorization it rests on, if one (art. 15) · 授权")
    def authorization(self) -> strawberry.ID | None:
        """Return the id of the authorization."""
        place = self.decided.authorization
        if place is None:
            return None
        one = self.row.authorized[int(place)]
        return strawberry.ID(self.view.ids.of(NAMED[one.basis], *one.keys))

    @strawberry.field(
        metadata=ALIKE, description="Hash of the policy it follows (art. 22) · 政策版本"
    )
    def policy_revision(self) -> str:
        """Return the policy revision."""
        return self.row.decided.shelf.policy_revision

    @strawberry.field(metadata=ALIKE, description="The lawful way to more (art. 15) · 合法途径")
    def remedy(self) -> Remedy:
        """Return what could lawfully be done."""
        return self.decided.remedy


def _decision(decided: Decided, license_: "License") -> Decision:
    return Decision(decided=decided, row=license_.row, view=license_.view)


@strawberry.interface(
    description="A field of a license, decided, whatever its type (art. 7, 22) · 字段及判定"
)
class Cell:
    """One field of one license, for one holder where it is each holder's own."""

    cell: strawberry.Private[DecidedCell]
    row: strawberry.Private[Row]
    view: strawberry.Private[View]

    def maker(self) -> Callable[["License"], "Cell"]:
        """Return what makes the same cell of another row decided alike."""
        return partial(_cell, type(self), self.cell)

    @strawberry.field(metadata=ALIKE, description="Key of the field (art. 7) · 字段标识")
    def key(self) -> str:
        """Return the key."""
        return self.cell.cell.field.key

    @strawberry.field(
        metadata=ALIKE, description="Which holder's it is, from 1 (art. 22) · 持证主体序号"
    )
    def holder(self) -> int | None:
        """Return the holder's place, for a field that is each holder's own."""
        return self.cell.holder

    @strawberry.field(metadata=ALIKE, description="Name of the field (art. 7) · 字段名称")
    def label(self, locale: In = Locale.ZH) -> str:
        """Return the field's name in a language."""
        field = self.cell.cell.field
        return field.zh if locale is Locale.ZH else field.en

    @strawberry.field(description="Its masked form, where it is masked (art. 22) · 脱敏值")
    def masked(self) -> str | None:
        """Return the masked form, which is text whatever the type of the field."""
        text = self.shown() if self.cell.decision.outcome is Outcome.MASKED else None
        return None if text is None else _MASKED.decode(text)

    @strawberry.field(metadata=ALIKE, description="What the caller gets (art. 22) · 查看结果")
    def outcome(self) -> Outcome:
        """Return the outcome."""
        return self.cell.decision.outcome

    @strawberry.field(metadata=FORMED, description="What was decided, and why (art. 22) · 判定")
    def decision(self) -> Decision:
        """Return the decision."""
        return Decision(decided=self.cell.decision, row=self.row, view=self.view)

    def shown(self) -> str | None:
        """Return the JSON text that may be shown; nothing where it is withheld or empty."""
        return self.view.answer.values.json_of(self.row, self.cell)


def _cell(kind: type[Cell], cell: DecidedCell, license_: "License") -> Cell:
    return kind(cell=cell, row=license_.row, view=license_.view)


def _reader(cell: Cell) -> Reader:
    return reader_of(cell.cell)


@strawberry.type(description="A field of a license, decided (art. 7, 22) · 字段及判定（第七条）")
class FieldCell(Cell):
    """A field of any type, by its key."""

    @strawberry.field(
        metadata=read_by(_reader), description="The value or its masked form (art. 22) · 值或脱敏值"
    )
    def value(self) -> JsonText | None:
        """Return what may be shown; nothing where it is withheld or empty."""
        text = self.shown()
        return None if text is None else JsonText(text)


@strawberry.type(description="How often a reason was given (art. 22) · 判定统计（第二十二条）")
class DecisionCount:
    """A reason, and of how many fields it was given."""

    outcome: Outcome = strawberry.field(description="Withheld or masked · 查看结果")
    code: DecisionCode = strawberry.field(description="The reason · 判定代码")
    remedy: Remedy = strawberry.field(description="The lawful way to more · 合法途径")
    count: int = strawberry.field(description="Of how many fields · 字段数")


@strawberry.type(description="The decisions of a license in sum (art. 22) · 判定汇总（第二十二条）")
class DecisionSummary:
    """How many fields were granted, masked and withheld, and why not all."""

    granted: int = strawberry.field(description="Fields granted · 可见字段数")
    masked: int = strawberry.field(description="Fields masked · 脱敏字段数")
    withheld: int = strawberry.field(description="Fields withheld · 不予提供字段数")
    reasons: list[DecisionCount] = strawberry.field(description="Why not all · 原因")

    @classmethod
    def of(cls, decisions: list[Decided]) -> "DecisionSummary":
        """Sum decisions up."""
        outcomes = Counter(decision.outcome for decision in decisions)
        reasons = Counter(
            (decision.outcome, decision.code, decision.remedy)
            for decision in decisions
            if decision.outcome is not Outcome.GRANTED
        )
        return cls(
            granted=outcomes[Outcome.GRANTED],
            masked=outcomes[Outcome.MASKED],
            withheld=outcomes[Outcome.WITHHELD],
            reasons=[
                DecisionCount(outcome=outcome, code=code, remedy=remedy, count=count)
                for (outcome, code, remedy), count in sorted(reasons.items())
            ],
        )
