"""A made-up permit with a field of every type, and records of it."""

import base64
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from hub.policy.codes import credit_code_valid, resident_id_valid
from hub.policy.entry import Entry
from hub.policy.terms import Classification, Disclosure, FieldType, Mask, Sharing, Subject
from tests.entries import OWNER as _OWNER
from tests.entries import entry, field

OWNER = _OWNER
CITY, CITY_GOVERNMENT = "11519999MB9910019M", "11519999MB9910000Q"
OTHER, SUCCEEDED = "11519999MB9900136C", "11519999MB990003XX"
COMPANY, PERSON, SECOND = "91519999MA990001XH", "519999199001010017", "519999198506150045"

PUBLIC = {
    "classification": Classification.PUBLIC,
    "sharing": Sharing.UNCONDITIONAL,
    "disclosure": Disclosure.FULL,
}
SENSITIVE = {"classification": Classification.SENSITIVE_PERSONAL}
PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(40)).decode()


def permit(**said: object) -> Entry:
    """Make the permit's revision."""
    made = entry(
        field("premises", required=True, mask=Mask.ADDRESS, **PUBLIC),
        field("scope", type=FieldType.LIST, **PUBLIC),
        field("capital", type=FieldType.MONEY),
        field("seats", type=FieldType.NUMBER),
        field("opened_on", type=FieldType.DATE),
        field("term", type=FieldType.PERIOD),
        field("grade", type=FieldType.CODE, source=OTHER),
        field("inspector", subject=Subject.OTHER, mask=Mask.PERSON_NAME, **SENSITIVE),
        field("plan", type=FieldType.IMAGE, **SENSITIVE),
        field("phone", subject=Subject.HOLDER, mask=Mask.PHONE, **SENSITIVE),
    )
    return replace(made, **{"issuers": (OWNER, CITY), "max_holders": 2, **said})


def record(place: int = 1, /, **said: object) -> dict[str, Any]:
    """Make a record that is well in every way."""
    made = {
        "entry": "food-operation",
        "issuer": CITY,
        "serial": f"{place:010}",
        "version": 1,
        "number": f"JY5101002026{place:06}",
        "issued_on": "2026-03-01",
        "valid_from": "2026-03-01",
        "valid_until": "2031-02-28",
        "region": "510100",
        "holders": [holder()],
        "face": {"premises": "成都市锦江区示例路1号", "scope": ["热食类", "冷食类"]},
    }
    return made | said


def holder(code: str = PERSON, name: str = "张三丰", **fields: str) -> dict[str, Any]:
    """Make a holder; a code of 18 characters that begins with 9 is a company's."""
    code_type = "001" if code.startswith("9") else "111"
    return {"code_type": code_type, "code": code, "name": name, "fields": fields}


def event(number: int, what: str, sequence: int, **said: object) -> dict[str, Any]:
    """Make an event of a license."""
    made = {
        "event": what,
        "issuer": CITY,
        "entry": "food-operation",
        "serial": f"{number:010}",
        "sequence": sequence,
        "occurred_on": "2026-04-01",
        "reason": "示例",
    }
    return made | said


def people() -> Iterator[str]:
    """Make up identity numbers of the region that is not assigned."""
    for number in range(100_000):
        body = f"5199991990{1 + number % 12:02}{1 + number // 12 % 28:02}{number // 336:03}"
        yield next(body + c for c in "0123456789X" if resident_id_valid(body + c))


assert credit_code_valid(COMPANY)
