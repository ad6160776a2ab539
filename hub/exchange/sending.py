"""Send what waits to each peer: signed, in order per license, again after a fault, each once."""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence

import msgspec

from hub.clock import now
from hub.crypto.webhooks import SIGNATURE
from hub.db.ids import new_id
from hub.exchange import outbox
from hub.exchange.asking import ask
from hub.exchange.events import Claimed, Event, events_of
from hub.exchange.outbox import Settled, Signed, put_off
from hub.exchange.peers import Exchange, KnownPeer
from hub.exchange.peers import serving as peers_served
from hub.exchange.reconciling import reconcile_daily
from hub.exchange.terms import DeliveryState, Outcome
from hub.exchange.webhooks import send_webhooks
from hub.exchange.wire import Answer, GoneError, NotReachedError, RefusedError, UnsoundError
from hub.log import logger

AT_ONCE = 100
"""How many events go in one message, each of another license."""
MESSAGES_AT_ONCE = 4
IDLE_SECONDS = 1.0
FAILURES = (NotReachedError, UnsoundError, GoneError)


class _Said(msgspec.Struct, frozen=True):
    id: str
    outcome: Outcome
    digest: str | None = None


class _Receipts(msgspec.Struct, frozen=True):
    receipts: list[_Said]


async def run_exchange(exchange: Exchange) -> None:
    """Send whatever waits, and reconcile once a day, until cancelled."""
    while True:
        try:
            tried = await exchange_once(exchange)
        except Exception as error:  # noqa: BLE001 - whatever it was, the next turn tries again
            if _cancelled():
                return
            logger().error("exchange_failed", exc_info=error)
            tried = 0
        if not tried:
            await asyncio.sleep(IDLE_SECONDS)


async def exchange_once(exchange: Exchange) -> int:
    """Serve every peer until nothing waits that could go; return how many events were tried."""
    async with exchange.doors.writer.begin() as db:
        peers = await peers_served(db, now())
    return await _all(_serve(exchange, peer) for peer in peers)


async def _all(serving: Iterable[Awaitable[int]]) -> int:
    """Wait for all, whoever fails, and return their sum; then raise what failed first."""
    tried = await asyncio.gather(*serving, return_exceptions=True)
    for failed in tried:
        if isinstance(failed, BaseException):
            raise failed
    return sum(one for one in tried if isinstance(one, int))


def _cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _serve(exchange: Exchange, peer: KnownPeer) -> int:
    """Serve one peer; what it does wrong is its own affair and keeps no other waiting."""
    try:
        if not peer.partner:
            await _greet(exchange, peer)
            await reconcile_daily(exchange, peer)
        tried = await _all(_lane(exchange, peer, number) for number in range(MESSAGES_AT_ONCE))
    except FAILURES as error:
        logger().warning("peer_failed", peer=peer.code, failure=str(error))
        async with exchange.doors.writer.begin() as db:
            await outbox.let_rest(db, peer.code, peer.failures + 1)
        return 0
    if peer.failures and tried:
        await _is_well(exchange, peer)
    return tried


async def _greet(exchange: Exchange, peer: KnownPeer) -> None:
    """Ask one that failed whether it is back, before anything is read on its behalf."""
    if peer.failures:
        await ask(exchange, peer, {"type": "exchange.hello"})
        await _is_well(exchange, peer)


async def _is_well(exchange: Exchange, peer: KnownPeer) -> None:
    async with exchange.doors.writer.begin() as db:
        await outbox.let_rest(db, peer.code, 0)


async def _lane(exchange: Exchange, peer: KnownPeer, number: int) -> int:
    """Send one message after the other until nothing waits or the peer fails.

    The first lane looks after what was tried in vain, so that neither that nor the rest starves.
    """
    send, tried = send_webhooks if peer.partner else send_batch, 0
    while count := await send(exchange, peer, tried_first=number == 0):
        tried += count
    return tried


async def send_batch(exchange: Exchange, peer: KnownPeer, *, tried_first: bool = False) -> int:
    """Send a batch of events, and return how many; no transaction is open meanwhile.

    Raises: NotReachedError, UnsoundError, GoneError, once it is noted what became of the events.
    """
    async with exchange.doors.writer.begin() as db:
        claimed = await outbox.claim(db, peer.code, AT_ONCE, tried_first=tried_first)
        told = await outbox.told_of(db, peer.code, claimed)
    if not claimed:
        return 0
    made = await events_of(exchange, peer, claimed, told)
    withheld = [one for one, event in zip(claimed, made, strict=True) if event is None]
    settled = [Settled(one, DeliveryState.WITHHELD) for one in withheld]
    events = [event for event in made if event is not None]
    receipt, failure = None, None
    if events:
        try:
            answer = await ask(exchange, peer, _message(events))
            body = _text(answer)
            settled += _judged(events, body)
            receipt = Signed(new_id(), body, answer.headers[SIGNATURE])
        except FAILURES as error:
            failure = error
            settled += [_failed(event.of, error, alone=len(events) == 1) for event in events]
    async with exchange.doors.writer.begin() as db:
        await outbox.settle(db, peer.code, settled, receipt)
    if failure is not None and not (isinstance(failure, RefusedError) and len(events) == 1):
        raise failure
    return len(claimed)


def _message(events: Sequence[Event]) -> dict[str, object]:
    return {"type": "exchange.events", "events": [event.body for event in events]}


def _text(answer: Answer) -> str:
    """Return a receipt as it is kept.

    Raises: UnsoundError.
    """
    try:
        body = answer.body.decode()
    except UnicodeDecodeError:
        raise UnsoundError("RECEIPT_INVALID") from None
    if "\0" in body:
        raise UnsoundError("RECEIPT_INVALID")
    return body


def _judged(events: Sequence[Event], body: str) -> list[Settled]:
    """Return what a receipt says of each event.

    Raises: UnsoundError, where it is no receipt, or takes nothing of what was sent.
    """
    try:
        said = {one.id: one for one in msgspec.json.decode(body, type=_Receipts).receipts}
    except msgspec.MsgspecError:
        raise UnsoundError("RECEIPT_INVALID") from None
    if not any(str(event.of.id) in said for event in events):
        raise UnsoundError("RECEIPT_OF_OTHERS")
    return [_settled(event, said.get(str(event.of.id))) for event in events]


def _settled(event: Event, said: _Said | None) -> Settled:
    """Take an event for delivered only if the peer names it, and the state that it was told."""
    if said is None:
        return put_off(event.of, "NOT_IN_RECEIPT")
    match said.outcome:
        case Outcome.REFUSED:
            return Settled(event.of, DeliveryState.DEAD, "REFUSED")
        case Outcome.LATER:
            return put_off(event.of, "LATER")
    if said.digest != (event.digest.hex() if event.digest else None):
        return put_off(event.of, "DIGEST_DIFFERS")
    return Settled(event.of, DeliveryState.DELIVERED, event=event)


def _failed(of: Claimed, error: Exception, *, alone: bool) -> Settled:
    """Return what becomes of an event that was sent in vain: none is blamed for a dead line."""
    if isinstance(error, NotReachedError | GoneError):
        return Settled(of, DeliveryState.WAITING)
    if isinstance(error, RefusedError) and alone:
        return Settled(of, DeliveryState.DEAD, str(error))
    return put_off(of, str(error))
