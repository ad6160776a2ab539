"""Put something to a platform and take the answer that it signed to that very message."""

from typing import Any

import orjson

from hub.clock import now
from hub.crypto.webhooks import signed_by
from hub.db.ids import new_id
from hub.exchange.peers import Exchange, KnownPeer
from hub.exchange.wire import Answer, UnsoundError, post


async def ask(exchange: Exchange, peer: KnownPeer, asked: dict[str, Any]) -> Answer:
    """Return a platform's answer; one that another message got, or another signed, is none.

    Raises: NotReachedError, UnsoundError, RefusedError, GoneError.
    """
    message = f"msg_{new_id().hex}"
    body = orjson.dumps(asked)
    hands = exchange.hands(peer)
    answer = await post(exchange.client(peer), peer.address, message, body, hands)
    key = peer.public_key or b""
    if not signed_by(key, answer.headers, answer.body, message, now()):
        raise UnsoundError("ANSWER_NOT_SIGNED")
    return answer
