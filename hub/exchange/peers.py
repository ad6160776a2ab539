"""A peer as it is served: who it is, how it is signed to, and as whom the hub reads for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final

import httpx
import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call, Doors
from hub.catalog.queries import Shelf
from hub.clock import SHANGHAI, now
from hub.crypto.envelope import Envelopes
from hub.crypto.opaque import Opaque
from hub.crypto.webhooks import Hand, HmacHand, Sm2Hand
from hub.exchange.model import Peer
from hub.exchange.terms import PeerKind, PeerState
from hub.exchange.wire import client_of
from hub.identity.callers import ActingFor, Caller
from hub.identity.model import Organization
from hub.policy.facts import Purpose
from hub.reading.read import Reading

CAUSE: Final = "电子证照系统对接"


class KnownPeer(msgspec.Struct, frozen=True, kw_only=True):
    """What a delivery needs of a peer."""

    code: str
    organization_id: int
    organization: str
    kind: PeerKind
    address: str
    entries: list[str]
    scenario: str | None
    matter: str | None
    public_key: bytes | None
    secret: bytes | None
    former_secret: bytes | None
    former_until: datetime | None
    failures: int

    @property
    def partner(self) -> bool:
        """Tell whether it gets webhooks, which say that something happened and no more."""
        return self.kind is PeerKind.PARTNER

    def gets(self, shelf: Shelf) -> bool:
        """Tell whether it is told of an entry."""
        return not self.entries or shelf.code in self.entries

    def purpose(self, moment: datetime) -> Purpose | None:
        """Return for what the hub reads on its behalf; the credit platform reads as the public."""
        if self.kind is PeerKind.CREDIT:
            return None
        day = moment.astimezone(SHANGHAI).date()
        return Purpose(
            cause=CAUSE,
            scenario=self.scenario,
            matter=self.matter,
            case_number=f"{self.code}-{day:%Y%m%d}",
        )


@dataclass
class Exchange:
    """What a process holds to speak to all peers."""

    doors: Doors
    reading: Reading
    opaque: Opaque
    envelopes: Envelopes
    private: bytes
    demo: bool = False
    clients: dict[tuple[str, str], httpx.AsyncClient] = field(default_factory=dict)

    @cached_property
    def hand(self) -> Sm2Hand:
        """Return what signs for the hub; a machine without SM2 serves as long as it has no peer."""
        return Sm2Hand(self.private)

    def client(self, peer: KnownPeer) -> httpx.AsyncClient:
        """Return the connections to a peer, which are no other's."""
        place = peer.code, peer.address
        if place not in self.clients:
            self.clients[place] = client_of(partner=peer.partner, demo=self.demo)
        return self.clients[place]

    def hands(self, peer: KnownPeer) -> Sequence[Hand]:
        """Return what signs for a peer: the hub's key, or the secrets that it shares."""
        return [*self._hands(peer)] if peer.partner else [self.hand]

    def _hands(self, peer: KnownPeer) -> Iterator[Hand]:
        if peer.secret is not None:
            yield HmacHand(self.envelopes.open(peer.secret, secret_place(peer.code)))
        if peer.former_secret is not None and peer.former_until and now() < peer.former_until:
            yield HmacHand(self.envelopes.open(peer.former_secret, secret_place(peer.code)))

    def call(self, peer: KnownPeer, purpose: Purpose | None = None) -> Call:
        """Return a call as the peer's organization, by whose rights alone it is told anything."""
        acting = ActingFor(peer.organization_id, peer.organization)
        caller = Caller(organization=acting, client=True, told=True)
        moment = now()
        return Call(self.doors, caller, purpose or peer.purpose(moment), moment=moment)

    async def close(self) -> None:
        """Close all connections."""
        for client in self.clients.values():
            await client.aclose()


def secret_place(code: str) -> bytes:
    """Return what binds a peer's secret to its place."""
    return b"peer " + code.encode()


async def serving(db: AsyncSession, moment: datetime) -> list[KnownPeer]:
    """Return the peers that are to be told something and do not rest."""
    rested = Peer.rests_until.is_(None) | (Peer.rests_until <= moment)
    acting = select(Peer, Organization.code.label("organization")).join(
        Organization, Organization.id == Peer.organization_id
    )
    found = acting.where(Peer.state == PeerState.ACTIVE, rested, Organization.active)
    return [
        _known(peer, organization)
        for peer, organization in await db.execute(found.order_by(Peer.code))
    ]


def _known(peer: Peer, organization: str) -> KnownPeer:
    own = {name: getattr(peer, name) for name in _OWN}
    return KnownPeer(organization=organization, **own)


_OWN = frozenset(KnownPeer.__struct_fields__) - {"organization"}
