"""Exchange in GraphQL: peers, what is on its way to them, and its replay (对接, art. 9, 14)."""

from datetime import date, datetime
from typing import Annotated, Self

import msgspec
import strawberry

from hub.exchange import commands, queries, terms, wishes
from hub.exchange.queries import Asked, DeliveryFacts, PeerFacts
from schema.arguments import After, AtMost
from schema.catalog.types import CatalogEntry
from schema.context import Context, Info
from schema.errors import Refusal, attempted
from schema.ids import Named
from schema.organizations import Organization
from schema.paging import LARGEST

VOCABULARIES = {
    terms.PeerKind: "What a peer is (art. 9, 14) · 对接方类别（第九条、第十四条）",
    terms.PeerState: "Whether a peer is told anything (art. 14) · 对接状态",
    terms.DeliveryState: "Where an event stands on its way (art. 14) · 投递状态",
    terms.DifferenceKind: "In what a peer differs (art. 14) · 对账差异类别",
}
for _vocabulary, _description in VOCABULARIES.items():
    strawberry.enum(_vocabulary, description=_description)


@strawberry.type(description="In what a peer differs about a license (art. 14) · 对账差异")
class ExchangeDifference:
    """In what a peer differs; one that persists is for supervision."""

    license: strawberry.ID = strawberry.field(
        description="The license's id, as the peer names it · 证照全局标识"
    )
    entry: str = strawberry.field(description="Code of its entry (art. 7) · 目录编码")
    kind: terms.DifferenceKind = strawberry.field(description="In what it differs · 差异类别")
    found_on: date = strawberry.field(description="First found on · 首次发现日期")
    seen_on: date = strawberry.field(
        description="Last found on: it persists where that is later · 最近发现日期"
    )


@strawberry.type(description="A system that the hub exchanges with (art. 9, 14) · 对接方")
class Peer:
    """A system that the hub exchanges with."""

    code: str = strawberry.field(description="Its code · 对接方编码")
    kind: terms.PeerKind = strawberry.field(description="What it is · 类别")
    organization: Organization = strawberry.field(description="As whom it is told · 所属单位")
    name_zh: str = strawberry.field(description="Name in Chinese · 中文名称")
    name_en: str = strawberry.field(description="Name in English · 英文名称")
    address: str = strawberry.field(description="Where it is reached · 地址")
    entries: list[str] = strawberry.field(
        description="Codes of the entries it is told of; of all if none is named · 目录范围"
    )
    scenario: str | None = strawberry.field(
        description="Scenario for which the hub reads for it (art. 17) · 应用场景"
    )
    matter: str | None = strawberry.field(description="Matter for which it does so · 事项编码")
    public_key: str | None = strawberry.field(
        description="Its SM2 key, by which receipts are checked, in hexadecimal · 公钥"
    )
    state: terms.PeerState = strawberry.field(description="Whether it is told anything · 状态")
    registered_at: datetime = strawberry.field(description="When it was registered · 登记时间")
    changed_at: datetime = strawberry.field(description="When it was changed last · 变更时间")
    former_until: datetime | None = strawberry.field(
        description="Until when its former secret serves too · 旧密钥有效期"
    )
    rests_until: datetime | None = strawberry.field(
        description="Until when it is left alone after failures · 暂缓投递至"
    )
    reconciled_on: date | None = strawberry.field(
        description="When it was reconciled last · 最近对账日期"
    )
    waiting: int = strawberry.field(description="How many events wait · 待投递数")
    dead: int = strawberry.field(description="How many dead letters there are · 死信数")
    differences: list[ExchangeDifference] = strawberry.field(
        description="In what it differs, the oldest first, at most 100 · 未消除的差异"
    )

    @classmethod
    def of(cls, facts: PeerFacts, context: Context) -> Self:
        """Show a peer."""
        organization = context.directory.by_id[facts.organization_id]
        own = {name: getattr(facts, name) for name in _OWN}
        return cls(
            organization=Organization.of(organization, context.ids),
            differences=msgspec.convert(
                facts.differences, list[ExchangeDifference], from_attributes=True
            ),
            **own,
        )


_OWN = set(PeerFacts.__struct_fields__) - {"organization_id", "differences"}


