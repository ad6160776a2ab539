"""Callers are held to limits on every way in, and told what their requests cost."""

import httpx
import pytest

from hub.rates.bench import Bench
from hub.settings import Settings
from tests.schema.http.asking import Hub, identifier

VIEWER = "{ viewer { assurance } }"
COSTLY = """{ publicRecords(first: 100) { edges { node {
  fields { key label value outcome decision { code } } } } } }"""


@pytest.fixture(scope="module")
def hub_settings() -> Settings:
    """Limits that are soon reached."""
    return Settings(
        demo=True,
        writing_connections=4,
        reading_connections=4,
        rate_holder="300/hour",
        rate_address="2000/hour",
        rate_everyone="100000/hour",
        request_cost=1000,
        trusted_proxies=1,
    )


def anybody(hub: Hub, place: str, query: str = VIEWER) -> httpx.Response:
    """Ask without a name, from somewhere."""
    headers = {"X-Forwarded-For": place}
    return hub.client.post("/graphql", json={"query": query}, headers=headers)


def test_each_answer_tells_what_it_cost_and_what_is_left(hub: Hub) -> None:
    first = anybody(hub, "198.51.100.1").json()["extensions"]["cost"]
    second = anybody(hub, "198.51.100.1").json()["extensions"]["cost"]
    assert first["requested"] == first["actual"] > 0
    assert first["maximum"] == 1000
    assert second["available"] == first["available"] - second["requested"]
    assert first["restoreRate"] == 0.56


def test_a_request_that_costs_too_much_is_refused_before_it_is_executed(hub: Hub) -> None:
    answer = anybody(hub, "198.51.100.2", COSTLY)
    told = answer.json()["errors"][0]["extensions"]
    assert answer.status_code == 400
    assert (told["code"], told["kind"]) == ("CostTooHigh", "INVALID")
    assert "1000" in told["messageZh"]
    assert "data" not in answer.json()


def test_who_asks_too_often_is_told_to_come_back_and_others_are_served(hub: Hub) -> None:
    answers = [hub.post(VIEWER, by="adult") for _ in range(60)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert 0 < len(refused) < len(answers)
    told = refused[0].json()["errors"][0]["extensions"]
    assert (told["code"], told["kind"]) == ("TooManyRequests", "LIMITED")
    assert int(refused[0].headers["retry-after"]) > 0
    assert hub.post(VIEWER, by="guardian").status_code == 200
    assert anybody(hub, "198.51.100.3").status_code == 200


def test_what_is_explained_is_charged_too(hub: Hub) -> None:
    inner = f'{{ license(identifier: \\"{identifier("company-license")}\\") {{ id }} }}'
    explained = f'{{ explain(query: "{inner}") {{ entry }} }}'
    before = anybody(hub, "198.51.100.4").json()["extensions"]["cost"]
    anybody(hub, "198.51.100.4", explained)
    after = anybody(hub, "198.51.100.4").json()["extensions"]["cost"]
    assert before["available"] - after["available"] > 40 + 20 + after["requested"]


def test_a_document_that_is_not_valid_is_not_free(hub: Hub) -> None:
    answers = [anybody(hub, "198.51.100.6", "{ nothing }") for _ in range(45)]
    assert [answers[0].status_code, answers[-1].status_code] == [200, 429]


@pytest.mark.parametrize(
    ("path", "place"),
    [("/verify?id=x", 1), ("/seals/roots", 2), ("/verify-copy?number=x&digest=y", 3)],
)
def test_other_ways_in_are_limited_in_their_own_form(hub: Hub, path: str, place: int) -> None:
    headers = {"X-Forwarded-For": f"203.0.113.{place}"}
    answers = [hub.client.get(path, headers=headers) for _ in range(70)]
    assert answers[0].status_code != 429
    assert answers[-1].status_code == 429
    assert answers[-1].json()["code"] == "TooManyRequests"
    assert int(answers[-1].headers["retry-after"]) > 0


def test_files_are_checked_few_at_once(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bench, "work", Bench(places=0, patience=0.01).work)
    told = anybody(hub, "198.51.100.5", '{ verifyFile(file: "eA==") { genuine } }').json()
    assert told["errors"][0]["extensions"]["code"] == "Busy"
