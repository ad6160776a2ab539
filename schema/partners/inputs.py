"""What is wished of partners, as it is asked for in GraphQL."""

import strawberry
from strawberry.scalars import JSON

_CLIENT = "Id of the client · 客户端标识"
_KEY = "The caller's key of this act · 幂等键"
_PARTNER = "Id of the partner · 合作企业全局标识"


@strawberry.input(description="An enterprise that wants to be a partner (art. 16) · 合作企业申请")
class ApplyAsPartnerInput:
    """An application."""

    code: str = strawberry.field(description="Unified social credit code · 统一社会信用代码")
    name_zh: str = strawberry.field(description="Name in Chinese · 中文名称")
    name_en: str = strawberry.field(description="Name in English · 英文名称")
    region: str = strawberry.field(description="Region, GB/T 2260 · 行政区划代码")
    purpose: str = strawberry.field(description="What licenses are needed for · 合作目的")
    contact: str = strawberry.field(
        description="The office to turn to; name no person · 联系部门（不得填写个人信息）"
    )
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="An application to be approved (art. 16) · 批准合作")
class ApprovePartnerInput:
    """An application to be approved, and the daily limits."""

    partner: strawberry.ID = strawberry.field(description=_PARTNER)
    requests_a_day: int = strawberry.field(
        description="Requests for license data in a day · 每日请求额度"
    )
    holders_a_day: int = strawberry.field(
        description="Distinct holders whose licenses are shown in a day · 每日持证主体额度"
    )
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="New daily limits of a partner (art. 16) · 调整额度")
class LimitPartnerInput(ApprovePartnerInput):
    """New daily limits."""


@strawberry.input(description="A partner, and the reason of a decision (art. 16) · 办理理由")
class _Judging:
    partner: strawberry.ID = strawberry.field(description=_PARTNER)
    reason: str = strawberry.field(description="Why, in at most 500 characters · 理由")
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="An application to be refused (art. 16) · 不予批准")
class RefusePartnerInput(_Judging):
    """An application to be refused."""


@strawberry.input(description="A partner to be suspended (art. 16) · 暂停合作")
class SuspendPartnerInput(_Judging):
    """A partner to be suspended."""


@strawberry.input(description="A suspended partner to act again (art. 16) · 恢复合作")
class ResumePartnerInput(_Judging):
    """A suspended partner to act again."""


@strawberry.input(description="A partnership to be ended (art. 16) · 终止合作")
class EndPartnerInput(_Judging):
    """A partnership to be ended."""


@strawberry.input(description="One more client of a partner (art. 16) · 登记客户端")
class RegisterClientInput:
    """One more client."""

    partner: strawberry.ID = strawberry.field(description=_PARTNER)
    name: str = strawberry.field(description="What it is called · 名称")
    dpop: bool = strawberry.field(
        default=True,
        description="Whether its tokens are bound to a key of its own · 令牌是否绑定密钥（DPoP）",
    )
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="A client to be retired (art. 16) · 停用客户端")
class RetireClientInput:
    """A client to be retired."""

    client: str = strawberry.field(description=_CLIENT)
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="A public key for a client to sign with (art. 16) · 登记公钥")
class RegisterClientKeyInput:
    """A public key."""

    client: str = strawberry.field(description=_CLIENT)
    jwk: JSON = strawberry.field(description="The public key as a JWK, RFC 7517 · 公钥（JWK）")
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="A public key to be retired (art. 16) · 停用公钥")
class RetireClientKeyInput:
    """A public key to be retired."""

    client: str = strawberry.field(description=_CLIENT)
    kid: str = strawberry.field(description="Id of the key · 公钥标识")
    idempotency_key: str = strawberry.field(description=_KEY)
