"""The data center's system administrators register peers and replay; its auditors look."""

import time
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from hub.catalog.refusals import EntryNotFound
from hub.crypto import sm2
from hub.errors import Refusal
from hub.exchange.refusals import (
    DeliveryNotFound,
    ExchangeReserved,
    PeerAddressInvalid,
    PeerFixed,
    PeerInvalid,
    PeerKeyInvalid,
    PeerNotFound,
    PeerUnfit,
    RedeliveryUnclear,
)
from schema.ids import IdInvalid
from tests.hub.exchange.platform import Platform, listening
from tests.schema.http.asking import ANYONE, Hub
from tests.schema.http.doors.showing_things import SECURITY, SYSTEM

POINT = sm2.public_key_of(sm2.generate()).hex()
GOVERNMENT, BANK = "11519999MB9900101R", "91519999MA9900036C"
SHOWN = """... on RegisteredPeer { secret peer { code kind state organization { code } address
    entries scenario matter publicKey waiting dead formerUntil differences { kind } } }"""
PEERS = "{ peers { code state } }"
DELIVERIES = """query ($peer: String!, $state: DeliveryState) {
    deliveries(peer: $peer, state: $state, first: 50) { endCursor
        deliveries { id event happened state tries failure receipt entry { code } } } }"""
AUDITED = "SELECT act, outcome FROM audit_entry ORDER BY id DESC LIMIT 1"

_keys = count(1)


REGISTER = """mutation ($input: RegisterPeerInput!) { registerPeer(input: $input) {
    ... on RegisteredPeer { secret } ... on Refusal { kind code } } }"""
REPLAY = """mutation ($input: RedeliverInput!) { redeliver(input: $input) {
    ... on Peer { code } ... on Refusal { kind code } } }"""


def usual() -> dict[str, object]:
    """Write a credit platform to which nothing is sent."""
    return {
        "code": f"credit-{next(_keys)}",
        "kind": "CREDIT",
        "organization": GOVERNMENT,
        "nameZh": "省信用信息平台（示例）",
        "nameEn": "Provincial credit platform (sample)",
        "address": "https://credit.example/exchange",
        "publicKey": POINT,
        "state": "ENDED",
        "idempotencyKey": f"peer-{next(_keys)}",
    }


def registered(hub: Hub, by: str = SYSTEM, /, **changed: object) -> dict[str, Any]:
    """Register a credit platform, or what is changed of it."""
    return hub.do("registerPeer", SHOWN, by=by, **usual() | changed)


def peers(hub: Hub) -> int:
    """Count the peers there are."""
    return len(hub.ask(PEERS, by="auditor")["peers"])


PARTNER: dict[str, object] = {"kind": "PARTNER", "organization": BANK, "publicKey": None}
NATIONAL: dict[str, object] = {
    "kind": "NATIONAL",
    "scenario": "bank-loan",
    "matter": "personal-loan",
}


def test_a_platform_is_registered_and_looked_at(hub: Hub) -> None:
    made = registered(hub, **NATIONAL, entries=["business-license"])
    assert made["secret"] is None
    peer = made["peer"]
    assert (peer["kind"], peer["state"], peer["publicKey"]) == ("NATIONAL", "ENDED", POINT)
    assert (peer["entries"], peer["organization"]["code"]) == (["business-license"], GOVERNMENT)
    for reader in (SYSTEM, SECURITY, "auditor"):
        listed = hub.ask(PEERS, by=reader)["peers"]
        assert {"code": peer["code"], "state": "ENDED"} in listed


def test_a_partners_secret_is_shown_once_and_changed_with_an_overlap(hub: Hub) -> None:
    said = PARTNER | {"code": "bank-hook", "state": "PAUSED", "idempotencyKey": "hook"}
    first = registered(hub, **said)
    assert first["secret"].startswith("whsec_")
    assert registered(hub, **said)["secret"] is None
    assert registered(hub, **said | {"idempotencyKey": "hook-2"})["secret"] is None
    fresh = registered(hub, **said | {"idempotencyKey": "hook-3", "newSecret": True})
    assert fresh["secret"] not in {None, first["secret"]}
    assert fresh["peer"]["formerUntil"] is not None
    with hub.database() as owner:
        (kept,) = owner.execute("SELECT secret FROM peer WHERE code = 'bank-hook'").fetchall()
    assert fresh["secret"].encode() not in kept[0]
    ended = registered(hub, **said | {"idempotencyKey": "hook-4", "state": "ENDED"})
    assert ended["peer"]["state"] == "ENDED"
    again = registered(hub, **said | {"idempotencyKey": "hook-5"})
    assert again["code"] == PeerFixed.__name__


