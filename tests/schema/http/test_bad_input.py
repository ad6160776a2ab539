"""Whatever is sent, the answer is a clear error in two languages, which repeats no value."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from hub.log import log_to
from hub.web.caller import PurposeUnreadable
from hub.web.front.refusals import BodyTooLarge
from hub.web.front.weights import LARGEST_BODY
from hub.web.graphql.refusals import (
    AnswerNotAcceptable,
    BodyTypeUnsupported,
    MethodUnfit,
    RequestUnreadable,
    TextInvalid,
)
from schema.limits import LimitExceeded
from schema.serve import DocumentInvalid
from tests.schema.http.asking import Hub
from tests.schema.http.test_refusals import assert_told, refusal_in

CANARY = "519999199001010017"
JSON = {"content-type": "application/json"}
DEEP = b"[" * 30_000 + b"]" * 30_000
READABLE = json.dumps({"query": "{ viewer { id } }"}).encode()

UNREADABLE = {
    "no JSON": (b"{viewer", JSON),
    "a list": (b"[]", JSON),
    "a list of requests": (b"[" + READABLE + b"]", JSON),
    "no query": (b'{"variables": {}}', JSON),
    "a query that is no text": (b'{"query": 1}', JSON),
    "variables that are a list": (b'{"query": "{x}", "variables": []}', JSON),
    "no UTF-8": (b'{"query": "\xff\xfe"}', JSON),
    "nothing": (b"", JSON),
    "depth": (DEEP, JSON),
    "depth in the variables": (b'{"query": "{x}", "variables": {"a": ' + DEEP + b"}}", JSON),
}


@pytest.mark.parametrize(("body", "headers"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_body_that_is_no_request_is_refused(
    hub: Hub, body: bytes, headers: dict[str, str]
) -> None:
    answer = hub.client.post("/graphql", content=body, headers=headers)
    assert answer.status_code == 400
    assert_told(refusal_in(answer.json()), RequestUnreadable, "INVALID")


def test_a_body_that_holds_too_much_is_refused_before_it_is_read(hub: Hub) -> None:
    body = b'{"query": "{x}", "variables": {"a": [' + b"[]," * 50_000 + b"]}}"
    answer = hub.client.post("/graphql", content=body, headers=JSON)
    assert answer.status_code == 400
    assert_told(refusal_in(answer.json()), LimitExceeded, "INVALID")


@pytest.mark.parametrize(
    "form",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=gb18030",
        "application/graphql",
        None,
    ],
)
def test_a_body_of_another_type_is_refused(hub: Hub, form: str | None) -> None:
    headers = {} if form is None else {"content-type": form}
    answer = hub.client.post("/graphql", content=READABLE, headers=headers)
    assert answer.status_code == 415
    assert_told(refusal_in(answer.json()), BodyTypeUnsupported, "INVALID")


def test_a_body_that_is_too_large_is_refused(hub: Hub) -> None:
    body = b'{"query": "' + b" " * LARGEST_BODY + b'"}'
    answer = hub.client.post("/graphql", content=body, headers=JSON)
    assert answer.status_code == 413
    assert_told(refusal_in(answer.json()), BodyTooLarge, "INVALID")


@pytest.mark.parametrize(
    "moment",
    [
        "2026-01-31T08:00:00",
        "2026-01-31",
        "0001-01-01T00:00:00+08:00",
        "9999-12-31T23:59:59-08:00",
        "2026-02-30T08:00:00Z",
        "yesterday",
        "",
        20260131,
        [],
    ],
)
def test_a_moment_without_an_offset_or_at_the_ends_of_time_is_refused(
    hub: Hub, moment: object
) -> None:
    asked = "query ($a: DateTime) { viewer { usage(since: $a) { endCursor } } }"
    answer = hub.post(asked, by="adult", a=moment)
    assert_told(refusal_in(answer.json()), DocumentInvalid, "INVALID")
    assert "ISO 8601 with its offset" in answer.text


@pytest.mark.parametrize(
    "body",
    [
        b'{"query": "query ($a: ID!) { node(id: $a) { id } }", "variables": {"a": "x\\u0000"}}',
        b'{"query": "{ scenario(code: \\"x\\\\u0000\\") { code } }"}',
        b'{"query": "{ scenario(code: \\"x\\\\u{0}\\") { code } }"}',
    ],
)
def test_no_text_holds_the_character_that_none_can_hold(hub: Hub, body: bytes) -> None:
    answer = hub.client.post("/graphql", content=body, headers=JSON)
    assert_told(refusal_in(answer.json()), TextInvalid, "INVALID")


def test_the_endpoint_is_asked_by_no_other_method(hub: Hub) -> None:
    asked = hub.client.put("/graphql")
    assert (asked.status_code, asked.headers["allow"]) == (405, "GET, POST")
    assert_told(refusal_in(asked.json()), MethodUnfit, "INVALID")


def test_who_takes_no_form_of_an_answer_is_told_so_in_json(hub: Hub) -> None:
    answer = hub.client.post("/graphql", content=READABLE, headers=JSON | {"Accept": "text/html"})
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert_told(refusal_in(answer.json()), AnswerNotAcceptable, "INVALID")


@pytest.mark.parametrize(
    "header",
    [
        "cause",
        "{}",
        '{"cause": "x\\u0000"}',
        '{"cause": 1}',
        '{"cause": "x", "more": 1}',
        "[]",
        '"x"' * 2000,
    ],
)
def test_a_purpose_that_is_none_is_refused(hub: Hub, header: str) -> None:
    headers = JSON | {"X-Hub-Purpose": header}
    answer = hub.client.post("/graphql", content=READABLE, headers=headers)
    assert answer.status_code == 400
    assert_told(refusal_in(answer.json()), PurposeUnreadable, "INVALID")


DOCUMENTS = {
    "nothing": "",
    "a comment": "# nothing",
    "a fragment alone": "fragment F on Viewer { id }",
    "a fragment without end": "{ viewer { ...F } } fragment F on Viewer { ...F }",
    "no such argument": '{ license(number: "1") { status } }',
    "no such type": "query ($a: Nothing) { viewer { id } }",
    "a missing variable": "query ($a: String!) { license(identifier: $a) { status } }",
    "a variable of the wrong type": "query ($a: Int!) { license(identifier: $a) { status } }",
    "a type definition": "type A { b: Int }",
}


BEYOND = {
    "brackets": "{" * 1000,
    "fields in fields": "{ viewer " + "{ organization " * 250 + "}" * 251,
}


@pytest.mark.parametrize("document", BEYOND.values(), ids=BEYOND.keys())
def test_a_document_beyond_the_limits_is_refused(hub: Hub, document: str) -> None:
    body = hub.post(document).json()
    assert "data" not in body
    assert_told(refusal_in(body), LimitExceeded, "INVALID")


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_a_document_that_is_none_is_refused(hub: Hub, document: str) -> None:
    answer = hub.post(document)
    assert answer.status_code == 200
    assert all("Traceback" not in part for part in answer.text.splitlines())
    body = answer.json()
    assert "data" not in body
    for error in body["errors"]:
        assert_told(error["extensions"], DocumentInvalid, "INVALID")


def test_an_unknown_variable_changes_nothing(hub: Hub) -> None:
    assert hub.ask("{ viewer { assurance } }", unknown=CANARY)["viewer"] == {"assurance": 0}


def test_a_named_operation_that_is_not_there_is_refused(hub: Hub) -> None:
    body = {"query": "query A { viewer { id } }", "operationName": CANARY}
    answer = hub.client.post("/graphql", json=body)
    assert CANARY not in answer.text
    assert_told(refusal_in(answer.json()), DocumentInvalid, "INVALID")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the hub writes in its log meanwhile."""
    written = io.StringIO()
    log_to(written, "debug")
    yield written
    log_to()


