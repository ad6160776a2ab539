"""What every authorization tells its parties, whatever its kind (授权, art. 15, 17)."""

from datetime import datetime

import strawberry

from hub.authorizations.terms import AuthorizationKind, AuthorizationState
from schema.node import Node

strawberry.enum(AuthorizationKind, description="Kind of authorization (art. 15, 17) · 授权类别")
strawberry.enum(AuthorizationState, description="Where it stands (art. 15) · 授权状态")


@strawberry.interface(description="What lets somebody see fields (art. 15, 17) · 授权")
class Authorization(Node):
    """What lets somebody see fields of licenses."""

    kind: AuthorizationKind = strawberry.field(description="Its kind (art. 15, 17) · 类别")
    license: strawberry.ID | None = strawberry.field(
        description="Id of the one license, where it is of one · 证照全局标识"
    )
    fields: list[str] = strawberry.field(description="Keys of the fields · 字段")
    cause: str = strawberry.field(description="What for · 事由")
    given_at: datetime = strawberry.field(description="When it was given or asked for · 时间")
    valid_from: datetime | None = strawberry.field(description="From when it runs · 起始时间")
    valid_until: datetime | None = strawberry.field(description="Until when · 截止时间")
    state: AuthorizationState = strawberry.field(description="Where it stands · 状态")
