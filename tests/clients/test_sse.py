"""Where WebSockets do not get through, uses come as server-sent events all the same."""

from collections.abc import Callable

from tests.clients.npm import Workshop
from tests.schema.http.asking import identifier
from tests.schema.http.streams.serving import Served


def test_an_app_hears_of_a_use_and_asks_once(app: Callable[[str], Workshop], hub: Served) -> None:
    told = app("sse").told(
        "app.ts",
        HUB=hub.address,
        TOKEN=hub.token("owner-one"),
        BANK_TOKEN=hub.token("bank"),
        LICENSE=identifier("joint-owners"),
    )
    assert told["used"] == {"usageRecorded": {"cause": "mortgage loan"}}
    assert (told["answer"], told["done"]) == ({"viewer": {"assurance": 3}}, True)
