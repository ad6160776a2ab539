"""Things that a holder's pages are about, found or made over GraphQL."""

import time
from typing import Any

from hub.policy.codes import make_identifier
from hub.sample.files import current_entries
from tests.schema.http.asking import RECORDS
from tests.schema.http.objections.objecting import key, raised, upheld
from tests.schema.http.sharing import asked, running, waiting
from tests.schema.http.streams.serving import Served

PATIENCE_SECONDS = 20
USED = "{ viewer { usage(first: 1) { records { event } } } }"
OWN = "{ objections(under: OWN) { objections { id } } }"
RECEIPT = "query ($id: ID!) { receipt(id: $id) { checkpoint } }"


def identity(hub: Served) -> str:
    """Return where the adult's identity card is."""
    return f"/me/licenses/{hub.license_id('adult-identity', 'adult')}"


def consent_asked(hub: Served, case: str = "LOAN-7") -> str:
    """Return where the adult answers what the bank asks for a case; let it ask, if it has not."""
    try:
        found = waiting(hub, "adult", case)
    except StopIteration:
        asked(hub, running(hub), "adult-identity", case)
        found = waiting(hub, "adult", case)
    return f"/me/consents/{found['id']}"


def receipt(hub: Served) -> str:
    """Return where the receipt of the adult's last use is, once it is in the log."""
    hub.look("adult-identity", "adult")
    event = hub.ask(USED, by="adult")["viewer"]["usage"]["records"][0]["event"]
    wait_for_receipt(hub, event)
    return f"/me/usage/{event}"


def wait_for_receipt(hub: Served, event: str, by: str = "adult") -> None:
    """Wait until a use is in the log."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while "errors" in hub.post(RECEIPT, by=by, id=event).json():
        assert time.monotonic() < give_up
        time.sleep(0.1)


def objection(hub: Served) -> str:
    """Return where an objection of the adult's is; let one be raised, if there is none."""
    found: list[dict[str, Any]] = hub.ask(OWN, by="adult")["objections"]["objections"]
    if not found:
        license_ = hub.license_id("adult-driving", "adult")
        raised(hub, license_, "adult", fields=["home_address"], told="住址已变更")
        found = hub.ask(OWN, by="adult")["objections"]["objections"]
    return f"/me/objections/{found[0]['id']}"


def correct_area(hub: Served, license_: str) -> None:
    """Let the adult object to the area of a real estate certificate, and its issuer correct it."""
    record = RECORDS["former-issuer"]
    type_code = current_entries()[record["entry"]].type_code
    named = make_identifier(type_code, record["issuer"], record["serial"], 2)
    face = record["face"] | {"area": "99.00"}
    changed = record | {"version": 2, "identifier": str(named), "face": face}
    objection = raised(hub, license_, "adult", fields=["area"])["objection"]
    wish = {"records": [changed], "idempotencyKey": key()}
    by = "aggregator-natural-resources"
    made = hub.do("aggregateLicenses", "... on Aggregated { accepted }", by=by, **wish)
    assert made["accepted"] == 1, made
    assert upheld(hub, objection, "issuer-natural-resources")["state"] == "UPHELD"