REFUSED: list[tuple[str, dict[str, object], type[Refusal]]] = [
    *((by, {}, ExchangeReserved) for by in (ANYONE, "adult", "publisher", "supervisor")),
    *((by, {}, ExchangeReserved) for by in (SECURITY, "auditor", "desk-auditor")),
    (SYSTEM, {"code": "UPPER"}, PeerInvalid),
    (SYSTEM, {"code": ""}, PeerInvalid),
    (SYSTEM, {"code": "x" * 41}, PeerInvalid),
    (SYSTEM, {"nameZh": " "}, PeerInvalid),
    (SYSTEM, {"nameEn": "x" * 101}, PeerInvalid),
    (SYSTEM, {"entries": ["business-license"] * 501}, PeerInvalid),
    (SYSTEM, {"publicKey": None}, PeerInvalid),
    (SYSTEM, {"newSecret": True}, PeerInvalid),
    (SYSTEM, {"scenario": "bank-loan", "matter": "personal-loan"}, PeerInvalid),
    (SYSTEM, PARTNER | {"publicKey": POINT}, PeerInvalid),
    (SYSTEM, NATIONAL | {"matter": None}, PeerInvalid),
    (SYSTEM, NATIONAL | {"matter": "no-such-matter"}, PeerInvalid),
    (SYSTEM, NATIONAL | {"scenario": "road-check"}, PeerInvalid),
    (SYSTEM, {"publicKey": "04" + "11" * 64}, PeerKeyInvalid),
    (SYSTEM, {"publicKey": "zz"}, PeerKeyInvalid),
    (SYSTEM, {"organization": BANK}, PeerUnfit),
    (SYSTEM, {"organization": "91519999MA9999999X"}, PeerUnfit),
    (SYSTEM, {"address": "http://credit.example/"}, PeerAddressInvalid),
    (SYSTEM, PARTNER | {"address": "https://10.0.0.1/"}, PeerAddressInvalid),
    (SYSTEM, PARTNER | {"address": "https://169.254.169.254/"}, PeerAddressInvalid),
    (SYSTEM, {"entries": ["no-such-entry"]}, EntryNotFound),
]


@pytest.mark.parametrize(("by", "changed", "expected"), REFUSED)
def test_what_is_no_peer(
    hub: Hub, by: str, changed: dict[str, object], expected: type[Refusal]
) -> None:
    before = peers(hub)
    told = registered(hub, by, **changed)
    assert (told["code"], told["kind"]) == (expected.__name__, expected.kind)
    assert peers(hub) == before
    with hub.database() as owner:
        assert owner.execute(AUDITED).fetchone() == ("register_peer", expected.__name__)


@pytest.mark.parametrize("name", ["a\0b", "x" * 100_000, "", "张三", "' OR true --"])
def test_names_that_are_none_find_nothing(hub: Hub, name: str) -> None:
    looked = hub.post(DELIVERIES, by=SYSTEM, peer=name).json()
    assert looked.get("errors") or looked["data"]["deliveries"]["deliveries"] == []
    assert "HubFailed" not in str(looked)
    for field in ("code", "nameZh", "address", "organization", "publicKey"):
        told = hub.post(REGISTER, by=SYSTEM, input=usual() | {field: name}).json()
        assert (
            told.get("errors")
            or told["data"]["registerPeer"].get("kind") == "INVALID"
            or (field == "nameZh" and name in {"张三", "' OR true --"})
        )
        assert "HubFailed" not in str(told)
    for field in ("scenario", "matter"):
        told = hub.post(REGISTER, by=SYSTEM, input=usual() | NATIONAL | {field: name}).json()
        assert "HubFailed" not in str(told)
    again = {"peer": name, "idempotencyKey": f"none-{next(_keys)}"}
    told = hub.post(REPLAY, by=SYSTEM, input=again).json()
    assert "HubFailed" not in str(told)


