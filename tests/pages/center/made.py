"""What the data center has to look after: an application, and a peer with a dead letter."""

from tests.schema.http.partners.clients import apply
from tests.schema.http.streams.serving import Served

PEER = "credit-platform"
_PEER = """INSERT INTO peer (code, organization_id, kind, name_zh, name_en, address, entries,
    public_key, state, registered_by, registered_at, changed_at)
SELECT %(code)s, o.id, 'CREDIT', '省信用信息平台（示例）', 'Provincial credit platform (sample)',
    'https://credit.example/exchange', '{}', decode(repeat('04', 65), 'hex'), 'PAUSED', a.id,
    '2026-01-01Z', '2026-01-01Z'
FROM (SELECT id FROM organization WHERE code = '11519999MB9900101R') o,
    (SELECT id FROM account ORDER BY id LIMIT 1) a
ON CONFLICT DO NOTHING"""
_LETTER = """INSERT INTO delivery (peer, stream, happened, at, entry_id, state, tries, due_at,
    failure, settled_at)
SELECT %(code)s::text, 'a-stream', 'ENTRY_REVISED', '2026-01-01Z',
    (SELECT min(id) FROM catalog_entry), 'DEAD', 13, '2026-01-02Z', 'REFUSED', '2026-01-02Z'
WHERE NOT EXISTS (SELECT FROM delivery WHERE peer = %(code)s::text)"""


def applied(hub: Served) -> str:
    """Return the path of an application to be a partner."""
    known = hub.ask("{ partners { id } }", by="security-admin")["partners"]
    partner = known[0] if known else apply(hub)
    return f"/center/partners/{partner['id']}"


def peer_with_a_dead_letter(hub: Served) -> str:
    """Return the path of a peer that refused an event for good."""
    with hub.database() as owner:
        owner.execute(_PEER, {"code": PEER})
        owner.execute(_LETTER, {"code": PEER})
    return f"/center/peers/{PEER}"
