"""Register peers and change them, and send again what was not taken (对接, art. 9, 14)."""

from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Act, Call
from hub.catalog.refusals import EntryNotFound
from hub.crypto.envelope import Envelopes
from hub.crypto.webhooks import new_secret, written_secret
from hub.exchange.model import Peer
from hub.exchange.peers import secret_place
from hub.exchange.reconciling import fill
from hub.exchange.refusals import (
    DeliveryNotFound,
    PeerFixed,
    PeerInvalid,
    PeerNotFound,
    RedeliveryUnclear,
)
from hub.exchange.rules import OVERLAP, check_peer, permit, point_of
from hub.exchange.terms import PeerKind, PeerState
from hub.exchange.wishes import Redeliver, RegisterPeer
from hub.identity.directory import OrganizationFacts
from hub.reading.read import Reading

_AGAIN = text("""
UPDATE delivery SET state = 'WAITING', tries = 0, due_at = :moment, settled_at = NULL
WHERE peer = :peer AND state = 'DEAD' AND (CAST(:delivery AS uuid) IS NULL OR id = :delivery)
RETURNING id
""")


class RegisteredPeer(NamedTuple):
    """A peer's code, and the secret that it was given just now: it is shown this once."""

    code: str
    secret: str | None = None


async def register_peer(
    call: Call, reading: Reading, wish: RegisterPeer, *, demo: bool, key: str | None = None
) -> RegisteredPeer:
    """Register a peer, or change one, pause it, end it, or give it a fresh secret (art. 9, 14).

    Raises: ExchangeReserved, PeerInvalid, PeerUnfit, PeerAddressInvalid, PeerKeyInvalid,
        EntryNotFound, PeerFixed.
    """
    async with call.act("register_peer", subject=wish.code, key=key, wish=wish) as act:
        permit(call.caller, _acting(call, reading))
        if act.replayed:
            return RegisteredPeer(act.subject)
        organization = reading.callers.directory.by_code.get(wish.organization)
        check_peer(wish, organization, demo=demo)
        scenario = reading.scenarios.scenario_of(wish.matter)
        if wish.matter is not None and (scenario is None or scenario.code != wish.scenario):
            raise PeerInvalid(field="matter")
        for code in wish.entries:
            if code not in reading.catalog.by_code:
                raise EntryNotFound(code=code)
        peer = await _peer(act, call, wish, organization.id if organization else 0)
        _change(peer, call, wish)
        return RegisteredPeer(peer.code, _new_secret(peer, call, reading.envelopes, wish))


async def redeliver(
    call: Call, reading: Reading, wish: Redeliver, *, key: str | None = None
) -> str:
    """Send dead letters again, one or all, or tell of an entry's licenses anew (重投, art. 14).

    Raises: ExchangeReserved, RedeliveryUnclear, PeerNotFound, DeliveryNotFound, EntryNotFound.
    """
    async with call.act("redeliver", subject=wish.peer, key=key, wish=wish) as act:
        permit(call.caller, _acting(call, reading))
        if wish.delivery is not None and wish.entry is not None:
            raise RedeliveryUnclear
        peer = await act.db.get(Peer, wish.peer, with_for_update=True)
        if peer is None:
            raise PeerNotFound
        if wish.entry is not None and wish.entry not in reading.catalog.by_code:
            raise EntryNotFound(code=wish.entry)
        if not act.replayed:
            await _again(act.db, call, peer, wish)
        return peer.code


async def _again(db: AsyncSession, call: Call, peer: Peer, wish: Redeliver) -> None:
    if wish.entry is not None:
        if peer.kind is not PeerKind.PARTNER:
            await fill(db, peer.code, wish.entry, anew=True)
        return
    said = {"peer": peer.code, "delivery": wish.delivery, "moment": call.moment}
    revived = (await db.execute(_AGAIN, said)).all()
    if wish.delivery is not None and not revived:
        raise DeliveryNotFound


async def _peer(act: Act, call: Call, wish: RegisterPeer, organization_id: int) -> Peer:
    """Return the peer of a code, locked, or a new one.

    Raises: PeerFixed.
    """
    peer = await act.db.get(Peer, wish.code, with_for_update=True)
    if peer is None:
        peer = Peer(
            code=wish.code,
            kind=wish.kind,
            organization_id=organization_id,
            registered_by=call.caller.account_id,
            registered_at=call.moment,
        )
        act.db.add(peer)
        return peer
    kept = (peer.kind, peer.organization_id) == (wish.kind, organization_id)
    if not kept or peer.state is PeerState.ENDED:
        raise PeerFixed
    return peer


def _change(peer: Peer, call: Call, wish: RegisterPeer) -> None:
    peer.name_zh, peer.name_en = wish.name_zh.strip(), wish.name_en.strip()
    peer.address, peer.entries = wish.address, sorted(set(wish.entries))
    peer.scenario, peer.matter = wish.scenario, wish.matter
    peer.public_key = None if wish.public_key is None else point_of(wish.public_key)
    peer.state, peer.changed_at = wish.state, call.moment
    peer.failures, peer.rests_until = 0, None


def _new_secret(peer: Peer, call: Call, envelopes: Envelopes, wish: RegisterPeer) -> str | None:
    """Give a partner a fresh secret at first and on demand; the former serves for a day more."""
    if peer.kind is not PeerKind.PARTNER or (peer.secret is not None and not wish.new_secret):
        return None
    secret = new_secret()
    if peer.secret is not None:
        peer.former_secret, peer.former_until = peer.secret, call.moment + OVERLAP
    peer.secret = envelopes.seal(secret, secret_place(peer.code))
    return written_secret(secret)


def _acting(call: Call, reading: Reading) -> OrganizationFacts | None:
    acting = call.caller.organization
    return None if acting is None else reading.callers.directory.by_id.get(acting.id)
