"""Make licenses over HTTP, as a clerk's system would."""

from itertools import count
from typing import Any

from tests.schema.http.asking import RECORDS, Answer, Hub

CLERK = "issuer-market-regulation"
"""A clerk of the Chengdu bureau for market regulation."""

ENTRY = "business-license"
COMPANY = RECORDS["company-license"]["holders"]
FACE = RECORDS["company-license"]["face"]
CASE = {"matter": "company-registration", "caseNumber": "CD-2026-0001"}
SHOWN = """... on Making {
    id state event identifier license awaiting { code } confirmed { code } outcome }"""
WHY = {"reason": "经营者申请", "legalBasis": "market-entity-registration-35"}

_keys = count(1)


def key() -> str:
    """Return a key that no other act has."""
    return f"making-{next(_keys)}"


def issued(hub: Hub, by: str = CLERK, **said: Any) -> Answer:  # noqa: ANN401 - as GraphQL takes them
    """Issue a license, and return what is told of it."""
    wish = {
        "entry": ENTRY,
        "holders": holders(),
        "face": FACE,
        "case": CASE,
        "idempotencyKey": key(),
    } | said
    return hub.do("issueLicense", SHOWN, by=by, **wish)


def holders(named: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    """Return holders as GraphQL takes them."""
    return [
        {
            "codeType": one["code_type"],
            "code": one["code"],
            "name": one["name"],
            "fields": one["fields"],
        }
        for one in named or COMPANY
    ]


def like(landmark: str) -> dict[str, Any]:
    """Return what issues a license that says the same as one at a fixed place."""
    record = RECORDS[landmark]
    return {
        "entry": record["entry"],
        "holders": holders(record["holders"]),
        "face": record["face"],
        "validUntil": record["valid_until"],
    }


def happened(hub: Hub, act: str, license_: str, by: str = CLERK, **said: Any) -> Answer:  # noqa: ANN401
    """Let something happen to a license."""
    wish = {"license": license_, **WHY, "idempotencyKey": key()} | said
    return hub.do(act, SHOWN, "LifeEventInput", by=by, **wish)
