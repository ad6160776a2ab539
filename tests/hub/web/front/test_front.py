"""The front: sizes, origins, methods, careful headers, and the limits of paths open to all."""

import httpx
import pytest

from hub.rates.limits import limits_of
from hub.rates.rates import Rates
from hub.settings import SettingInvalid, Settings, read_settings
from hub.web.front.weights import LARGEST_BODY
from tests.hub.web.front.serving import application

PAGE = "https://page.example"
ASKING = {
    "Origin": PAGE,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization",
}


def outside(settings: Settings, rates: Rates | None = None) -> httpx.AsyncClient:
    app = application(settings, rates)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub")


async def test_every_answer_has_careful_headers() -> None:
    async with outside(Settings(public_url="https://hub.example")) as client:
        answers = [await client.post("/graphql"), await client.get("/nowhere")]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "max-age=" in answer.headers["strict-transport-security"]
    async with outside(Settings()) as client:
        assert "strict-transport-security" not in (await client.post("/graphql")).headers


async def test_no_page_may_read_an_answer_unless_its_origin_is_named() -> None:
    async with outside(Settings()) as client:
        answers = [
            await client.options("/graphql", headers=ASKING),
            await client.post("/graphql", headers={"Origin": PAGE}),
        ]
    assert [answer.status_code for answer in answers] == [405, 200]
    assert not [key for one in answers for key in one.headers if key.startswith("access-control")]


async def test_pages_of_named_origins_may() -> None:
    async with outside(Settings(cors_origins=f"https://other.example,{PAGE}")) as client:
        before = await client.options("/graphql", headers=ASKING)
        answer = await client.post("/graphql", headers={"Origin": PAGE})
        stranger = await client.post("/graphql", headers={"Origin": "https://page.example.org"})
        unasked = await client.options("/graphql", headers=ASKING | {"Origin": "null"})
    assert before.status_code == 204
    assert "Authorization" in before.headers["access-control-allow-headers"]
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert "X-Request-Id" in answer.headers["access-control-expose-headers"]
    assert answer.headers["vary"] == "Origin"
    assert "access-control-allow-origin" not in stranger.headers
    assert unasked.status_code == 405
    for one in (before, answer, stranger):
        assert "access-control-allow-credentials" not in one.headers


def test_an_origin_that_means_all_is_no_origin() -> None:
    with pytest.raises(SettingInvalid):
        read_settings({"HUB_CORS_ORIGINS": "*"})


@pytest.mark.parametrize(("path", "form"), [("/graphql", "errors"), ("/oauth/token", "error")])
async def test_a_body_that_is_announced_too_large_is_not_read(path: str, form: str) -> None:
    async with outside(Settings()) as client:
        answer = await client.post(path, content=b" " * (LARGEST_BODY + 1))
    assert answer.status_code == 413
    assert form in answer.json()
    assert "BodyTooLarge" in answer.text


async def test_a_method_that_is_not_taken_is_told_with_those_that_are() -> None:
    async with outside(Settings()) as client:
        for method in ("GET", "PUT", "DELETE", "TRACE", "PATCH"):
            answer = await client.request(method, "/graphql")
            assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
            told = answer.json()["errors"][0]["extensions"]
            assert told["code"] == "MethodNotAllowed"
        answer = await client.get("/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "NothingHere")


async def test_paths_open_to_all_are_limited_by_address_in_their_own_form() -> None:
    settings = Settings(rate_address="250/hour", trusted_proxies=1)
    async with outside(settings, Rates(limits_of(settings))) as client:

        async def asked(place: str) -> httpx.Response:
            return await client.post("/oauth/token", headers={"X-Forwarded-For": place})

        answers = [await asked("192.0.2.1") for _ in range(3)]
        other = await asked("192.0.2.2")
        logs = [await client.get("/log/key") for _ in range(9)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["error"] == "temporarily_unavailable"
    assert answers[2].json()["code"] == "TooManyRequests"
    assert int(answers[2].headers["retry-after"]) > 0
    assert other.status_code == 200
    assert [answer.status_code for answer in logs] == [200] * 8 + [429]