@pytest.mark.parametrize("changed", [{"kind": "NATIONAL"}, {"organization": "11519999MB9900013B"}])
def test_a_peer_keeps_its_kind_and_organization(hub: Hub, changed: dict[str, object]) -> None:
    made = registered(hub, state="PAUSED")
    more = NATIONAL if "kind" in changed else {}
    told = registered(hub, code=made["peer"]["code"], **changed | more | {"state": "ENDED"})
    assert told["code"] == PeerFixed.__name__
    registered(hub, code=made["peer"]["code"])


REPLAYS: list[tuple[str, dict[str, object], type[Refusal]]] = [
    *((by, {}, ExchangeReserved) for by in (ANYONE, "adult", "publisher", SECURITY, "auditor")),
    (SYSTEM, {"peer": "no-such-peer"}, PeerNotFound),
    (SYSTEM, {"entry": "no-such-entry"}, EntryNotFound),
    (SYSTEM, {"delivery": "none-of-ours"}, IdInvalid),
]


@pytest.mark.parametrize(("by", "changed", "expected"), REPLAYS)
def test_what_is_not_replayed(
    hub: Hub, by: str, changed: dict[str, object], expected: type[Refusal]
) -> None:
    registered(hub, code="replayed", idempotencyKey="replayed")
    said = {"peer": "replayed", "idempotencyKey": f"again-{next(_keys)}"} | changed
    told = hub.do("redeliver", "... on Peer { code }", by=by, **said)
    assert (told["code"], told["kind"]) == (expected.__name__, expected.kind)
    if expected is not IdInvalid:
        with hub.database() as owner:
            assert owner.execute(AUDITED).fetchone() == ("redeliver", expected.__name__)


@pytest.mark.parametrize("by", [ANYONE, "adult", "publisher", "supervisor", "desk-auditor"])
def test_others_do_not_look(hub: Hub, by: str) -> None:
    assert hub.refusal(PEERS, by=by)["code"] == ExchangeReserved.__name__
    told = hub.refusal(DELIVERIES, by=by, peer="replayed")
    assert told["code"] == ExchangeReserved.__name__


@pytest.fixture
def platform() -> Iterator[Platform]:
    """A platform that the served hub exchanges with by itself."""
    with listening() as running:
        yield running


def test_from_registration_to_dead_letter_and_replay(hub: Hub, platform: Platform) -> None:
    platform.outcomes = {"RESTATED": "REFUSED"}
    said: dict[str, object] = {
        "code": "live",
        "address": platform.url,
        "publicKey": platform.public_key,
    }
    said |= {"state": "ACTIVE", "entries": ["film-projection-license"]}
    registered(hub, **said)
    dead = waited(hub, "DEAD")
    assert {(one["happened"], one["failure"]) for one in dead} == {("RESTATED", "REFUSED")}
    platform.outcomes = {}
    one, *_ = dead
    wish = {"peer": "live", "delivery": one["id"], "entry": "film-projection-license"}
    shown = "... on Peer { code dead waiting }"
    told = hub.do("redeliver", shown, by=SYSTEM, **wish, idempotencyKey="live-0")
    assert told["code"] == RedeliveryUnclear.__name__
    del wish["entry"]
    told = hub.do("redeliver", shown, by=SYSTEM, **wish, idempotencyKey="live-1")
    assert told["dead"] == len(dead) - 1
    told = hub.do("redeliver", shown, by=SYSTEM, **wish | {"idempotencyKey": "live-2"})
    assert told["code"] in {DeliveryNotFound.__name__, "live"}
    hub.do("redeliver", shown, by=SYSTEM, peer="live", idempotencyKey="live-3")
    delivered = waited(hub, "DELIVERED", len(dead))
    assert all(one["event"] in one["receipt"] for one in delivered)
    assert {state["entry"] for state in platform.has.values()} == {"film-projection-license"}
    registered(hub, **said | {"state": "ENDED"})


def waited(hub: Hub, state: str, least: int = 1) -> list[dict[str, Any]]:
    """Wait for deliveries in a state; the hub's own loop brings them there."""
    for _ in range(400):
        told = hub.ask(DELIVERIES, by="auditor", peer="live", state=state)["deliveries"]
        if len(told["deliveries"]) >= least:
            found: list[dict[str, Any]] = told["deliveries"]
            return found
        time.sleep(0.05)
    raise AssertionError(state)
