"""The Node interface of Relay: whatever has a global id can be asked for by it."""

import strawberry


@strawberry.interface(description="Whatever has a global id · 具有全局标识的对象")
class Node:
    """Whatever has a global id."""

    id: strawberry.ID = strawberry.field(description="Global id, opaque · 全局标识")
