"""A partner enterprise with its clients and keys, as those see it whom it concerns (art. 16)."""

from datetime import datetime

import strawberry

from hub.partners.onboarding.queries import ClientView, KeyFacts, PartnerFacts
from hub.partners.onboarding.terms import PartnerState
from schema.context import Context
from schema.ids import Named
from schema.node import Node
from schema.organizations import Organization

strawberry.enum(PartnerState, description="Where a partner stands (art. 16) · 合作企业状态")


@strawberry.type(description="A public key of a client (art. 16) · 客户端公钥（第十六条）")
class ClientKey:
    """A public key of a client."""

    kid: str = strawberry.field(description="Its id: the thumbprint of RFC 7638 · 公钥标识")
    registered_at: datetime = strawberry.field(description="When registered · 登记时间")
    retired_at: datetime | None = strawberry.field(description="When retired · 停用时间")

    @classmethod
    def of(cls, key: KeyFacts) -> "ClientKey":
        """Show a key."""
        return cls(kid=key.kid, registered_at=key.registered_at, retired_at=key.retired_at)


@strawberry.type(description="A system of a partner that gets tokens (art. 16) · 合作企业客户端")
class Client:
    """A system of a partner."""

    client_id: str = strawberry.field(description="What it names itself by · 客户端标识")
    name: str = strawberry.field(description="Its name · 名称")
    dpop: bool = strawberry.field(
        description="Whether its tokens are bound to a key of its own · 令牌是否绑定密钥（DPoP）"
    )
    registered_at: datetime = strawberry.field(description="When registered · 登记时间")
    retired_at: datetime | None = strawberry.field(description="When retired · 停用时间")
    keys: list[ClientKey] = strawberry.field(description="Its public keys · 公钥")

    @classmethod
    def of(cls, client: ClientView) -> "Client":
        """Show a client."""
        return cls(
            client_id=client.id,
            name=client.name,
            dpop=client.dpop,
            registered_at=client.registered_at,
            retired_at=client.retired_at,
            keys=[ClientKey.of(key) for key in client.keys],
        )


@strawberry.type(description="A partner enterprise (art. 16) · 合作企业（第十六条）")
class Partner(Node):
    """An enterprise that applied to be a partner, and what became of it."""

    code: str = strawberry.field(description="Unified social credit code · 统一社会信用代码")
    name_zh: str = strawberry.field(description="Name in Chinese · 中文名称")
    name_en: str = strawberry.field(description="Name in English · 英文名称")
    region: str = strawberry.field(description="Region, GB/T 2260 · 行政区划代码")
    purpose: str = strawberry.field(description="What it uses licenses for · 合作目的")
    contact: str = strawberry.field(description="The office to turn to · 联系部门")
    state: PartnerState = strawberry.field(description="Where it stands · 状态")
    applied_at: datetime = strawberry.field(description="When it applied · 申请时间")
    decided_at: datetime | None = strawberry.field(description="When last decided on · 办理时间")
    reason: str | None = strawberry.field(description="The reason of that decision · 理由")
    organization: Organization | None = strawberry.field(
        description="What it is known as once approved · 单位"
    )
    requests_a_day: int | None = strawberry.field(
        description="Requests for license data that it has in a day · 每日请求额度"
    )
    holders_a_day: int | None = strawberry.field(
        description="Distinct holders whose licenses it may be shown in a day · 每日持证主体额度"
    )
    requests_today: int | None = strawberry.field(
        description="Requests for license data counted today · 今日已用请求数"
    )
    holders_today: int | None = strawberry.field(
        description="Distinct holders whose licenses it was shown today · 今日已查看持证主体数"
    )
    clients: list[Client] = strawberry.field(description="Its systems · 客户端")

    @classmethod
    def of(cls, partner: PartnerFacts, context: Context) -> "Partner":
        """Show a partner to those whom it concerns."""
        return cls(
            id=strawberry.ID(context.ids.of(Named.PARTNER, partner.id)),
            code=partner.code,
            name_zh=partner.name_zh,
            name_en=partner.name_en,
            region=partner.region,
            purpose=partner.purpose,
            contact=partner.contact,
            state=partner.state,
            applied_at=partner.applied_at,
            decided_at=partner.decided_at,
            reason=partner.reason,
            organization=Organization.found(
                partner.organization_id, context.directory, context.ids
            ),
            requests_a_day=partner.requests_a_day,
            holders_a_day=partner.holders_a_day,
            requests_today=partner.requests_today,
            holders_today=partner.holders_today,
            clients=[Client.of(client) for client in partner.clients],
        )
