"""What the mutations of objections take (art. 21)."""

from typing import Annotated

import strawberry

from hub.objections import wishes
from schema.context import Context
from schema.ids import Named
from schema.licenses.queries import located
from schema.purpose import PurposeInput

KEY = "The caller's key of this act · 幂等键"
OBJECTION = "Id of the objection · 异议全局标识"


@strawberry.input(description="An objection to a license (art. 21) · 提出核查申请")
class RaiseObjectionInput:
    """An objection to a license."""

    license: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the license · 证照全局标识"
    )
    identifier: str | None = strawberry.field(
        default=None, description="Or its identifier, GB/T 36904 · 或证照标识"
    )
    fields: list[str] = strawberry.field(
        description="Keys of the fields that are wrong, missing or out of date; 1 to 50, all of"
        " them shown to the caller · 异议字段"
    )
    told: str = strawberry.field(
        description="What is wrong, in at most 1000 characters; the issuer reads it · 异议内容"
    )
    purpose: PurposeInput | None = strawberry.field(
        default=None, description="What the license was read for, by an organization · 用证目的"
    )
    idempotency_key: str = strawberry.field(description=KEY)

    def stated(self, context: Context) -> wishes.RaiseObjection:
        """Return the wish as plain data.

        Raises: LocatorInvalid, IdInvalid.
        """
        scope = located(context.ids, self.license, self.identifier)
        return wishes.RaiseObjection(license=scope, fields=tuple(self.fields), told=self.told)


@strawberry.input(description="A technical cause for the data center (art. 21) · 转交省大数据中心")
class ForwardObjectionInput:
    """An objection whose cause is technical."""

    objection: strawberry.ID = strawberry.field(description=OBJECTION)
    reason: str = strawberry.field(
        description="Why its cause is technical; the data center reads this and not the objection"
        " · 转交理由"
    )
    idempotency_key: str = strawberry.field(description=KEY)

    def stated(self, context: Context) -> wishes.SayOfObjection:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        return wishes.SayOfObjection(_key(context, self.objection), self.reason)


@strawberry.input(description="What the data center found (art. 21) · 反馈核查情况")
class ReportFindingInput:
    """What the data center found of a technical cause."""

    objection: strawberry.ID = strawberry.field(description=OBJECTION)
    finding: str = strawberry.field(description="What was found; for the issuer · 核查情况")
    idempotency_key: str = strawberry.field(description=KEY)

    def stated(self, context: Context) -> wishes.SayOfObjection:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        return wishes.SayOfObjection(_key(context, self.objection), self.finding)


@strawberry.input(description="The answer to an objection (art. 21) · 答复核查申请")
class ResolveObjectionInput:
    """The answer to an objection."""

    objection: strawberry.ID = strawberry.field(description=OBJECTION)
    upheld: bool = strawberry.field(
        description="Whether it is right; the license is corrected first · 异议是否成立（先行更正）"
    )
    reasons: str = strawberry.field(description="Why; who objects reads it · 处理结果及理由")
    idempotency_key: str = strawberry.field(description=KEY)

    def stated(self, context: Context) -> wishes.ResolveObjection:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        named = _key(context, self.objection)
        return wishes.ResolveObjection(objection=named, upheld=self.upheld, reasons=self.reasons)


def _key(context: Context, named: str) -> wishes.ObjectionKey:
    return wishes.ObjectionKey(*context.ids.keys(named, Named.OBJECTION))


Raising = Annotated[
    RaiseObjectionInput, strawberry.argument(name="input", description="The objection · 异议")
]
Forwarding = Annotated[
    ForwardObjectionInput, strawberry.argument(name="input", description="Which, and why · 转交")
]
Reporting = Annotated[
    ReportFindingInput, strawberry.argument(name="input", description="What was found · 反馈")
]
Resolving = Annotated[
    ResolveObjectionInput, strawberry.argument(name="input", description="The answer · 答复")
]
