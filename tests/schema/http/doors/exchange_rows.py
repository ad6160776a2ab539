"""The table's part on exchange: peers and what is on its way to them are the data center's.

Written like `rows.py` and `acts.py`.
"""

from uuid import uuid4

from schema.ids import GlobalIds, Named
from tests.schema.http.asking import Hub
from tests.schema.http.doors.row import ANSWERS, Row, Thing, act, ask
from tests.schema.http.doors.showing_things import SECURITY, SYSTEM

PEER = "doors-peer"
_ENDED = """INSERT INTO peer (code, organization_id, kind, name_zh, name_en, address, entries,
    public_key, state, registered_by, registered_at, changed_at)
SELECT %(code)s, o.id, 'CREDIT', '门', 'Doors', 'https://platform.example/', '{}',
    decode(repeat('04', 65), 'hex'), 'ENDED', a.id, '2026-01-01Z', '2026-01-01Z'
FROM (SELECT id FROM organization ORDER BY id LIMIT 1) o,
    (SELECT id FROM account ORDER BY id LIMIT 1) a
ON CONFLICT DO NOTHING"""
_LETTER = """INSERT INTO delivery (id, peer, stream, happened, at, entry_id, state, due_at)
SELECT %(id)s, %(code)s, %(id)s::text, 'ENTRY_REVISED', '2026-01-01Z', min(id), 'DEAD',
    '2026-01-01Z' FROM catalog_entry"""


def _peer(hub: Hub, _: GlobalIds) -> str:
    """Leave a peer to which nothing is sent any more, so that nothing moves by itself."""
    with hub.database() as owner:
        owner.execute(_ENDED, {"code": PEER})
    return PEER


def _dead(hub: Hub, ids: GlobalIds) -> str:
    """Return the id of a dead letter."""
    _peer(hub, ids)
    delivery = uuid4()
    with hub.database() as owner:
        owner.execute(_LETTER, {"id": delivery, "code": PEER})
    return ids.of(Named.DELIVERY, delivery)


def _page(hub: Hub, ids: GlobalIds) -> str:
    """Return where the system administrator's page of deliveries ends."""
    _dead(hub, ids)
    query = "query ($of: String!) { deliveries(peer: $of, first: 1) { endCursor } }"
    return str(hub.ask(query, by=SYSTEM, of=PEER)["deliveries"]["endCursor"])


THE_PEER = Thing(_peer, absent="no-such-peer")
LETTER = Thing(_dead, Named.DELIVERY)
PAGE = Thing(_page)
_LOOK = "deliveries(peer: $it) { deliveries { event } }"
_ACTING = {"by": SYSTEM, "low": ANSWERS, "others": "ExchangeReserved"}

EXCHANGE: list[Row] = [
    ask(
        "Query.deliveries(peer)",
        THE_PEER,
        _LOOK,
        by=SYSTEM,
        others="ExchangeReserved",
        low="empty",
        gets="empty",
        but=dict.fromkeys((SECURITY, "auditor"), "empty"),
        absent="empty",
    ),
    ask(
        "Query.deliveries(after)",
        PAGE,
        f'deliveries(peer: "{PEER}", after: $it) {{ endCursor deliveries {{ event }} }}',
        by=SYSTEM,
        low=ANSWERS,
        others="CursorOutdated",
        forged="CursorOutdated",
    ),
    act("Mutation.redeliver(input.peer)", THE_PEER, absent="PeerNotFound", **_ACTING),
    act(
        "Mutation.redeliver(input.delivery)",
        LETTER,
        absent="DeliveryNotFound",
        more={"peer": PEER},
        **_ACTING,
    ),
]
