"""The protocol graphql-transport-ws, message by message, and server-sent events beside JSON."""

import json
import socket
import time
from contextlib import suppress
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from hub.web.graphql.media import EVENTS
from hub.web.streams import events, sockets
from tests.schema.http.asking import identifier
from tests.schema.http.streams.serving import (
    LOOK,
    SPOKEN,
    USED,
    Served,
    code_of,
    hear,
    hears_nothing,
    say,
    subscribe,
    until,
)

INIT = {"type": "connection_init"}
SHOWN = "catalog { body { zh en fields { key zh en } } }"
LARGE = f"{{ {' '.join(f'c{number}: {SHOWN}' for number in range(12))} }}"
"""A query whose answer fills the buffers between a server and a client that does not read."""


def closed_by(opened: ClientConnection) -> int:
    """Return the code by which a socket is closed."""
    with suppress(ConnectionClosed):
        while opened.close_code is None:
            hear(opened)
    assert opened.close_code is not None
    return opened.close_code


@pytest.mark.parametrize("spoken", [["graphql-ws"], ["soap"], None])
def test_another_protocol_is_not_spoken(hub: Served, spoken: Any) -> None:  # noqa: ANN401 - as the library takes it
    with connect(f"ws://127.0.0.1:{hub.port}/graphql", subprotocols=spoken) as opened:
        assert opened.subprotocol is None
        assert closed_by(opened) == 4406


def test_a_page_of_another_origin_opens_no_socket(hub: Served) -> None:
    address = f"ws://127.0.0.1:{hub.port}/graphql"
    for origin in ("https://page.example", "null", f"http://127.0.0.1:{hub.port}.page.example"):
        with pytest.raises(InvalidStatus) as refused:
            connect(address, subprotocols=SPOKEN, origin=Origin(origin))
        assert refused.value.response.status_code == httpx.codes.FORBIDDEN
    with connect(
        address, subprotocols=SPOKEN, origin=Origin(f"http://127.0.0.1:{hub.port}")
    ) as opened:
        say(opened, **INIT)
        assert hear(opened)["type"] == "connection_ack"


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        (["no json"], 4400),
        (['{"type": "connection_init", "payload": []}'], 4400),
        (['{"type": "connection_init", "payload": {"Authorization": 1}}'], 4400),
        (['{"type": "start"}'], 4400),
        (["[" * 5_000], 4400),
        (['{"type": "subscribe", "id": "1", "payload": {"query": "{ a }"}}'], 4401),
        (['{"type": "connection_init", "payload": {"authorization": "Bearer x"}}'], 4403),
        ([INIT, INIT], 4429),
        ([INIT, {"type": "subscribe", "id": "1"}], 4400),
        ([INIT, {"type": "subscribe", "payload": {"query": "{ a }"}}], 4400),
        ([INIT, {"type": "subscribe", "id": "x" * 200, "payload": {"query": "{ a }"}}], 4400),
        ([INIT, {"type": "subscribe", "id": "1", "payload": {"query": 1}}], 4400),
    ],
)
def test_a_message_out_of_place_closes_the_socket(
    hub: Served, messages: list[Any], code: int
) -> None:
    with connect(f"ws://127.0.0.1:{hub.port}/graphql", subprotocols=SPOKEN) as opened:
        for message in messages:
            if isinstance(message, str):
                opened.send(message)
            else:
                say(opened, **message)
        assert closed_by(opened) == code


def test_an_id_in_use_closes_the_socket(hub: Served) -> None:
    with hub.socket("adult") as opened:
        subscribe(opened)
        subscribe(opened)
        assert closed_by(opened) == 4409


def test_binary_frames_are_not_taken(hub: Served) -> None:
    with hub.socket() as opened:
        opened.send(b'{"type": "ping"}')
        assert closed_by(opened) == 4400


def test_who_does_not_begin_is_let_go(hub: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "INIT_SECONDS", 0.2)
    with connect(f"ws://127.0.0.1:{hub.port}/graphql", subprotocols=SPOKEN) as opened:
        assert closed_by(opened) == 4408


def test_a_ping_is_answered(hub: Served) -> None:
    with hub.socket() as opened:
        say(opened, type="ping")
        assert hear(opened) == {"type": "pong"}
        say(opened, type="pong")
        assert hears_nothing(opened, 0.2)


def test_the_token_may_come_with_the_handshake(hub: Served) -> None:
    headers = {"Authorization": f"Bearer {hub.token('adult')}"}
    with hub.socket(additional_headers=headers) as opened:
        subscribe(opened, "{ viewer { assurance } }")
        assert hear(opened)["payload"]["data"] == {"viewer": {"assurance": 3}}


def test_a_query_is_answered_once_and_recorded(hub: Served) -> None:
    with hub.socket("adult") as opened:
        payload = {"query": LOOK, "variables": {"of": identifier("adult-identity")}}
        say(opened, type="subscribe", id="q", payload=payload)
        told = hear(opened)
        assert told["payload"]["data"]["license"]["field"]["value"] == "IN_FORCE"
        assert hear(opened) == {"type": "complete", "id": "q"}
        request = told["payload"]["extensions"]["requestId"]
        with hub.database() as owner:
            found = owner.execute(
                "SELECT operation FROM usage_event WHERE request_id = %s", [request]
            )
            assert found.fetchall() == [("license",)]


