"""What may happen to a license, and how its versions are chained."""

import json
from datetime import date
from itertools import product
from uuid import UUID

import msgspec
import pytest

from hub.crypto.digests import sm3
from hub.licenses.drafts import Cause
from hub.licenses.rules import (
    STOPPING,
    EventNotAllowed,
    EventOutOfOrder,
    Link,
    content_digest,
    link_digest,
    next_event,
    status_after,
    stops,
)
from hub.licenses.terms import LicenseEvent
from hub.policy.terms import LicenseStatus

AFTER = {
    "IN_FORCE": {
        "CHANGED": "IN_FORCE",
        "RENEWED": "IN_FORCE",
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
        identifier="1.2",
        version=1,
        event=LicenseEvent.ISSUED,
        status=LicenseStatus.IN_FORCE,
        occurred_on=date(2026, 3, 1),
        issued_on=date(2026, 3, 1),
        valid_from=date(2026, 3, 1),
        valid_until=None,
        content="aa",
        cause=None,
    )
    return msgspec.structs.replace(plain, **said)


def test_whoever_has_the_package_computes_the_digest_again() -> None:
    said = {
        "cause": None,
        "content": "aa",
        "event": "ISSUED",
        "identifier": "1.2",
        "issued_on": "2026-03-01",
        "occurred_on": "2026-03-01",
        "status": "IN_FORCE",
        "valid_from": "2026-03-01",
        "valid_until": None,
        "version": 1,
    }
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    assert link_digest(None, link().text()) == sm3(canonical)
    assert link_digest(b"before", link().text()) == sm3(b"before" + canonical)


def test_a_content_is_bound_with_a_random_id_so_that_nobody_tries_contents_out() -> None:
    content = b'{"number":"1"}'
    assert content_digest(UUID(int=7), content) == sm3(UUID(int=7).bytes + content).hex()
    assert content_digest(UUID(int=8), content) != content_digest(UUID(int=7), content)


def test_an_outlived_license_stays_ended_for_those_who_were_authorized() -> None:
    end = date(2026, 3, 1)
    assert stops(LicenseEvent.RENEWED, end, date(2026, 3, 2))
    assert not stops(LicenseEvent.RENEWED, end, end)
    assert not stops(LicenseEvent.CHANGED, None, end)


@pytest.mark.parametrize(
    "changed",
    [
        {"identifier": "1.3"},
        {"version": 2},
        {"event": LicenseEvent.CHANGED},
        {"status": LicenseStatus.SUSPENDED},
        {"occurred_on": date(2026, 3, 2)},
        {"valid_until": date(2027, 3, 1)},
        {"content": "ab"},
        {"cause": Cause(reason="lost").digest()},
    ],
)
def test_a_digest_binds_all_that_a_version_says(changed: dict[str, object]) -> None:
    assert link_digest(None, link(**changed).text()) != link_digest(None, link().text())