@strawberry.type(description="A peer as registered (art. 9, 14) · 已登记的对接方")
class RegisteredPeer:
    """A peer as registered."""

    peer: Peer = strawberry.field(description="The peer · 对接方")
    secret: str | None = strawberry.field(
        description="A partner's new secret for checking signatures: shown this once"
        " · 密钥（仅显示一次）"
    )


@strawberry.type(description="An event on its way to a peer (art. 14) · 投递")
class Delivery:
    """An event on its way to a peer, or settled."""

    id: strawberry.ID = strawberry.field(description="Global id · 全局标识")
    event: str = strawberry.field(description="Id of the event, as the peer knows it · 事件编号")
    happened: str = strawberry.field(description="What happened (art. 10, 13) · 事件类别")
    at: datetime = strawberry.field(description="When it happened · 发生时间")
    entry: CatalogEntry = strawberry.field(description="Of which entry (art. 7) · 目录条目")
    state: terms.DeliveryState = strawberry.field(description="Where it stands · 状态")
    tries: int = strawberry.field(description="How often it was tried in vain · 失败次数")
    due_at: datetime = strawberry.field(description="When it is tried next · 下次投递时间")
    failure: str | None = strawberry.field(description="Why it failed last · 失败原因")
    settled_at: datetime | None = strawberry.field(description="When it was settled · 办结时间")
    receipt: str | None = strawberry.field(description="The peer's receipt as it came · 回执原文")
    signature: str | None = strawberry.field(description="The receipt's signature · 回执签名")

    @classmethod
    def of(cls, facts: DeliveryFacts, context: Context) -> Self:
        """Show a delivery."""
        shown = {name: getattr(facts, name) for name in _SHOWN}
        return cls(
            id=strawberry.ID(context.ids.of(Named.DELIVERY, facts.id)),
            event=str(facts.id),
            entry=CatalogEntry.of(context.catalog.by_id[facts.entry_id], context),
            **shown,
        )


_SHOWN = set(DeliveryFacts.__struct_fields__) - {"id", "entry_id"}


@strawberry.type(description="Events on their way to a peer (art. 14) · 投递列表")
class Deliveries:
    """Events on their way to a peer, the newest first."""

    deliveries: list[Delivery] = strawberry.field(description="The newest first · 投递")
    end_cursor: str | None = strawberry.field(description="Where the page ends · 末游标")


@strawberry.input(description="A peer as it shall be (art. 9, 14) · 对接方登记")
class RegisterPeerInput:
    """A peer as it shall be; one of that code is changed."""

    code: str = strawberry.field(description="Its code, for good · 对接方编码")
    kind: terms.PeerKind = strawberry.field(description="What it is, for good · 类别")
    organization: str = strawberry.field(
        description="Code of the organization it belongs to, for good · 所属单位代码"
    )
    name_zh: str = strawberry.field(description="Name in Chinese · 中文名称")
    name_en: str = strawberry.field(description="Name in English · 英文名称")
    address: str = strawberry.field(
        description="Where it is reached by https; no private address for partners · 地址"
    )
    entries: list[str] = strawberry.field(
        default_factory=list, description="Codes of entries; all if none is named · 目录范围"
    )
    scenario: str | None = strawberry.field(
        default=None, description="Scenario of a national platform's requests · 应用场景"
    )
    matter: str | None = strawberry.field(
        default=None, description="Matter of a national platform's requests · 事项编码"
    )
    public_key: str | None = strawberry.field(
        default=None, description="A platform's SM2 key: 65 bytes in hexadecimal · 公钥"
    )
    state: terms.PeerState = strawberry.field(
        default=terms.PeerState.ACTIVE, description="Active, paused or ended · 状态"
    )
    new_secret: bool = strawberry.field(
        default=False,
        description="Give a partner a fresh secret; the former serves a day more · 更换密钥",
    )
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self) -> wishes.RegisterPeer:
        """Return the wish as plain data."""
        said = {name: getattr(self, name) for name in wishes.RegisterPeer.__struct_fields__}
        return wishes.RegisterPeer(**(said | {"entries": tuple(self.entries)}))


