"""Write what a license is to say in the record form, by which everything new is checked."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from hub.aggregation.rules.context import Context, KnownEntry
from hub.aggregation.rules.faults import NotAnIssuer, RowFault, ValueUnreadable
from hub.aggregation.rules.rows import validate
from hub.issuing.numbers import Numbered
from hub.issuing.refusals import ContentFaulty
from hub.issuing.wishes import HolderWish
from hub.licenses.drafts import LicenseDraft
from hub.licenses.terms import Origin
from hub.policy.codes import region_valid

Record = dict[str, Any]


def checked(record: Mapping[str, Any], context: Context) -> LicenseDraft:
    """Return a license as it may be made.

    Raises: ContentFaulty.
    """
    try:
        found = validate(record, context)
    except RowFault as fault:
        raise faulty(fault) from None
    if not isinstance(found, LicenseDraft):
        raise ContentFaulty(field="event", told_zh="不是证照", told_en="no license", fault="event")
    if found.issuer_id != context.provider.id:  # it went to an heir, who issues it now
        raise faulty(NotAnIssuer("issuer"))
    return found


def faulty(fault: RowFault) -> ContentFaulty:
    """Return a row's fault as the refusal of what a caller wished."""
    return ContentFaulty(
        field=fault.field or "-",
        told_zh=fault.message_zh,
        told_en=fault.message_en,
        fault=fault.code,
    )


def issued_under(context: Context, code: str) -> tuple[KnownEntry, int]:
    """Return an entry and its revision in force.

    Raises: ContentFaulty.
    """
    try:
        entry = context.entry(code)
        return entry, entry.revision(None)
    except RowFault as fault:
        raise faulty(fault) from None


def checked_region(region: str) -> str:
    """Return a region code that numbers may be counted in.

    Raises: ContentFaulty.
    """
    try:
        return read_region(region)
    except RowFault as fault:
        raise faulty(fault) from None


def read_region(region: str) -> str:
    """Return a region code that numbers may be counted in.

    Raises: ValueUnreadable.
    """
    if not region_valid(region):
        raise ValueUnreadable("region", wanted_zh="六位行政区划代码", wanted_en="six digits")
    return region


def new_record(issuer: str, entry: str, revision: int, said: Record, numbered: Numbered) -> Record:
    """Return a new license in the record form: what is said of it, and what it is numbered."""
    return {
        "entry": entry,
        "issuer": issuer,
        "serial": numbered.serial,
        "version": 1,
        "number": numbered.number,
        "issued_on": said["issued_on"],
        "valid_from": said.get("valid_from") or said["issued_on"],
        "valid_until": said.get("valid_until"),
        "region": said["region"],
        "origin": Origin.BORN_DIGITAL.value,
        "revision": revision,
        "holders": said["holders"],
        "face": said["face"],
    }


def holders_record(holders: Iterable[HolderWish]) -> list[Record]:
    """Return holders as a record names them."""
    return [
        {"code_type": one.code_type, "code": one.code, "name": one.name, "fields": one.fields}
        for one in holders
    ]


def day(text: date | None) -> str | None:
    """Return a day as a record writes it."""
    return None if text is None else text.isoformat()
