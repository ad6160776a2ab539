"""Put consents and delegations into a hub's database, as their parties would give them."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from hub.clock import now
from hub.crypto.keyring import Keyring, Use
from hub.crypto.opaque import Opaque
from hub.db.ids import new_id
from schema.ids import GlobalIds, Named
from tests.schema.http.asking import Hub, identifier

_REQUEST = """
INSERT INTO access_request (id, organization_id, entry_id, scenario_code, matters, asked,
    over_asked, purpose, legal_basis, valid_from, valid_until, state, forms, requested_by,
    requested_at, answer_due, answered_at)
SELECT %(id)s, s.organization_id, e.id, s.code, ARRAY[m.code], ARRAY['status'], '{}', '开户',
    s.legal_basis, %(since)s, %(until)s, 'APPROVED', '{"status": "FULL"}', a.id,
    %(since)s, %(until)s, %(since)s
FROM matter m JOIN scenario s ON s.code = m.scenario_code, account a, catalog_entry e, license l
WHERE m.code = %(matter)s AND a.subject = 'sample-bank' AND l.id = %(license_id)s
    AND e.id = l.entry_id
"""
_ASK = """
INSERT INTO consent_ask (id, request_id, asked_by, matter, case_number, fields, asked_at, answer_by)
SELECT %(ask)s, id, requested_by, matters[1], %(case)s, asked, %(since)s, %(until)s
FROM access_request WHERE id = %(id)s
"""
_CONSENT = """
INSERT INTO consent (holder_key, id, ask_id, request_id, owner_key, license_id, ordinal,
    case_number, state, fields, sequence, answered_at, valid_until)
SELECT holder_key, %(consent)s, %(ask)s, %(id)s, holder_key, id, 1, %(case)s, 'GIVEN',
    ARRAY['status'], sequence, %(since)s, %(until)s
FROM license WHERE id = %(license_id)s
"""
_DELEGATION = """
INSERT INTO delegation (holder_key, id, depth, given_by, owner_key, license_id, sequence, ordinal,
    fields, matter, delegate_account, valid_from, valid_until, cause, given_at, approved_at,
    ended_at)
SELECT l.holder_key, %(id)s, 0, d.id, l.holder_key, l.id, l.sequence, 1, ARRAY['status'],
    %(matter)s, d.id, %(since)s, %(until)s, '代办', %(since)s, %(since)s, %(ended)s
FROM license l, account d WHERE l.id = %(license_id)s AND d.subject = 'sample-delegate'
"""


class Placed(NamedTuple):
    """Where a license lives."""

    holder_key: UUID
    license_id: UUID


def placed(hub: Hub, landmark: str) -> Placed:
    """Return where a license at a fixed place lives."""
    found = "SELECT holder_key, license_id FROM license_locator WHERE identifier = %s"
    with hub.database() as owner:
        row = owner.execute(found, [identifier(landmark)]).fetchone()
    assert row is not None
    return Placed(*row)


def consent(hub: Hub, landmark: str, matter: str, case: str) -> None:
    """Let the bank have a request for a matter, to which the holder consented for a case."""
    moment = now()
    given = {
        "id": new_id(),
        "ask": new_id(),
        "consent": new_id(),
        "license_id": placed(hub, landmark).license_id,
        "matter": matter,
        "case": case,
        "since": moment - timedelta(days=1),
        "until": moment + timedelta(days=1),
    }
    with hub.database() as owner:
        for statement in (_REQUEST, _ASK, _CONSENT):
            assert owner.execute(statement, given).rowcount == 1


def delegate(hub: Hub, keyring: Keyring, landmark: str, matter: str, *, ended: bool = False) -> str:
    """Let the holder delegate a license for a matter, and return the delegation's id."""
    moment, id_, at = now(), new_id(), placed(hub, landmark)
    given = {
        "id": id_,
        "license_id": at.license_id,
        "matter": matter,
        "since": moment - timedelta(days=1),
        "until": moment + timedelta(days=1),
        "ended": moment if ended else None,
    }
    with hub.database() as owner:
        assert owner.execute(_DELEGATION, given).rowcount == 1
    return GlobalIds(Opaque(keyring.of(Use.SIV))).of(Named.DELEGATION, at.holder_key, id_)
