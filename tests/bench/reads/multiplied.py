"""Multiply licenses within the database, where more are wanted than are made one by one.

Each copy has holders, ids and identifiers of its own. It keeps the id of its face, to which sealed
cells are bound, so they open as their originals do: a face lies under its holder and its id. What
is no longer true of a copy is what its chain is made of: the digest of its link, and the check
character of its identifier, of which no read takes notice.
"""

from typing import Any, Final
from uuid import UUID

import psycopg

_COPIED: Final = """
INSERT INTO {table} ({columns})
SELECT {values} FROM {table}, generate_series(1, %(copies)s) AS n {since}
"""
_HOLDER: Final = "md5({0}::text || n)::uuid"
_LICENSE: Final = "(left({0}::text, 24) || left(md5({0}::text || n), 12))::uuid"
_HOLDERS: Final = (
    "ARRAY(SELECT md5(one::text || n)::uuid"
    " FROM unnest({0}) WITH ORDINALITY AS w (one, place) ORDER BY place)"
)
_SERIAL: Final = "overlay({0} placing (2026 + n)::text from 7 for 4)"
_IDENTIFIER: Final = "replace({0}, '.5199992026', '.519999' || 2026 + n)"
NEW: Final[dict[str, dict[str, str]]] = {
    "holder": {"lookup_hash": "sha256({0} || n::text::bytea)", "holder_key": _HOLDER},
    "license": {
        "holder_key": _HOLDER,
        "id": _LICENSE,
        "serial": _SERIAL,
        "identifier": _IDENTIFIER,
        "holders": _HOLDERS,
    },
    "license_version": {"holder_key": _HOLDER, "license_id": _LICENSE},
    "license_face": {"holder_key": _HOLDER},
    "license_holder": {"owner_key": _HOLDER, "license_id": _LICENSE, "holder_key": _HOLDER},
    "license_locator": {
        "holder_key": _HOLDER,
        "license_id": _LICENSE,
        "serial": _SERIAL,
        "identifier": _IDENTIFIER,
    },
    "public_record": {"owner_key": _HOLDER, "license_id": _LICENSE},
}
"""What each copy of a row has of its own; all else is its original's."""


SINCE: Final = {
    "license": "id",
    "license_version": "license_id",
    "license_face": "face_id",
    "license_holder": "license_id",
    "license_locator": "license_id",
    "public_record": "license_id",
}
"""The ids by which originals are told from what was there before: they grow with time."""


def multiply(db: "psycopg.Connection[Any]", copies: int, since: UUID) -> None:
    """Add so many copies of every license made since."""
    db.execute("SET session_replication_role = replica")
    db.execute("SET synchronous_commit = off")
    for table, new in NEW.items():
        found = db.execute(_COLUMNS, [table]).fetchall()
        values = [new.get(name, "{0}").format(f'{table}."{name}"') for (name,) in found]
        statement = _COPIED.format(
            table=table,
            columns=", ".join(f'"{name}"' for (name,) in found),
            values=", ".join(values),
            since=f"WHERE {SINCE[table]} >= %(since)s" if table in SINCE else "",
        )
        db.execute(statement.encode(), {"copies": copies, "since": since})
    db.execute("RESET session_replication_role")
    db.execute("RESET synchronous_commit")


_COLUMNS: Final = """
SELECT attname FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
