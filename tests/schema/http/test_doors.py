"""What stands beside GraphQL: whether the hub lives, and the demonstration's desk."""

import pytest

from hub.errors import Refusal
from hub.identity.demo import NotSignedIn
from hub.identity.tokens import TokenInvalid
from hub.sample.files import load_personas
from hub.web.demo_idp.app import PersonaUnknown, PickUnreadable
from tests.schema.http.asking import Hub
from tests.schema.http.test_refusals import assert_told, fits, refusal_in

VIEWER = {"query": "{ viewer { assurance } }"}


def test_the_hub_lives_and_is_ready(hub: Hub) -> None:
    assert hub.client.get("/healthz").json() == {"alive": True}
    ready = hub.client.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)


def test_every_persona_but_the_public_signs_in(hub: Hub) -> None:
    listed = hub.client.get("/demo/personas").json()
    assert {one["key"] for one in listed} == set(load_personas())
    for one in listed:
        answer = hub.client.post("/demo/token", json={"persona": one["key"]})
        if one["key"] == "anyone":
            assert answer.json()["code"] == NotSignedIn.__name__
            continue
        assert answer.headers["cache-control"] == "no-store"
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        told = hub.client.post("/graphql", json=VIEWER, headers=headers).json()
        assert told["data"]["viewer"]["assurance"] == max(one["assurance"], 1)


def test_the_desk_tells_its_public_keys_alone(hub: Hub) -> None:
    (key,) = hub.client.get("/demo/jwks.json").json()["keys"]
    assert (key["kty"], "d" in key) == ("EC", False)


@pytest.mark.parametrize(
    ("body", "status", "refusal"),
    [
        ('{"persona": "nobody"}', 404, PersonaUnknown),
        ('{"persona": "anyone"}', 400, NotSignedIn),
        ("{", 400, PickUnreadable),
        ('{"persona": "' + "x" * 2000 + '"}', 400, PickUnreadable),
        ('{"persona": "adult", "acr": 3}', 400, PickUnreadable),
    ],
)
def test_the_desk_refuses_in_two_languages(
    hub: Hub, body: str, status: int, refusal: type[Refusal]
) -> None:
    answer = hub.client.post("/demo/token", content=body.encode())
    assert (answer.status_code, answer.json()["code"]) == (status, refusal.__name__)
    assert fits(refusal.zh, answer.json()["zh"])
    assert fits(refusal.en, answer.json()["en"])


@pytest.mark.parametrize("header", ["Bearer none", "Basic YTpi", "Bearer", "Bearer a.b.c"])
def test_a_token_that_is_none_is_refused(hub: Hub, header: str) -> None:
    answer = hub.client.post("/graphql", json=VIEWER, headers={"Authorization": header})
    assert answer.status_code == 401
    assert_told(refusal_in(answer.json()), TokenInvalid, "UNAUTHENTICATED")
