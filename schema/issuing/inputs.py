"""What the making of licenses is asked for (art. 8 to 12, 22)."""

from datetime import date

import strawberry
from strawberry.scalars import JSON

from hub.errors import Kind, Refusal
from hub.issuing import wishes
from hub.licenses.drafts import Cause
from schema.context import Context
from schema.ids import Named
from schema.purpose import PurposeInput


class FieldsInvalid(Refusal):
    """Fields are given as a JSON object, by their keys."""

    kind = Kind.INVALID
    zh = "照面信息须为以字段标识为键的 JSON 对象"
    en = "Fields are given as a JSON object, by their keys"


KEY = "The caller's key of this act · 幂等键"


@strawberry.input(description="A holder to be named (art. 7) · 持证主体")
class HolderInput:
    """A holder to be named."""

    code_type: str = strawberry.field(description="111, 001 or 414 · 代码类型")
    code: str = strawberry.field(description="The holder's code · 代码")
    name: str = strawberry.field(description="The holder's name · 姓名或名称")
    fields: JSON | None = strawberry.field(
        default=None, description="Face fields that speak of this holder, by key · 该主体的照面信息"
    )

    def stated(self) -> wishes.HolderWish:
        """Return the holder as plain data."""
        return wishes.HolderWish(self.code_type, self.code, self.name, mapping(self.fields))


@strawberry.input(description="The decided case that a license is made for (art. 8) · 办件")
class CaseInput:
    """The case that a license is made for."""

    matter: str = strawberry.field(description="The matter (art. 8) · 事项")
    case_number: str = strawberry.field(description="The case (art. 8) · 办件编号")
    reason: str | None = strawberry.field(default=None, description="Why, in words · 说明")

    def stated(self) -> Cause:
        """Return the cause as plain data."""
        return Cause(matter=self.matter, case_number=self.case_number, reason=self.reason)

    def purpose(self) -> PurposeInput:
        """Return what the license is read for that is to be changed (art. 25)."""
        cause = self.reason or self.matter
        return PurposeInput(cause=cause, matter=self.matter, case_number=self.case_number)


@strawberry.input(description="A license to be issued (art. 8) · 制发电子证照")
class IssueLicenseInput:
    """A license to be issued."""

    entry: str = strawberry.field(description="Code of the catalog entry (art. 7) · 目录编码")
    holders: list[HolderInput] = strawberry.field(description="Its holders · 持证主体")
    face: JSON = strawberry.field(description="Face fields by key (art. 7) · 照面信息")
    case: CaseInput = strawberry.field(description="The decided case (art. 8) · 办件")
    number: str | None = strawberry.field(
        default=None, description="Number; by the entry's rule if left out (art. 7) · 证照编号"
    )
    issued_on: date | None = strawberry.field(default=None, description="Today if out · 签发日期")
    valid_from: date | None = strawberry.field(default=None, description="First day · 有效期起")
    valid_until: date | None = strawberry.field(
        default=None, description="Last day; none without an end · 有效期止"
    )
    region: str | None = strawberry.field(
        default=None, description="Region, GB/T 2260; the issuer's if left out · 行政区划"
    )
    idempotency_key: str = strawberry.field(description=KEY)

    def stated(self) -> wishes.IssueLicense:
        """Return the wish as plain data."""
        return wishes.IssueLicense(
            entry=self.entry,
            holders=tuple(holder.stated() for holder in self.holders),
            face=mapping(self.face),
            cause=self.case.stated(),
            number=self.number,
            issued_on=self.issued_on,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            region=self.region,
        )


@strawberry.input(description="What of a license changes (art. 10) · 变更电子证照")
class ChangeLicenseInput:
    """What of a license changes."""

    license: strawberry.ID = strawberry.field(description="Id of the license · 证照全局标识")
    case: CaseInput = strawberry.field(description="The decided case (art. 8) · 办件")
    face: JSON | None = strawberry.field(
        default=None, description="Face fields by key; null takes one out (art. 7) · 照面信息"
    )
    holders: list[HolderInput] | None = strawberry.field(
        default=None, description="All its holders, if they change · 持证主体"
    )
    idempotency_key: str = strawberry.field(description=KEY)

    def stated(self, context: Context) -> wishes.ChangeLicense:
        """Return the wish as plain data."""
        holders = None if self.holders is None else tuple(one.stated() for one in self.holders)
        return wishes.ChangeLicense(
            license=named(context, self.license),
            cause=self.case.stated(),
            face=mapping(self.face),
            holders=holders,
        )


