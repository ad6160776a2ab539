"""An answer has the form that the client likes best, and a client that takes none is told so."""

import pytest

from hub.web.graphql.media import EVENTS, GRAPHQL_JSON, JSON, is_json, media_of
from hub.web.graphql.refusals import AnswerNotAcceptable

URQL = f"{GRAPHQL_JSON}, application/graphql+json, {JSON}, {EVENTS}, multipart/mixed"
APOLLO = f"multipart/mixed;deferSpec=20220824, {GRAPHQL_JSON}, {JSON};q=0.9"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json; charset=utf-8", JSON),
        (GRAPHQL_JSON.upper(), GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}, {JSON};q=0.9", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0.4, {JSON};q=0.9", JSON),
        (f"{JSON}, {GRAPHQL_JSON}", JSON),
        (f"text/html, */*;q=0.1, {GRAPHQL_JSON};q=0", JSON),
        (URQL, GRAPHQL_JSON),
        (APOLLO, GRAPHQL_JSON),
        (EVENTS, EVENTS),
        (f"{EVENTS}, {JSON}", JSON),
        (f"{JSON}, {EVENTS}", JSON),
        (f"{EVENTS};q=0.5, */*", JSON),
    ],
)
def test_the_form_liked_best_is_chosen(accept: str | None, form: str) -> None:
    assert media_of(accept).form == form


@pytest.mark.parametrize("accept", [EVENTS, URQL, f"*/*, {EVENTS};q=0.1"])
def test_a_subscription_is_told_by_events_wherever_they_are_taken(accept: str) -> None:
    assert media_of(accept).events


@pytest.mark.parametrize("accept", [None, "*/*", JSON, f"{JSON}, {EVENTS};q=0"])
def test_events_come_to_nobody_who_does_not_name_them(accept: str | None) -> None:
    assert not media_of(accept).events


@pytest.mark.parametrize(
    "accept",
    ["text/html", "application/xml, image/*", f"{JSON};q=0", "application/json; charset=gb18030",
     "text/*", ";;;", "application/json;q=none"],
)  # fmt: skip
def test_who_takes_none_of_them_is_told_so(accept: str) -> None:
    with pytest.raises(AnswerNotAcceptable):
        media_of(accept)


@pytest.mark.parametrize(
    ("content_type", "taken"),
    [
        ("application/json", True),
        ('Application/JSON; charset="UTF-8"', True),
        ("application/json;charset=gb18030", False),
        ("application/graphql", False),
        ("text/plain", False),
        ("", False),
        (None, False),
    ],
)
def test_a_body_is_json_in_utf_8(content_type: str | None, *, taken: bool) -> None:
    assert is_json(content_type) is taken
