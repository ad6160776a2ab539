"""What ministries send back (回传) may come twice and out of order, and is right in the end."""

from typing import Any

import orjson

from tests.schema.http.asking import RECORDS, Hub

BY = "aggregator-market-regulation"
"""The client by which the department passes on what its ministry's system returns."""

SERIAL = "519999202690008801"
VERSIONS = "SELECT event FROM license_version v JOIN license l ON l.id = v.license_id"


def license_() -> dict[str, Any]:
    """Return a license as the ministry's system made it."""
    record = dict(RECORDS["food-license"]) | {"serial": SERIAL, "number": "JY51010090008801"}
    del record["identifier"]
    return record


def event(sequence: int, happened: str) -> dict[str, Any]:
    """Return what happened to it there."""
    return {
        "event": happened,
        "issuer": RECORDS["food-license"]["issuer"],
        "entry": "food-business-license",
        "serial": SERIAL,
        "sequence": sequence,
        "occurred_on": f"2026-06-0{sequence}",
        "reason": "部系统回传",
    }


def returned(hub: Hub, key: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """Let a feed come in as a stream, and return what became of it."""
    headers = hub.headers(BY) | {"content-type": "application/x-ndjson", "x-batch-key": key}
    answer = hub.client.post(
        "/aggregate", content=b"\n".join(map(orjson.dumps, rows)), headers=headers
    )
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return {name: told[name] for name in ("accepted", "unchanged", "events", "quarantined")}


def test_duplicates_change_nothing_and_what_comes_too_early_is_told_of(hub: Hub) -> None:
    suspended, resumed = event(1, "SUSPENDED"), event(2, "RESUMED")
    nothing = {"accepted": 0, "unchanged": 0, "events": 0, "quarantined": 0}
    assert returned(hub, "early", license_(), resumed) == nothing | {
        "accepted": 1,
        "quarantined": 1,
    }
    assert returned(hub, "again", license_(), suspended) == nothing | {"unchanged": 1, "events": 1}
    assert returned(hub, "late", resumed) == nothing | {"events": 1}
    everything = (license_(), suspended, resumed, suspended)
    told = returned(hub, "once-more", *everything)
    assert (told["accepted"], told["events"], told["quarantined"]) == (0, 0, 0)
    with hub.database() as owner:
        rows = owner.execute(f"{VERSIONS} WHERE l.serial = %s ORDER BY v.sequence", [SERIAL])
        assert [one for (one,) in rows.fetchall()] == ["ISSUED", "SUSPENDED", "RESUMED"]
