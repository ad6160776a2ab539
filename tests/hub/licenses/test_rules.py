"""What may happen to a license, and how its versions are chained."""

import json
from datetime import date
from itertools import product
from uuid import UUID

import msgspec
import pytest

from hub.crypto.digests import sm3
from hub.licenses.rules import (
    STOPPING,
    EventNotAllowed,
    EventOutOfOrder,
    Link,
    link_digest,
    next_event,
    status_after,
)
from hub.licenses.terms import LicenseEvent
from hub.policy.terms import LicenseStatus

AFTER = {
    "IN_FORCE": {
        "CHANGED": "IN_FORCE",
        "SUSPENDED": "SUSPENDED",
        "INSPECTED": "IN_FORCE",
        "ANNULLED": "ANNULLED",
        "REVOKED": "REVOKED",
        "CANCELLED": "CANCELLED",
    },
    "SUSPENDED": {
        "CHANGED": "SUSPENDED",
        "RESUMED": "IN_FORCE",
        "ANNULLED": "ANNULLED",
        "REVOKED": "REVOKED",
        "CANCELLED": "CANCELLED",
    },
}


@pytest.mark.parametrize(("status", "event"), list(product(LicenseStatus, LicenseEvent)))
def test_what_may_happen_is_a_table(status: LicenseStatus, event: LicenseEvent) -> None:
    wanted = AFTER.get(status.value, {}).get(event.value)
    if wanted is None:
        with pytest.raises(EventNotAllowed):
            status_after(status, event)
    else:
        assert status_after(status, event).value == wanted


def test_suspensions_and_ends_stop_authorizations() -> None:
    assert {event.value for event in STOPPING} == {"SUSPENDED", "ANNULLED", "REVOKED", "CANCELLED"}


def test_events_come_in_order() -> None:
    assert next_event(0, 1)
    assert not next_event(3, 3)
    assert not next_event(3, 1)
    with pytest.raises(EventOutOfOrder):
        next_event(3, 5)


def link(**said: object) -> Link:
    plain = Link(
        face_id=UUID(int=7),
        identifier="1.2",
        version=1,
        event=LicenseEvent.ISSUED,
        status=LicenseStatus.IN_FORCE,
        occurred_on=date(2026, 3, 1),
        issued_on=date(2026, 3, 1),
        valid_from=date(2026, 3, 1),
        valid_until=None,
        content=msgspec.Raw(b'{"number":"1"}'),
    )
    return msgspec.structs.replace(plain, **said)


def test_whoever_has_the_package_computes_the_digest_again() -> None:
    said = {
        "content": {"number": "1"},
        "event": "ISSUED",
        "face_id": "00000000-0000-0000-0000-000000000007",
        "identifier": "1.2",
        "issued_on": "2026-03-01",
        "occurred_on": "2026-03-01",
        "status": "IN_FORCE",
        "valid_from": "2026-03-01",
        "valid_until": None,
        "version": 1,
    }
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    assert link_digest(None, link()) == sm3(canonical)
    assert link_digest(b"before", link()) == sm3(b"before" + canonical)


@pytest.mark.parametrize(
    "changed",
    [
        {"face_id": UUID(int=8)},
        {"identifier": "1.3"},
        {"version": 2},
        {"event": LicenseEvent.CHANGED},
        {"status": LicenseStatus.SUSPENDED},
        {"occurred_on": date(2026, 3, 2)},
        {"valid_until": date(2027, 3, 1)},
        {"content": msgspec.Raw(b'{"number":"2"}')},
    ],
)
def test_a_digest_binds_all_that_a_version_says(changed: dict[str, object]) -> None:
    assert link_digest(None, link(**changed)) != link_digest(None, link())
