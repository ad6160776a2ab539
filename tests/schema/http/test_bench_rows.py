"""What the measure of reads fills the tables with is read as aggregated licenses are."""

import asyncio
import base64
from typing import Any

import orjson
import psycopg
import pytest

from hub.crypto.envelope import Envelopes
from hub.crypto.keyring import Keyring
from hub.db.ids import id_floor
from hub.licenses.keys import LicenseKeys
from hub.sample.files import current_entries
from hub.sample.province import licenses
from tests.bench.reads.multiplied import multiply
from tests.bench.reads.province import SEED
from tests.bench.reads.rows import COMPANY, FIRST, Block, write_block
from tests.schema.http.asking import Hub

PERSON = "driving-license"
COUNT = 3
SEARCH = """query ($search: String!) { publicRecords(search: $search) { edges { node {
  identifier status fields(keys: ["holder_name", "holder_code"]) { value outcome }
} } } }"""
VERIFY = """query ($identifier: String!, $digest: String!) {
  verifyLicense(identifier: $identifier, digest: $digest) { state grade digestRight }
}"""


@pytest.fixture(scope="module")
def filled(hub: Hub, keyring: Keyring) -> dict[str, list[dict[str, Any]]]:
    """The records that were written, and multiplied once."""
    since = id_floor(_now(hub))
    for entry in (COMPANY, PERSON):
        asyncio.run(write_block(hub.url, LicenseKeys(keyring), Block(entry, FIRST, COUNT)))
    with psycopg.connect(hub.url) as db:
        multiply(db, 1, since)
    return {
        entry: list(licenses(current_entries()[entry], SEED, COUNT, first=FIRST))
        for entry in (COMPANY, PERSON)
    }


def _now(hub: Hub) -> float:
    with psycopg.connect(hub.url) as db:
        row = db.execute("SELECT extract(epoch FROM clock_timestamp())").fetchone()
    assert row
    return float(row[0])


def test_a_company_is_found_in_the_register_as_itself_and_as_its_copy(
    hub: Hub, filled: dict[str, list[dict[str, Any]]]
) -> None:
    record = filled[COMPANY][0]
    (holder,) = record["holders"]
    edges = hub.ask(SEARCH, search=holder["name"])["publicRecords"]["edges"]
    names = {edge["node"]["identifier"] for edge in edges}
    assert names == {record["identifier"], record["identifier"].replace("99992026", "99992027")}
    for edge in edges:
        shown = [(cell["value"], cell["outcome"]) for cell in edge["node"]["fields"]]
        assert shown == [(holder["name"], "GRANTED"), (holder["code"], "GRANTED")]


def test_a_license_is_verified_by_its_document(
    hub: Hub, filled: dict[str, list[dict[str, Any]]]
) -> None:
    for record in filled[PERSON]:
        asked = {"identifier": record["identifier"], "digest": record["digest"]}
        found = hub.ask(VERIFY, **asked)["verifyLicense"]
        assert (found["grade"], found["digestRight"]) == ("VALID", True)


def test_sealed_cells_open_and_masked_forms_lie_beside_them(
    hub: Hub, keyring: Keyring, filled: dict[str, list[dict[str, Any]]]
) -> None:
    codes = {holder["code"] for record in filled[PERSON] for holder in record["holders"]}
    with psycopg.connect(hub.url) as db:
        faces = db.execute(
            """SELECT f.face_id, f.face_sealed ->> 'holder_code', f.face_masked -> 'holder_code'
            FROM license l JOIN license_face f USING (holder_key, face_id)
            WHERE right(l.serial, 8)::int BETWEEN %s AND %s""",
            [FIRST, FIRST + COUNT - 1],
        ).fetchall()
    sealed = [(face_id, cell, masked) for face_id, cell, masked in faces if cell]
    assert len(sealed) == 2 * COUNT
    envelopes = Envelopes(keyring.data)
    for face_id, cell, masked in sealed:
        opened = envelopes.open(base64.b64decode(cell), face_id.bytes + b"holder_code")
        code = orjson.loads(opened)
        assert code in codes
        assert all(form.startswith(code[:1]) and "*" in form for form in masked.values())
