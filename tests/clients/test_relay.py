"""A Relay app compiles against the contract, pages, fetches by id, and keeps what changed."""

from collections.abc import Callable

import pytest

from tests.clients.npm import Workshop
from tests.schema.http.streams.serving import Served

BANK = "91519999MA9900036C"
HELD = "{ licenses(under: {holdings: true}, first: 4) { edges { node { id } } } }"
SABOTAGES = {
    "no edges": ("  edges: [LicenseEdge!]!", "  licenses: [LicenseEdge!]!"),
    "no page info": ("  pageInfo: PageInfo!", "  page: PageInfo!"),
    "no node": ("type License implements Node {", "type License {"),
}
"""What Relay asks of a schema, taken away."""


@pytest.fixture
def relay(app: Callable[[str], Workshop]) -> Workshop:
    """The app, not compiled yet."""
    return app("relay")


def _rewrite(shop: Workshop, change: Callable[[str], str]) -> None:
    contract = shop.folder / "schema.graphql"
    contract.write_text(change(contract.read_text("utf-8")), "utf-8")


def test_an_app_compiles_pages_fetches_by_id_and_keeps_what_changed(
    relay: Workshop, hub: Served
) -> None:
    relay.tool("relay-compiler")
    relay.run("build.js")
    told = relay.told("built.js", HUB=hub.address, TOKEN=hub.token("adult"), BANK=BANK)
    held = [edge["node"]["id"] for edge in hub.ask(HELD, by="adult")["licenses"]["edges"]]
    assert (told["first"], told["more"], told["both"]) == (held[:2], True, held)
    assert told["card"]["holder"] == "林示范"
    assert told["grant"]["state"] == "RUNNING"
    assert told["refusal"]["code"] == "FieldNotGrantable"
    assert told["kept"] == "WITHDRAWN"


@pytest.mark.parametrize("change", SABOTAGES.values(), ids=SABOTAGES)
def test_a_contract_that_breaks_a_rule_is_not_compiled(
    relay: Workshop, change: tuple[str, str]
) -> None:
    old, new = change
    _rewrite(relay, lambda contract: contract.replace(old, new))
    assert "Compilation failed" in relay.refused("relay-compiler")
