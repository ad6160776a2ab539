"""Let holders delegate, so that others reach their licenses."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from hub.clock import now
from hub.crypto.keyring import Keyring, Use
from hub.crypto.opaque import Opaque
from hub.db.ids import new_id
from schema.ids import GlobalIds, Named
from tests.schema.http.asking import Hub, identifier

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
