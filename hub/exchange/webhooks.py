"""Tell partners, in the Standard Webhooks form, that something of a license of theirs changed.

What changed is not told: they read it under their own authorization.
"""

import asyncio
from typing import Final, NamedTuple, TypeGuard

import msgspec
import orjson
from sqlalchemy import text

from hub.crypto.digests import sm3
from hub.exchange import outbox
from hub.exchange.events import Claimed, Event, license_name
from hub.exchange.outbox import Settled, put_off
from hub.exchange.peers import CAUSE, Exchange, KnownPeer
from hub.exchange.terms import DeliveryState
from hub.exchange.wire import GoneError, NotReachedError, UnsoundError, post
from hub.licenses.terms import LicenseEvent
from hub.policy.entry import STATUS
from hub.policy.facts import Purpose
from hub.reading.authorized import Given, Requested
from hub.reading.decide import Row
from hub.reading.scope import ById, Query, Wanted

OPERATION: Final = "webhook"
AT_ONCE = 20
MOST_CASES: Final = 20
"""For how many cases of one license it is looked whether one still stands, the newest first."""

_WANTED: Final = Wanted(frozenset({STATUS}), values=False)
_RESTING_ON = text(f"""
SELECT given.*, l.last_stop FROM license l CROSS JOIN LATERAL (
    SELECT NULL AS scenario, NULL AS matter, NULL AS case_number, max(sequence) AS sequence
    FROM use_grant WHERE license_id = l.id AND owner_key = l.holder_key
        AND grantee_organization = :organization AND withdrawn_at IS NULL
    HAVING count(*) > 0
    UNION ALL (SELECT r.scenario_code, k.matter, c.case_number, max(c.sequence)
    FROM consent c JOIN consent_ask k ON k.id = c.ask_id
    JOIN access_request r ON r.id = c.request_id
    WHERE c.license_id = l.id AND c.owner_key = l.holder_key
        AND r.organization_id = :organization AND c.state = 'GIVEN'
    GROUP BY 1, 2, 3 ORDER BY 4 DESC LIMIT {MOST_CASES})
) given WHERE l.holder_key = :owner AND l.id = :license
""")  # noqa: S608 - of a constant
"""For what the partner was given something of a license, and as of which version at the latest."""


class _RestsOn(msgspec.Struct, frozen=True):
    scenario: str | None
    matter: str | None
    case_number: str | None
    sequence: int
    last_stop: int

    @property
    def purpose(self) -> Purpose:
        return Purpose(
            cause=CAUSE,
            scenario=self.scenario,
            matter=self.matter,
            case_number=self.case_number,
        )


class Standing(NamedTuple):
    """Whether what the partner was given went on after the event, and includes the status."""

    runs: bool
    status: bool


async def send_webhooks(exchange: Exchange, peer: KnownPeer, *, tried_first: bool = False) -> int:
    """Send a partner some of what waits, each event by itself, and return how many were tried.

    Raises: NotReachedError, GoneError, once it is noted what became of the events.
    """
    async with exchange.doors.writer.begin() as db:
        claimed = await outbox.claim(db, peer.code, AT_ONCE, tried_first=tried_first)
        told = await outbox.told_of(db, peer.code, claimed)
    tried = await asyncio.gather(
        *(_tried(exchange, peer, one, told=one.license_id in told) for one in claimed)
    )
    failure = next((error for _, error in tried if error is not None), None)
    async with exchange.doors.writer.begin() as db:
        await outbox.settle(db, peer.code, [settled for settled, _ in tried])
        if isinstance(failure, GoneError):
            await outbox.end(db, peer.code)
    if failure is not None:
        raise failure
    return len(claimed)


_Tried = tuple[Settled, NotReachedError | GoneError | None]


async def _tried(exchange: Exchange, peer: KnownPeer, one: Claimed, *, told: bool) -> _Tried:
    """Tell of one event if the partner may be told, and return how it stands and a dead line."""
    standing = await _standing(exchange, peer, one, told=told)
    if standing is None or one.place is None:
        return Settled(one, DeliveryState.WITHHELD), None
    body = orjson.dumps(_body(exchange, one, standing))
    hands, message = exchange.hands(peer), f"msg_{one.id.hex}"
    try:
        await post(exchange.client(peer), peer.address, message, body, hands)
    except (NotReachedError, GoneError) as error:
        return Settled(one, DeliveryState.WAITING), error
    except UnsoundError as error:
        return put_off(one, str(error)), None
    event = Event(one, {}, sm3(body)) if standing.runs else None
    return Settled(one, DeliveryState.DELIVERED, event=event), None


def _body(exchange: Exchange, one: Claimed, standing: Standing) -> dict[str, object]:
    """Say what happened; one who is not given the status does not learn it by the kind."""
    place = one.place or ()
    kind = one.happened if standing.status else LicenseEvent.CHANGED
    data = {"license": license_name(exchange.opaque, *place), "kind": kind}
    return {"type": "license.changed", "timestamp": one.at.isoformat(), "data": data}


async def _standing(
    exchange: Exchange, peer: KnownPeer, one: Claimed, *, told: bool
) -> Standing | None:
    """Return on what telling rests; nothing once all that was given has ended.

    Whoever was told while it ran, or was given something of the version just before, is told of
    the event that stops it, and of nothing after that.
    """
    if one.place is None or one.sequence is None:
        return None
    owner, license_ = one.place
    said = {"owner": owner, "license": license_, "organization": peer.organization_id}
    async with exchange.doors.writer() as db:
        rows = (await db.execute(_RESTING_ON, said)).mappings().all()
    found: list[Row] = []
    given = [msgspec.convert(dict(row), _RestsOn) for row in rows]
    for resting in given:
        call = exchange.call(peer, resting.purpose)
        async with call.recorded(OPERATION):
            found += (await exchange.reading.read(call, Query(ById(*one.place), _WANTED))).rows
    rested = [(row, each) for row in found for each in row.authorized if _given(each)]
    runs = any(not each.stopped for _, each in rested)
    ran = any(one.sequence < resting.last_stop for resting in given)
    lately = any(resting.sequence >= one.sequence - 1 for resting in given)
    if not rested or not (runs or told or lately):
        return None
    cells = (cell for row, _ in rested for cell in row.decided.cells)
    return Standing(runs or ran, any(cell.granted for cell in cells))


def _given(authorized: object) -> TypeGuard[Given | Requested]:
    """Tell whether an authorization is a holder's: approved alone, a request names no license."""
    return isinstance(authorized, Given) or (
        isinstance(authorized, Requested) and bool(authorized.consents)
    )