FILTERED = """query ($a: LicenseFilter) {
    licenses(under: {holdings: true}, filter: $a) { edges { cursor } } }"""
PLANTED: dict[str, tuple[str, dict[str, Any]]] = {
    "a number for a list": (
        'query ($a: [ComparedValue!]!) { compareLicense(identifier: "x", values: $a) { code } }',
        {"a": CANARY},
    ),
    "a part too many": (
        "query ($a: LicenseScope!) { licenses(under: $a) { edges { cursor } } }",
        {"a": {"holdings": True, "person": CANARY}},
    ),
    "the name of a part": (
        "query ($a: LicenseScope!) { licenses(under: $a) { edges { cursor } } }",
        {"a": {CANARY: True}},
    ),
    "two parts of one": (
        "query ($a: LicenseScope!) { licenses(under: $a) { edges { cursor } } }",
        {"a": {"holdings": True, "grant": CANARY}},
    ),
    "a text for a date": (
        FILTERED,
        {"a": {"issuedOn": {"first": CANARY}}},
    ),
    "a text for a state": (
        FILTERED,
        {"a": {"status": CANARY}},
    ),
    "a text for a number": ("query ($a: Int) { authorizations(first: $a) { id } }", {"a": CANARY}),
    "a list for a text": (
        "query ($a: String) { publicRecords(search: $a) { edges { cursor } } }",
        {"a": [CANARY, {CANARY: CANARY}]},
    ),
    "in an id": ("query ($a: ID!) { node(id: $a) { id } }", {"a": CANARY}),
    "in an identifier": (
        "query ($a: String) { license(identifier: $a) { status } }",
        {"a": CANARY},
    ),
    "in a cursor": (
        "query ($a: String) { publicRecords(after: $a) { edges { cursor } } }",
        {"a": CANARY},
    ),
    "in the document, where a number stands": (
        f'{{ authorizations(first: "{CANARY}") {{ id }} }}',
        {},
    ),
    "in the document, where a part stands": (
        f'{{ licenses(under: {{holdings: "{CANARY}"}}) {{ edges {{ cursor }} }} }}',
        {},
    ),
    "in the document, as a word": (f"{{ viewer(a: n{CANARY}) {{ id }} }}", {}),
    "in the document, broken off": (f'{{ license(identifier: "{CANARY}', {}),
    "in the document, out of place": (f'{{ license(identifier: "a") "{CANARY}" }}', {}),
    "in the document, as a number out of place": (f"{{ viewer {{ id }} {CANARY} }}", {}),
    "in an explained document": (
        "query ($a: String!) { explain(query: $a) { entry } }",
        {"a": f'{{ authorizations(first: "{CANARY}") {{ id }} }}'},
    ),
}


@pytest.mark.parametrize(("document", "given"), PLANTED.values(), ids=PLANTED.keys())
def test_no_value_comes_back_in_an_error_or_goes_into_the_log(
    hub: Hub, log: io.StringIO, document: str, given: dict[str, Any]
) -> None:
    answer = hub.post(document, by="adult", **given)
    body = answer.json()
    assert body["errors"]
    assert {error["extensions"]["code"] for error in body["errors"]} != {"HubFailed"}
    assert CANARY not in answer.text
    assert CANARY not in log.getvalue()


def test_what_is_wrong_with_an_input_is_told_by_name(hub: Hub) -> None:
    query = """mutation ($input: WithdrawGrantInput!) { withdrawGrant(input: $input) {
        __typename } }"""
    told = hub.refusal(query, input={"grant": CANARY})
    assert "'idempotencyKey'" in told["messageZh"]
    assert "required field" in told["messageEn"]
