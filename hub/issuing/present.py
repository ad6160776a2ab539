"""Read what a license says today, as its issuer: decided, recorded, and for the stated case."""

from typing import Any

import orjson

from hub.audit.call import Call
from hub.issuing.known import KnownLicense
from hub.issuing.records import Record, day
from hub.issuing.refusals import LicenseNotYours
from hub.policy.codes import (
    CREDIT_CODE,
    PASSPORT,
    RESIDENT_ID,
    credit_code_valid,
    resident_id_valid,
)
from hub.policy.entry import HOLDER_CODE, HOLDER_NAME, METADATA, NUMBER
from hub.reading.decide import DecidedCell, Row
from hub.reading.read import Answer, Reading
from hub.reading.scope import ById, Query, Wanted


async def present_record(call: Call, reading: Reading, license_: KnownLicense) -> Record:
    """Return the present version of a license as a record, every cell of it granted as ISSUER.

    Raises: LicenseNotYours, and whatever a read is refused by.
    """
    query = Query(ById(license_.holder_key, license_.id), Wanted(images=True))
    answer = await reading.read(call, query)
    if not answer.rows or not all(cell.granted for cell in answer.rows[0].decided.cells):
        raise LicenseNotYours
    return _record(answer, answer.rows[0], license_)


def _record(answer: Answer, row: Row, license_: KnownLicense) -> Record:
    cells: dict[str, Any] = {}
    holders: list[Record] = [{"fields": {}} for _ in row.record["holders"]]
    number = ""
    for cell in row.decided.cells:
        value = _value(answer, row, cell)
        key = cell.cell.field.key
        if key == NUMBER:
            number = value
        elif cell.holder is not None:
            _put(holders[cell.holder - 1], key, value)
        elif key not in METADATA and value is not None:
            cells[key] = value
    return {
        "entry": answer.catalog.by_id[license_.entry_id].code,
        "serial": license_.serial,
        "version": license_.version,
        "number": number,
        "valid_from": day(row.record["valid_from"]),
        "valid_until": day(row.record["valid_until"]),
        "region": row.record["region"],
        "origin": license_.origin,
        "revision": license_.revision,
        "holders": holders,
        "face": cells,
    }


def _value(answer: Answer, row: Row, cell: DecidedCell) -> Any:  # noqa: ANN401 - of any type
    text = answer.values.stored(row, cell)
    return None if text is None else orjson.loads(text)


def _put(holder: Record, key: str, value: Any) -> None:  # noqa: ANN401 - of any type
    if key == HOLDER_NAME:
        holder["name"] = value
    elif key == HOLDER_CODE:
        holder["code"], holder["code_type"] = value, code_type_of(value)
    elif value is not None:
        holder["fields"][key] = value


def code_type_of(code: str) -> str:
    """Return of which type a stored holder code is; its check tells, and passports are the rest."""
    if resident_id_valid(code):
        return RESIDENT_ID
    return CREDIT_CODE if credit_code_valid(code) else PASSPORT
