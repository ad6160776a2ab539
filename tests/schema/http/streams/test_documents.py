"""What is registered holds for streams too: at their beginning, and at each of their events."""

from typing import Any

import pytest

from hub.partners.documents.refusals import DocumentNotRegistered
from hub.partners.documents.rules import digest_of
from hub.web.streams import sockets
from tests.schema.http.registered.applications import (
    kept_to_documents,
    recognized,
    register,
    signed_in,
    withdraw,
)
from tests.schema.http.streams.serving import (
    USED,
    Served,
    code_of,
    hear,
    say,
    subscribe,
    until,
)
from tests.schema.http.streams.test_sockets import closed_by

VIEWER = "{ viewer { assurance } }"


def following(hub: Served) -> int:
    """Count who follows anything."""
    assert hub.feed is not None
    return len(hub.feed._all)  # noqa: SLF001 - nothing else tells


@pytest.fixture
def adult(hub: Served) -> str:
    """A person who is signed in to an application that has documents registered."""
    recognized(hub)
    register(hub, USED, VIEWER)
    return signed_in(hub, "adult")


def asked(hub: Served, by: str, **payload: Any) -> dict[str, Any]:  # noqa: ANN401 - as JSON has it
    """Ask over a socket, and return the first that is heard of it."""
    with hub.socket(by) as opened:
        say(opened, type="subscribe", id="1", payload=payload)
        return hear(opened)


def test_a_document_is_named_over_a_socket(hub: Served, adult: str) -> None:
    told = asked(hub, adult, documentId=f"sha256:{digest_of(VIEWER)}")
    assert told["payload"]["data"] == {"viewer": {"assurance": 3}}


def test_a_restricted_application_follows_nothing_else(hub: Served, adult: str) -> None:
    with kept_to_documents(hub):
        told = asked(hub, adult, query="subscription { usageRecorded { at } }")
    assert (told["type"], code_of(told)) == ("error", DocumentNotRegistered.__name__)


def test_withdrawing_a_document_ends_what_follows_by_it(hub: Served, adult: str) -> None:
    with hub.socket(adult) as opened, kept_to_documents(hub):
        subscribe(opened)
        until(lambda: following(hub) == 1)
        hub.look("joint-owners", "bank", "抵押贷款审批")
        hub.look("adult-identity", "bank", "抵押贷款审批")
        assert hear(opened)["type"] == "next"
        withdraw(hub, USED)
        hub.look("adult-identity", "bank", "抵押贷款审批")
        told = hear(opened)
        while "errors" not in told["payload"]:
            told = hear(opened)
        assert code_of(told) == DocumentNotRegistered.__name__
        until(lambda: following(hub) == 0)


def test_so_many_operations_are_held_at_once_and_no_more(
    hub: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "MOST_OPERATIONS", 4)
    with hub.socket("adult") as opened:
        for number in range(sockets.MOST_OPERATIONS + 1):
            subscribe(opened, id_=f"{number}")
        assert closed_by(opened) == sockets.Close.TRY_LATER
