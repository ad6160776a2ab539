"""An urql app asks, acts, and hears of the use of a license as it happens."""

from collections.abc import Callable

from tests.clients.npm import Workshop
from tests.schema.http.streams.serving import Served

BANK = "91519999MA9900036C"


def test_an_app_asks_acts_and_hears_of_a_use(app: Callable[[str], Workshop], hub: Served) -> None:
    told = app("urql").told(
        "app.ts",
        HUB=hub.address,
        TOKEN=hub.token("adult"),
        BANK_TOKEN=hub.token("bank"),
        BANK=BANK,
    )
    assert (told["holder"], told["fromTheCache"]) == ("林示范", "hit")
    assert told["granted"]["state"] == "RUNNING"
    assert told["refused"]["code"] == "FieldNotGrantable"
    assert told["missing"] == ["LicenseNotFound"]
    used = told["used"]
    assert (used["cause"], used["organization"]) == ("car rental", {"code": BANK})
    assert "looked at your Driving license" in used["sentence"]
