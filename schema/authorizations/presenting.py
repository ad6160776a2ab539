"""What is stated when licenses are shown and redeemed (亮证, art. 17)."""

from typing import Annotated

import strawberry

from hub.authorizations.presentations import wishes
from hub.authorizations.wishes import LicenseKey
from schema.authorizations.delegations import delegation_key
from schema.context import Context
from schema.ids import Named


@strawberry.input(description="A license to be shown (art. 17) · 亮证申请")
class PresentLicenseInput:
    """A license to be shown."""

    license: strawberry.ID = strawberry.field(description="Id of the license · 证照全局标识")
    fields: list[str] = strawberry.field(description="Keys of the fields · 出示字段")
    delegation: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the delegation, where a delegate shows it · 委托"
    )
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self, context: Context) -> wishes.PresentLicense:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        return _shown(context, self)


@strawberry.input(description="A phone's public key, as a JWK (art. 17) · 手机公钥")
class PublicKeyInput:
    """The members of a JWK on P-256 or Ed25519."""

    kty: str = strawberry.field(description="EC or OKP · 密钥类型")
    crv: str = strawberry.field(description="P-256 or Ed25519 · 曲线")
    x: str = strawberry.field(description="Coordinate or key, base64url · 坐标")
    y: str | None = strawberry.field(
        default=None, description="Second coordinate, on P-256 · 第二坐标"
    )


@strawberry.input(description="A license to be shown without a network (art. 17) · 离线亮证申请")
class PrepareOfflineInput:
    """A license to be shown by a phone by itself."""

    license: strawberry.ID = strawberry.field(description="Id of the license · 证照全局标识")
    fields: list[str] = strawberry.field(description="Keys of the fields · 出示字段")
    delegation: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the delegation, where a delegate shows it · 委托"
    )
    public_key: PublicKeyInput = strawberry.field(description="The phone's public key · 手机公钥")
    hours: int = strawberry.field(description="For how long, 1 to 24 hours · 时长（小时）")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self, context: Context) -> wishes.PrepareOffline:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        key = self.public_key
        return wishes.PrepareOffline(
            show=_shown(context, self),
            public_key=wishes.PublicKey(key.kty, key.crv, key.x, key.y),
            hours=self.hours,
        )


@strawberry.input(description="A code to be redeemed (art. 17) · 核验亮证申请")
class RedeemPresentationInput:
    """A code to be redeemed."""

    code: str = strawberry.field(description="The code, or what the phone signed · 亮证码")
    scenario: str = strawberry.field(description="Code of the scenario · 应用场景编码")
    case_number: str | None = strawberry.field(default=None, description="Case · 办件编号")
    cause: str = strawberry.field(description="What for, in at most 200 characters · 事由")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self) -> wishes.RedeemPresentation:
        """Return the wish as plain data."""
        return wishes.RedeemPresentation(
            code=self.code,
            scenario=self.scenario,
            case_number=self.case_number,
            cause=self.cause,
        )


@strawberry.input(description="A presentation to be ended (art. 17) · 停止亮证申请")
class EndPresentationInput:
    """A presentation to be ended."""

    presentation: strawberry.ID = strawberry.field(description="Id of it · 亮证全局标识")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")


@strawberry.input(description="An offline pass to be ended (art. 17) · 终止离线亮证申请")
class EndOfflineInput:
    """An offline pass to be ended."""

    offline_pass: strawberry.ID = strawberry.field(description="Id of the pass · 凭据全局标识")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")


Presenting = Annotated[
    PresentLicenseInput, strawberry.argument(name="input", description="What is shown · 亮证")
]
Preparing = Annotated[
    PrepareOfflineInput, strawberry.argument(name="input", description="What is shown · 亮证")
]
Redeeming = Annotated[
    RedeemPresentationInput, strawberry.argument(name="input", description="Which code · 亮证码")
]
EndingPresentation = Annotated[
    EndPresentationInput, strawberry.argument(name="input", description="Which one · 亮证")
]
EndingOffline = Annotated[
    EndOfflineInput, strawberry.argument(name="input", description="Which pass · 凭据")
]


def _shown(
    context: Context, wish: PresentLicenseInput | PrepareOfflineInput
) -> wishes.PresentLicense:
    holder, license_id = context.ids.keys(wish.license, Named.LICENSE)
    return wishes.PresentLicense(
        license=LicenseKey(holder, license_id),
        fields=tuple(wish.fields),
        delegation=delegation_key(context, wish.delegation),
    )