def test_completing_ends_an_operation_and_frees_its_id(hub: Served) -> None:
    assert hub.feed is not None
    following = hub.feed._all  # noqa: SLF001 - nothing else tells
    with hub.socket("adult") as opened:
        subscribe(opened)
        until(lambda: len(following) == 1)
        say(opened, type="complete", id="1")
        until(lambda: not following)
        subscribe(opened)
        until(lambda: len(following) == 1)
    until(lambda: not following)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription { nothing }", "DocumentInvalid"),
        ("subscription {", "DocumentInvalid"),
        ("{ nothing }", "DocumentInvalid"),
        ("subscription { a: usageRecorded { at } b: usageRecorded { at } }", "DocumentInvalid"),
        ('subscription { usageRecorded(license: "forged") { at } }', "IdInvalid"),
    ],
)
def test_what_cannot_be_followed_is_refused_in_the_usual_form(
    hub: Served, query: str, code: str
) -> None:
    with hub.socket("adult") as opened:
        subscribe(opened, query)
        told = hear(opened)
        assert code_of(told) == code
        assert told["payload"]["errors"][0]["extensions"]["messageZh"]
        assert hear(opened) == {"type": "complete", "id": "1"}


def test_who_takes_no_messages_is_let_go(hub: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that stops reading fills its buffers; what it follows is given up."""
    monkeypatch.setattr(sockets, "SEND_SECONDS", 0.3)
    assert hub.feed is not None
    following = hub.feed._all  # noqa: SLF001 - nothing else tells
    with socket.socket() as narrow:
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        narrow.connect(("127.0.0.1", hub.port))
        with hub.socket("adult", sock=narrow, max_queue=(1, 0), compression=None) as opened:
            subscribe(opened)
            until(lambda: len(following) == 1)
            for number in range(4):
                subscribe(opened, LARGE, id_=f"large {number}")
            until(lambda: not following)


@pytest.mark.parametrize(
    "accept",
    [None, "*/*", "application/json", "application/json, text/event-stream",
     "text/event-stream;q=0.1, application/graphql-response+json"],
)  # fmt: skip
def test_a_query_is_answered_in_json_though_events_are_taken_too(
    hub: Served, accept: str | None
) -> None:
    headers = hub.headers("adult") | ({} if accept is None else {"Accept": accept})
    response = hub.client.post(
        "/graphql", json={"query": "{ viewer { assurance } }"}, headers=headers
    )
    assert response.headers["content-type"].startswith("application/")
    assert response.json()["data"] == {"viewer": {"assurance": 3}}


def test_a_query_is_answered_by_one_event_where_nothing_else_is_taken(hub: Served) -> None:
    with hub.events("{ viewer { assurance } }", "adult") as told:
        first, answered, last = told
    assert first == ("alive", None)
    assert (answered[0], answered[1]["data"]) == ("next", {"viewer": {"assurance": 3}})
    assert last == ("complete", None)


def test_a_subscription_needs_a_stream(hub: Served) -> None:
    assert hub.refusal(USED, by="adult")["code"] == "DocumentInvalid"


def test_a_bad_token_is_refused_before_the_stream(hub: Served) -> None:
    headers = {"Accept": EVENTS, "Authorization": "Bearer x"}
    url = f"http://127.0.0.1:{hub.port}/graphql"
    response = httpx.post(url, json={"query": USED}, headers=headers)
    assert response.status_code == httpx.codes.UNAUTHORIZED
    assert response.json()["errors"][0]["extensions"]["code"] == "TokenInvalid"


def test_a_quiet_stream_shows_that_it_is_alive(
    hub: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "QUIET_SECONDS", 0.05)
    with hub.events(USED, "adult") as told:
        assert [next(told) for _ in range(3)] == 3 * [("alive", None)]


@pytest.mark.parametrize(("patience", "whole"), [(0.3, False), (10.0, True)])
def test_who_takes_no_events_is_let_go(
    hub: Served, monkeypatch: pytest.MonkeyPatch, patience: float, *, whole: bool
) -> None:
    monkeypatch.setattr(events, "SEND_SECONDS", patience)
    body = json.dumps({"query": LARGE}).encode()
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: hub\r\nAccept: {EVENTS}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.socket() as narrow:
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        narrow.settimeout(20)
        narrow.connect(("127.0.0.1", hub.port))
        narrow.sendall(head.encode() + body)
        while b"event: next" not in narrow.recv(1024):
            pass
        time.sleep(2)
        assert (b"event: complete" in rest_of(narrow)) is whole


def rest_of(opened: socket.socket) -> bytes:
    """Read to the end of a stream, or of its connection."""
    read = b""
    while part := opened.recv(65536):
        read += part
        if read.endswith(b"0\r\n\r\n"):
            break
    return read


def test_a_conversation_goes_on_while_an_entry_is_published(hub: Served) -> None:
    """What is followed goes on, and the next operation of the same socket knows the new view."""
    query = """{ publicRecords(first: 1) { edges { node {
        face { ... on ForensicAppraisalReport { status { value } } } } } } }"""
    publish = """mutation ($input: NameEntryInput!) { publishEntry(input: $input) {
        ... on Publication { sharing } } }"""
    with hub.socket("adult") as opened:
        subscribe(opened)
        subscribe(opened, query, id_="before")
        refused = hear(opened)
        assert (refused["id"], code_of(refused)) == ("before", "DocumentInvalid")
        assert hear(opened) == {"type": "complete", "id": "before"}
        told = hub.ask(publish, by="publisher", input={"code": "forensic-appraisal-report"})
        assert told["publishEntry"] == {"sharing": "OPEN"}
        subscribe(opened, query, id_="after")
        answered = hear(opened)
        assert "errors" not in answered["payload"]
        assert hear(opened)["type"] == "complete"
        hub.look("adult-identity", "traffic-officer", "核对")
        event = hear(opened)
        assert (event["id"], event["type"]) == ("1", "next")
