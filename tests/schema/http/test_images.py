"""An image leaves by a link that works once, for minutes, for the caller it was made for."""

from datetime import timedelta

import psycopg
import pytest

from hub.audit.once import UsedAlready
from hub.clock import held_at, now
from hub.errors import Refusal
from hub.reading.links import LIFETIME, LinkInvalid
from tests.schema.http.asking import Hub, identifier
from tests.schema.http.test_refusals import fits

PHOTO = """query ($of: String!) { license(identifier: $of) { field(key: "photo") {
    value outcome } } }"""


def link(hub: Hub, by: str = "adult", of: str = "adult-identity", cause: str | None = None) -> str:
    """Return a fresh link to a photograph."""
    cell = hub.ask(PHOTO, by=by, cause=cause, of=identifier(of))["license"]["field"]
    assert cell["outcome"] == "GRANTED"
    return str(cell["value"])


def follow(hub: Hub, path: str, by: str = "adult", cause: str | None = None) -> object:
    """Follow a link; return the image, or the code it is refused by."""
    answer = hub.client.get(path, headers=hub.headers(by, cause))
    if answer.is_error:
        return answer.json()
    assert answer.headers["cache-control"] == "no-store"
    return answer.content


def assert_refused(told: object, refusal: type[Refusal]) -> None:
    """Hold what was told against the refusal that was due."""
    assert isinstance(told, dict)
    assert told["code"] == refusal.__name__
    assert fits(refusal.zh, told["zh"])
    assert fits(refusal.en, told["en"])


def test_a_link_works_once(hub: Hub) -> None:
    path = link(hub)
    image = follow(hub, path)
    assert isinstance(image, bytes)
    assert image.startswith(b"\x89PNG")
    assert_refused(follow(hub, path), UsedAlready)
    assert hub.client.get(path, headers=hub.headers("adult")).status_code == 409


def test_a_link_refused_is_recorded(hub: Hub) -> None:
    path = link(hub)
    before = recorded(hub)
    assert_refused(follow(hub, path, by="guardian"), LinkInvalid)
    assert recorded(hub) == before + 1


def recorded(hub: Hub) -> int:
    """Count the links that were refused, as the record of use has them."""
    wanted = "SELECT count(*) FROM usage_event WHERE operation = 'image' AND outcome = %s"
    with psycopg.connect(hub.url) as connection:
        found = connection.execute(wanted, ["LinkInvalid"]).fetchone()
    return 0 if found is None else int(found[0])


def test_a_link_works_for_five_minutes(hub: Hub) -> None:
    path = link(hub)
    with held_at(now() + LIFETIME):
        assert_refused(follow(hub, path), LinkInvalid)
    with held_at(now() + LIFETIME - timedelta(seconds=30)):
        assert isinstance(follow(hub, path), bytes)


@pytest.mark.parametrize("thief", ["anyone", "guardian", "bank"])
def test_a_link_works_for_whom_it_was_made(hub: Hub, thief: str) -> None:
    path = link(hub)
    assert_refused(follow(hub, path, thief, "核对"), LinkInvalid)
    assert isinstance(follow(hub, path), bytes)


def test_an_issuer_states_the_purpose_again(hub: Hub) -> None:
    clerk = "issuer-health"
    with hub.database() as owner:
        (current,) = owner.execute(
            "SELECT identifier FROM license WHERE serial = '519999202690000016'"
        ).fetchone() or ("",)
    cell = hub.ask(PHOTO, by=clerk, cause="窗口办理", of=current)["license"]["field"]
    assert_refused(follow(hub, cell["value"], clerk), LinkInvalid)
    assert isinstance(follow(hub, cell["value"], clerk, "窗口办理"), bytes)


@pytest.mark.parametrize("path", ["/images/none-of-ours", "/images/" + "A" * 200])
def test_a_made_up_link_leads_nowhere(hub: Hub, path: str) -> None:
    answer = hub.client.get(path, headers=hub.headers("adult"))
    assert answer.status_code == 404
    assert_refused(answer.json(), LinkInvalid)


def test_the_holder_reads_of_an_image_that_was_seen(hub: Hub) -> None:
    follow(hub, link(hub))
    usage = "{ viewer { usage(first: 1) { records { operation fields { key } } } } }"
    (use,) = hub.ask(usage, by="adult")["viewer"]["usage"]["records"]
    assert use == {"operation": "image", "fields": [{"key": "photo"}]}


def test_each_request_is_given_a_link_of_its_own(hub: Hub) -> None:
    with held_at(now()):
        links = [link(hub), link(hub)]
    assert len(set(links)) == 2
    assert all(isinstance(follow(hub, path), bytes) for path in links)
