"""Give the peers what the hub keeps: its licenses, opened, in plain and masked columns.

The peers can open nothing, so they are spared it: whatever they show lies ready. It is derived once
from the hub's own rows.
"""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
import psycopg

from hub.crypto.envelope import Envelopes
from tests.bench.reads.store import Store

SQL: Final = Path(__file__).resolve().parents[1] / "peers"
CELLS: Final = (
    "number", "number_masked", "holder_name", "holder_name_masked", "holder_code",
    "holder_code_masked", "sex", "vehicle_classes", "first_issued_on", "penalty_points",
    "employer", "duty", "education", "household_type", "bank", "company_type",
    "legal_representative",
)  # fmt: skip
_MASKED: Final = "_masked"
_FACES: Final = "SELECT face_id, face, face_sealed, face_masked FROM license_face"


def spread(store: Store) -> None:
    """Make the peers' schema, unless an earlier run has."""
    if store.kept("spread") is not None:
        return
    envelopes = Envelopes(store.keyring.data)
    with store.connect() as db:
        db.execute((SQL / "plain.sql").read_bytes())
        _copy(store, db, envelopes)
        for statement in (SQL / "finish.sql").read_text("utf-8").split(";\n"):
            if statement.strip():
                db.execute(statement.encode())
    store.keep("spread", list(CELLS))


def _copy(store: Store, db: "psycopg.Connection[Any]", envelopes: Envelopes) -> None:
    """Open every face, reading on one connection and writing on another."""
    with store.connect() as reading, reading.transaction():
        faces = reading.cursor(name="faces")
        faces.itersize = 5_000
        with db.cursor().copy("COPY peers.cells FROM STDIN") as copy:
            for row in faces.execute(_FACES):
                copy.write_row((row[0], *_cells(envelopes, *row)))


def _cells(
    envelopes: Envelopes,
    face_id: UUID,
    clear: dict[str, Any],
    sealed: dict[str, str],
    masked: dict[str, dict[str, str]],
) -> Iterator[Any]:
    for name in CELLS:
        key = name.removesuffix(_MASKED)
        if name.endswith(_MASKED):
            yield _partner_form(masked.get(key, {}))
        elif key in sealed:
            envelope = base64.b64decode(sealed[key])
            yield orjson.loads(envelopes.open(envelope, face_id.bytes + key.encode()))
        else:
            yield clear.get(key)


def _partner_form(forms: dict[str, str]) -> str | None:
    """Return what a partner sees: the public's form of a number hides more."""
    return next((form for name, form in forms.items() if not name.endswith("_PUBLIC")), None)
