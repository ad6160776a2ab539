"""Apps that are kept to their registered documents send digests, and get nothing else answered."""

from collections.abc import Callable

import pytest

from hub.partners.documents.refusals import DocumentNotRegistered
from tests.clients.npm import Workshop
from tests.schema.http.registered.applications import (
    kept_to_documents,
    recognized,
    register,
    signed_in,
)
from tests.schema.http.streams.serving import Served


@pytest.mark.parametrize(
    ("program", "sent"),
    [
        ("apollo.ts", [False, False]),
        ("urql.ts", [["GET", False], ["GET", False]]),
    ],
)
def test_an_app_sends_digests_and_asks_nothing_else(
    app: Callable[[str], Workshop], hub: Served, program: str, sent: list[object]
) -> None:
    shop = app("registered")
    adult = signed_in(hub, "adult")
    given = {"HUB": hub.address, "TOKEN": hub.token(adult)}
    recognized(hub)
    assert register(hub, *shop.told(program, LIST="1", **given)["documents"])["restricted"] is False
    with kept_to_documents(hub):
        told = shop.told(program, **given)
    assert (told["held"], told["sent"]) == (2, sent)
    assert told["codes"] == [DocumentNotRegistered.__name__]