@strawberry.input(description="How long a license is to hold (art. 10) · 延续电子证照")
class RenewLicenseInput:
    """How long a license is to hold."""

    license: strawberry.ID = strawberry.field(description="Id of the license · 证照全局标识")
    case: CaseInput = strawberry.field(description="The decided case (art. 8) · 办件")
    valid_until: date = strawberry.field(description="Its new last day · 有效期止")
    valid_from: date | None = strawberry.field(default=None, description="First day · 有效期起")
    idempotency_key: str = strawberry.field(description=KEY)

    def stated(self, context: Context) -> wishes.RenewLicense:
        """Return the wish as plain data."""
        return wishes.RenewLicense(
            license=named(context, self.license),
            cause=self.case.stated(),
            valid_until=self.valid_until,
            valid_from=self.valid_from,
        )


@strawberry.input(description="What happens to a license, and why (art. 10) · 证照状态变动")
class LifeEventInput:
    """What happens to a license, and why."""

    license: strawberry.ID = strawberry.field(description="Id of the license · 证照全局标识")
    reason: str = strawberry.field(description="Why (art. 10) · 理由")
    legal_basis: str = strawberry.field(description="Code of the basis (art. 10) · 依据编码")
    matter: str | None = strawberry.field(default=None, description="The matter · 事项")
    case_number: str | None = strawberry.field(default=None, description="The case · 办件编号")
    occurred_on: date | None = strawberry.field(
        default=None, description="When; today if left out · 发生日期"
    )
    idempotency_key: str = strawberry.field(description=KEY)

    def stated(self, context: Context) -> wishes.LifeEvent:
        """Return the wish as plain data."""
        cause = Cause(
            reason=self.reason,
            legal_basis=self.legal_basis,
            matter=self.matter,
            case_number=self.case_number,
        )
        return wishes.LifeEvent(
            license=named(context, self.license), cause=cause, occurred_on=self.occurred_on
        )


@strawberry.input(description="A joint issue to be confirmed (art. 22) · 确认联合制发")
class ConfirmJointIssueInput:
    """A joint issue to be confirmed."""

    making: strawberry.ID = strawberry.field(description="Id of the version · 制证记录标识")
    face: JSON | None = strawberry.field(
        default=None, description="The own fields by key, stated anew (art. 22) · 本部门的照面信息"
    )
    idempotency_key: str = strawberry.field(description=KEY)

    def stated(self, context: Context) -> wishes.ConfirmJointIssue:
        """Return the wish as plain data."""
        (making,) = context.ids.keys(self.making, Named.MAKING)
        return wishes.ConfirmJointIssue(making=making, face=mapping(self.face))


@strawberry.input(description="A version to be given up (art. 22) · 撤回联合制发")
class AbandonMakingInput:
    """A version to be given up."""

    making: strawberry.ID = strawberry.field(description="Id of the version · 制证记录标识")
    idempotency_key: str = strawberry.field(description=KEY)

    def stated(self, context: Context) -> wishes.AbandonMaking:
        """Return the wish as plain data."""
        (making,) = context.ids.keys(self.making, Named.MAKING)
        return wishes.AbandonMaking(making)


@strawberry.input(description="Where numbers go on (art. 7) · 衔接编号")
class ContinueNumbersInput:
    """Where numbers go on."""

    entry: str = strawberry.field(description="Code of the catalog entry (art. 7) · 目录编码")
    last: int = strawberry.field(description="Last serial given before · 已用的最后流水号")
    region: str | None = strawberry.field(default=None, description="Region · 行政区划")
    year: int | None = strawberry.field(default=None, description="Year · 年份")
    idempotency_key: str = strawberry.field(description=KEY)

    def stated(self) -> wishes.ContinueNumbers:
        """Return the wish as plain data."""
        return wishes.ContinueNumbers(
            entry=self.entry, last=self.last, region=self.region, year=self.year
        )


def named(context: Context, id_: str) -> wishes.LicenseNamed:
    """Return the keys of a license.

    Raises: IdInvalid.
    """
    return wishes.LicenseNamed(*context.ids.keys(id_, Named.LICENSE))


def mapping(given: object) -> dict[str, object]:
    """Return fields by key.

    Raises: FieldsInvalid.
    """
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise FieldsInvalid
    return given
