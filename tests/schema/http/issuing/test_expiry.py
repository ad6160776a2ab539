"""A license ends by the clock: for readers by its last day, and its holders are told once."""

from datetime import timedelta

from hub.clock import SHANGHAI, now
from hub.issuing.expiry import tell_of_expiry
from tests.schema.http.asking import Hub
from tests.schema.http.issuing.making import issued
from tests.schema.http.working import worked


def of(hub: Hub, license_: str) -> int:
    """Return how many notices the holder has of a license."""
    told = hub.ask("{ notices(first: 100) { notices { kind about } } }", by="agent")["notices"]
    return sum(
        (one["kind"], one["about"]) == ("LICENSE_CHANGED", license_) for one in told["notices"]
    )


def test_the_clock_ends_a_license_and_its_holder_is_told_once(hub: Hub) -> None:
    today = now().astimezone(SHANGHAI).date()
    past, still = today - timedelta(days=1), today
    start = (today - timedelta(days=30)).isoformat()
    over = issued(hub, validFrom=start, issuedOn=start, validUntil=past.isoformat())["license"]
    held = issued(hub, validFrom=start, issuedOn=start, validUntil=still.isoformat())["license"]
    asked = "query ($id: ID!) { license(id: $id) { status } }"
    assert hub.ask(asked, by="agent", id=over)["license"]["status"] == "EXPIRED"
    assert hub.ask(asked, by="agent", id=held)["license"]["status"] == "IN_FORCE"
    assert (of(hub, over), of(hub, held)) == (1, 1)
    with hub.database() as owner:
        owner.execute("DELETE FROM expiry_day")  # the hub's own turn came before
    assert worked(hub, tell_of_expiry) > [0]
    assert (of(hub, over), of(hub, held)) == (2, 1)
    assert worked(hub, tell_of_expiry) == [0]
    assert (of(hub, over), of(hub, held)) == (2, 1)
