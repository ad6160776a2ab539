"""Holders are checked by the registers before a license is issued or changed (art. 23)."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from hub.licenses.terms import Answer
from hub.registers.client import Answers, RegisterClient
from hub.registers.terms import Holder
from tests.hub.registers.peer import Peer, Reply
from tests.schema.http.asking import Hub
from tests.schema.http.issuing.making import CASE, CLERK, happened, holders, issued, key
from tests.schema.http.issuing.test_joint import begun, confirm
from tests.schema.http.registers.asked import COMPANY, answering, checks, refuses_a_wrong_name

LONGEST = 200
"""How many characters a name has at the most."""


def test_a_holder_who_matches_gets_a_license_that_says_so(hub: Hub, register: Peer) -> None:
    answering(register, "MATCH")
    made = issued(hub)
    assert made["state"] == "DONE"
    assert checks(hub, made["identifier"]) == [{"event": "ISSUED", "holderCheck": "MATCH"}]
    assert checks(hub, made["identifier"], by="agent")[0]["holderCheck"] == "MATCH"
    assert checks(hub, made["identifier"], by="anyone") == []
    happened(hub, "suspendLicense", made["license"])
    assert checks(hub, made["identifier"])[0] == {"event": "SUSPENDED", "holderCheck": None}


def test_a_wrong_name_is_refused_and_the_refusal_recorded(hub: Hub, register: Peer) -> None:
    refuses_a_wrong_name(hub, register)
    with hub.database() as owner:
        told = owner.execute("SELECT act, outcome FROM audit_entry ORDER BY at DESC LIMIT 1")
        assert told.fetchone() == ("issue_license", "ContentFaulty")


def test_a_client_that_takes_a_mismatch_for_unknown_is_found_out(
    hub: Hub, register: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = RegisterClient.answers

    async def lenient(self: RegisterClient, asked: Sequence[Holder]) -> Answers:
        told = await honest(self, asked)
        hidden = {Answer.MISMATCH: Answer.UNKNOWN}
        return {holder: hidden.get(answer, answer) for holder, answer in told.items()}

    monkeypatch.setattr(RegisterClient, "answers", lenient)
    with pytest.raises(AssertionError):
        refuses_a_wrong_name(hub, register)


def test_a_register_that_does_not_know_stops_nobody(hub: Hub, register: Peer) -> None:
    made = issued(hub)
    assert checks(hub, made["identifier"])[0]["holderCheck"] == "UNKNOWN"
    assert len(register.asked) == 1


def test_a_repeated_act_asks_nobody_again(hub: Hub, register: Peer) -> None:
    same = key()
    first, second = (issued(hub, idempotencyKey=same) for _ in range(2))
    assert first == second
    assert len(register.asked) == 1


@pytest.mark.parametrize("stranger", ["adult", "agent"])
def test_nobody_is_asked_on_behalf_of_whom_makes_no_licenses(
    hub: Hub, register: Peer, stranger: str
) -> None:
    answering(register, "MISMATCH")
    assert issued(hub, by=stranger)["code"] == "NotAnIssuingOffice"
    assert register.asked == []


def test_what_several_issue_keeps_what_was_said_as_it_was_drafted(hub: Hub, register: Peer) -> None:
    answering(register, "MATCH")
    drafted = begun(hub)
    answering(register, "UNKNOWN")
    made = confirm(hub, drafted["id"])
    assert checks(hub, made["identifier"], by="agent")[0]["holderCheck"] == "MATCH"
    assert len(register.asked) == 1


def test_a_change_asks_about_the_holders_that_it_names(hub: Hub, register: Peer) -> None:
    made = issued(hub)
    answering(register, "MISMATCH")
    wish = {"license": made["license"], "case": CASE, "holders": holders()}
    done = "... on Making { state identifier }"
    refused = hub.do("changeLicense", done, by=CLERK, **wish, idempotencyKey=key())
    assert refused["code"] == "ContentFaulty"
    assert "HolderMismatch" in refused["messageEn"]
    answering(register, "MATCH")
    wish["face"] = {"address": "四川省成都市示例新址2号"}
    changed = hub.do("changeLicense", done, by=CLERK, **wish, idempotencyKey=key())
    shown = [one["holderCheck"] for one in checks(hub, changed["identifier"])]
    assert shown == ["MATCH", "UNKNOWN"]


def test_what_a_register_says_is_for_those_alone_who_may_issue(hub: Hub, register: Peer) -> None:
    wishes: list[dict[str, str]] = [{"entry": "none"}, {"by": "issuer-health"}, {"number": "A-1"}]
    told = {}
    for said in ("MATCH", "MISMATCH"):
        answering(register, said)
        told[said] = [issued(hub, **wish)["messageEn"] for wish in wishes]
    assert told["MATCH"] == told["MISMATCH"]


def test_nobody_knocks_a_register_out_with_what_is_no_holder(hub: Hub, register: Peer) -> None:
    def strict(asked: dict[str, Any]) -> Reply:
        if any(len(one["name"]) > LONGEST for one in asked["holders"]):
            return 400, {}, b""
        return 200, {}, json.dumps({"answers": ["MISMATCH"]}).encode()

    register.reply = strict
    choking = issued(hub, holders=holders([COMPANY | {"name": "长" * (LONGEST + 1)}]))
    assert choking["code"] == "ContentFaulty"
    assert register.asked == []
    assert issued(hub)["code"] == "ContentFaulty"