@strawberry.input(description="What to send again (art. 14) · 重投")
class RedeliverInput:
    """What to send again: a dead letter, an entry's licenses, or all dead letters."""

    peer: str = strawberry.field(description="Code of the peer · 对接方编码")
    delivery: strawberry.ID | None = strawberry.field(
        default=None, description="One dead letter · 死信"
    )
    entry: str | None = strawberry.field(
        default=None, description="Code of an entry whose licenses are told anew · 目录编码"
    )
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self, context: Context) -> wishes.Redeliver:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        delivery = None
        if self.delivery is not None:
            (delivery,) = context.ids.keys(self.delivery, Named.DELIVERY)
        return wishes.Redeliver(peer=self.peer, delivery=delivery, entry=self.entry)


RegisteredPeerResult = Annotated[
    RegisteredPeer | Refusal,
    strawberry.union("RegisteredPeerResult", description="The peer, or why not · 对接方或拒绝理由"),
]
PeerResult = Annotated[
    Peer | Refusal,
    strawberry.union("PeerResult", description="The peer, or why not · 对接方或拒绝理由"),
]
Registering = Annotated[
    RegisterPeerInput, strawberry.argument(name="input", description="The peer · 对接方")
]
Redelivering = Annotated[
    RedeliverInput, strawberry.argument(name="input", description="What to send · 重投内容")
]
OfPeer = Annotated[str, strawberry.argument(description="Code of the peer · 对接方编码")]
InState = Annotated[
    terms.DeliveryState | None, strawberry.argument(description="In one state alone · 状态")
]


@strawberry.type
class ExchangeQuery:
    """Look at exchange."""

    @strawberry.field(
        description="Peers, for the data center's administrators and auditors (art. 9, 14) · 对接方"
    )
    async def peers(self, info: Info) -> list[Peer]:
        """Return all peers."""
        context = info.context
        await context.current_catalog()
        found = await queries.peers(context.call, context.directory)
        return [Peer.of(one, context) for one in found]

    @strawberry.field(
        description="What is on its way to a peer, or was, the newest first (art. 14) · 投递情况"
    )
    async def deliveries(
        self,
        info: Info,
        peer: OfPeer,
        state: InState = None,
        first: AtMost = 20,
        after: After = None,
    ) -> Deliveries:
        """Return a page of deliveries."""
        context = info.context
        await context.current_catalog()
        bound = ("deliveries", context.call.name, peer, state)
        place = None if after is None else context.ids.place(after, *bound)
        asked = Asked(peer=peer, first=min(max(first, 1), LARGEST), state=state, after=place)
        found = await queries.deliveries(context.call, context.directory, asked)
        return Deliveries(
            deliveries=[Delivery.of(one, context) for one in found],
            end_cursor=context.ids.cursor(found[-1].id, *bound) if found else None,
        )


@strawberry.type
class ExchangeMutation:
    """Keep peers."""

    @strawberry.mutation(
        description="Register a peer, or change one: pause it, end it, give it a fresh secret"
        " (art. 9, 14) · 登记对接方"
    )
    async def register_peer(self, info: Info, wish: Registering) -> RegisteredPeerResult:
        """Register or change a peer."""
        context = info.context

        async def act() -> RegisteredPeer:
            await context.current_catalog()
            done = await commands.register_peer(
                context.call,
                context.parts.reading,
                wish.stated(),
                demo=context.parts.demo,
                key=wish.idempotency_key,
            )
            return RegisteredPeer(peer=await _shown(context, done.code), secret=done.secret)

        return await attempted(act())

    @strawberry.mutation(
        description="Send dead letters again, or tell of an entry's licenses anew (art. 14) · 重投"
    )
    async def redeliver(self, info: Info, wish: Redelivering) -> PeerResult:
        """Send again."""
        context = info.context

        async def act() -> Peer:
            await context.current_catalog()
            code = await commands.redeliver(
                context.call,
                context.parts.reading,
                wish.stated(context),
                key=wish.idempotency_key,
            )
            return await _shown(context, code)

        return await attempted(act())


async def _shown(context: Context, code: str) -> Peer:
    (facts,) = await queries.peers(context.call, context.directory, code)
    return Peer.of(facts, context)
