"""An Apollo app keeps one record for each id, lets a list grow, and tells errors apart."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.clients.npm import Workshop
from tests.schema.http.streams.serving import Served

HELD = "{ licenses(under: {holdings: true}, first: 4) { edges { node { id } } } }"
JSON = ("application/json", "application/graphql-response+json")


@pytest.fixture
def told(app: Callable[[str], Workshop], hub: Served) -> dict[str, Any]:
    """What the app shows to a holder."""
    return app("apollo").told("app.ts", HUB=hub.address, TOKEN=hub.token("adult"))


def test_an_app_pages_keeps_records_by_id_and_tells_errors(
    told: dict[str, Any], hub: Served
) -> None:
    held = [edge["node"]["id"] for edge in hub.ask(HELD, by="adult")["licenses"]["edges"]]
    assert (told["first"], told["both"], told["records"]) == (held[:2], held, len(held))
    assert told["kept"]["status"] == "IN_FORCE"
    assert set(told["kept"]["entry"]) == {"__typename", "revision", "body"}
    assert (told["part"], told["codes"]) == (
        {"mine": {"__typename": "License", "id": held[0]}, "other": None},
        ["LicenseNotFound"],
    )
    assert (told["thrown"], told["stranger"]) == (["LicenseNotFound"], ["TokenInvalid"])
    assert told["listed"] == held[0]
    assert any("text/event-stream" in each["accept"] for each in told["seen"])
    assert {each["type"].partition(";")[0] for each in told["seen"]} <= set(JSON)
