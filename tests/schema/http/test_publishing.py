"""Publishing changes the schema under every worker, and no request that asks otherwise notices."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, repeat
from threading import Event

import msgspec
import pytest
import strawberry

from hub.app import build_app
from hub.crypto.keyring import Keyring
from hub.identity.demo import DemoIssuer
from hub.settings import Settings
from schema.context import Context
from tests.schema.http.asking import Answer, Hub, identifier, outside

TOGGLED = "forensic-appraisal-report"
PUBLISHED = """{ publicRecords(first: 1) { edges { node { face {
    ... on ForensicAppraisalReport { acceptedOn { value outcome } } } } } } }"""
OTHERWISE = """query ($of: String!) { license(identifier: $of) { status
    face { __typename revision ... on BusinessLicense { registeredCapital { outcome } } } } }"""
GENERIC = "query ($of: String!) { license(identifier: $of) { status fields { outcome } } }"
KNOWN = '{ __type(name: "ForensicAppraisalReport") { name } }'
TIMES = 6


@pytest.fixture(scope="module")
def other(hub: Hub, keyring: Keyring, hub_settings: Settings) -> Iterator[Hub]:
    """Another worker over the same database."""
    settings = msgspec.structs.replace(hub_settings, database_url=hub.url)
    with outside(build_app(settings, keyring)) as client:
        yield Hub(client, DemoIssuer(settings, keyring), hub.url)


def change(hub: Hub, name: str) -> None:
    """Publish or withdraw the entry that is published now and then."""
    told = hub.do(
        name, "... on Publication { sharing }", "NameEntryInput", by="publisher", code=TOGGLED
    )
    assert told == {"sharing": "OPEN" if name == "publishEntry" else "WITHDRAWN"}


def answered(answer: Answer) -> str:
    """Return in a word how a request was answered."""
    (error,) = answer.get("errors") or [None]
    return "ANSWERED" if error is None else f"{error['extensions']['code']}: {error['message']}"


def ask_until(stop: Event, ask: Callable[[], Answer]) -> Counter[str]:
    """Ask the same again and again, and count how it was answered."""
    told: Counter[str] = Counter()
    while not stop.is_set():
        told[answered(ask())] += 1
    return told


def test_requests_are_answered_while_entries_are_published_and_withdrawn(
    hub: Hub, other: Hub
) -> None:
    of = identifier("company-license")
    asks: list[Callable[[], Answer]] = [
        lambda: hub.post(OTHERWISE, of=of).json(),
        lambda: other.post(OTHERWISE, of=of).json(),
        lambda: hub.post(GENERIC, of=of).json(),
        lambda: other.post(PUBLISHED).json(),
    ]
    stop = Event()
    with ThreadPoolExecutor(len(asks)) as clients:
        asking = [clients.submit(ask_until, stop, ask) for ask in asks]
        for name in chain.from_iterable(repeat(("publishEntry", "withdrawEntry"), TIMES)):
            change(hub, name)
        stop.set()
        *others, toggled = (one.result() for one in asking)
    for told in others:
        assert told.keys() == {"ANSWERED"}
    for words in toggled.keys() - {"ANSWERED"}:
        assert words.startswith("DocumentInvalid: ")
        assert "Unknown type 'ForensicAppraisalReport'" in words


def test_a_view_serves_from_the_acknowledgement_on_every_worker(hub: Hub, other: Hub) -> None:
    assert hub.ask(KNOWN, by="adult") == other.ask(KNOWN, by="adult") == {"__type": None}
    change(hub, "publishEntry")
    assert answered(other.post(PUBLISHED).json()) == "ANSWERED"
    assert answered(hub.post(PUBLISHED).json()) == "ANSWERED"
    change(hub, "withdrawEntry")
    assert hub.ask(KNOWN, by="adult") == other.ask(KNOWN, by="adult") == {"__type": None}
    for worker in (hub, other):
        told = worker.refusal(PUBLISHED)
        assert told["code"] == "DocumentInvalid"
        assert "Unknown type 'ForensicAppraisalReport'" in told["messageEn"]


def test_without_looking_again_another_worker_would_refuse(
    hub: Hub, other: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look at the catalog of now is what the one before rests on."""

    async def same(_context: Context, schema: strawberry.Schema) -> strawberry.Schema:
        return schema

    with monkeypatch.context() as held:
        held.setattr(Context, "newest", same)
        change(hub, "publishEntry")
        assert answered(other.post(PUBLISHED).json()).startswith("DocumentInvalid")
    assert answered(other.post(PUBLISHED).json()) == "ANSWERED"
    change(hub, "withdrawEntry")
