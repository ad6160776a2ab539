"""The attacks that an audit of a GraphQL server tries first, each of which must come to nothing."""

import json
from typing import Any

import httpx
import pytest
from graphql import get_introspection_query

from schema.limits import LimitExceeded
from schema.validation import IntrospectionNotAllowed
from tests.schema.http.asking import ANYONE, Hub

JSON = {"Content-Type": "application/json"}
ACT = "mutation { setNotices(input: {}) { __typename } }"
VIEWER = "{ viewer { assurance } }"
ANSWERED = {"viewer": {"assurance": 0}}
CALLERS = (ANYONE, "adult", "bank", "publisher")
TELLTALES = ("Traceback", 'File "', ".py", "stacktrace", "exception", "tracing", "debug")
"""What an answer holds that tells of the inside of a server."""


def body_of(document: str, **more: object) -> bytes:
    """Return the body of a request."""
    return json.dumps({"query": document, **more}).encode()


def posted(hub: Hub, document: str, by: str = ANYONE, **more: object) -> dict[str, Any]:
    """Send a document, and return what is answered."""
    headers = JSON | hub.headers(by)
    answer: dict[str, Any] = hub.client.post(
        "/graphql", content=body_of(document, **more), headers=headers
    ).json()
    return answer


def codes(answer: dict[str, Any]) -> set[str]:
    """Return the codes of the refusals of an answer."""
    return {error["extensions"]["code"] for error in answer.get("errors", ())}


def did_nothing(answer: httpx.Response) -> bool:
    """Tell whether nothing of a document was executed."""
    return not answer.content.startswith(b'{"data":{"') and answer.status_code >= 400


@pytest.mark.parametrize("document", [get_introspection_query(), '{ __type(name: "A") { name } }'])
def test_the_schema_is_not_told_to_anybody(hub: Hub, document: str) -> None:
    answer = posted(hub, document)
    assert codes(answer) == {IntrospectionNotAllowed.__name__}
    assert not answer.get("data")


@pytest.mark.parametrize("by", CALLERS)
@pytest.mark.parametrize(
    "document", ["{ viewr { id } }", "{ __shema { types } }", "{ license(identifer: 1) { id } }"]
)
def test_no_field_is_suggested(hub: Hub, by: str, document: str) -> None:
    assert "mean" not in json.dumps(posted(hub, document, by))


@pytest.mark.parametrize("accept", ["text/html", "*/*", "application/json"])
def test_there_is_no_page_to_explore_with(hub: Hub, accept: str) -> None:
    for path in ("/graphql", "/graphiql", "/playground", "/altair", "/voyager", "/console"):
        answer = hub.client.get(path, headers={"Accept": accept})
        assert answer.status_code >= 400
        assert "<script" not in answer.text
        assert accept == "text/html" or "html" not in answer.headers.get("content-type", "")


@pytest.mark.parametrize("document", [VIEWER, ACT, "mutation{__typename}"])
def test_nothing_is_executed_by_get(hub: Hub, document: str) -> None:
    answer = hub.client.get("/graphql", params={"query": document}, headers=hub.headers("adult"))
    assert did_nothing(answer)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "text/plain;application/json",
        "application/graphql",
        "",
    ],
)
@pytest.mark.parametrize("document", [VIEWER, ACT])
def test_no_page_of_another_site_can_have_a_browser_ask(
    hub: Hub, content_type: str, document: str
) -> None:
    """A browser sends these types without asking first (CSRF)."""
    headers = hub.headers("adult") | {"Content-Type": content_type}
    form = httpx.QueryParams({"query": document})
    for content in (body_of(document), str(form).encode()):
        assert did_nothing(hub.client.post("/graphql", content=content, headers=headers))
    address = f"/graphql?{form}"
    assert did_nothing(hub.client.post(address, headers=headers))


def test_requests_are_not_taken_in_batches(hub: Hub) -> None:
    batch = b"[" + b",".join([body_of(VIEWER)] * 10) + b"]"
    answer = hub.client.post("/graphql", content=batch, headers=JSON)
    assert did_nothing(answer)
    assert codes(answer.json()) == {"RequestUnreadable"}


OVERLOADS = {
    "aliases": "{" + "".join(f"a{number}:__typename " for number in range(101)) + "}",
    "directives": "{__typename " + "@include(if:true)" * 60 + "}",
    "unknown directives": "{__typename " + "@a" * 100 + "}",
    "fields": "{viewer{" + "id " * 500 + "}}",
    "depth": "{viewer" + "{organization" * 20 + "{id}" + "}" * 21,
    "fragments": "{viewer{...A ...A ...B}} fragment A on Viewer{...B ...B} fragment B on Viewer"
    "{...C ...C} fragment C on Viewer{" + "id " * 100 + "}",
}


@pytest.mark.parametrize("by", CALLERS)
@pytest.mark.parametrize("document", OVERLOADS.values(), ids=OVERLOADS.keys())
def test_overloads_are_refused(hub: Hub, by: str, document: str) -> None:
    answer = posted(hub, document, by)
    assert codes(answer) == {LimitExceeded.__name__}
    assert not answer.get("data")


@pytest.mark.parametrize("by", CALLERS)
def test_the_schema_is_not_told_in_circles(hub: Hub, by: str) -> None:
    circle = "{__schema{types" + "{fields{type" * 5 + "{name}" + "}}" * 5 + "}}"
    answer = posted(hub, circle, by)
    assert answer["errors"]
    assert not answer.get("data")


BROKEN = {
    "no syntax": "{",
    "no document": "",
    "a cycle": "{...A} fragment A on Query{...A}",
    "a fragment before its operation": "fragment F on Query{licenses(under:{grant:$x})"
    "{edges{cursor}}} {...F}",
    "a variable that is not there": "{licenses(under:{grant:$x}){edges{cursor}}}",
    "a surrogate": '{license(identifier:"\\ud800"){id}}',
    "a number": "{authorizations(first:99999999999999999999){id}}",
    "a subscription": "subscription{usageRecorded{event}}",
    "two subscriptions": "subscription{usageRecorded{event} consentAsked{id}}",
    "a deferred part": "{viewer{...@defer{id}}}",
}


@pytest.mark.parametrize("by", CALLERS)
@pytest.mark.parametrize("document", BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("extensions", [None, {"tracing": True, "debug": 1}])
def test_mistakes_tell_nothing_of_the_inside(
    hub: Hub, by: str, document: str, extensions: dict[str, object] | None
) -> None:
    answer = posted(hub, document, by, extensions=extensions)
    assert codes(answer)
    assert "HubFailed" not in codes(answer)
    assert answer["extensions"].keys() == {"requestId"}
    assert [word for word in TELLTALES if word in json.dumps(answer)] == []


def test_a_page_that_is_too_long_is_refused_before_anything_is_read(hub: Hub) -> None:
    for first in (101, 1_000_000):
        search = f'publicRecords(search: "示例", first: {first})'
        answer = posted(hub, f"{{ {search} {{ __typename }} }}")
        assert codes(answer) == {"PageInvalid"}
