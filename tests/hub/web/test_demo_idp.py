"""The demonstration's desk: personas are listed, one is picked, and rubbish is answered plainly."""

import json
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from hub.crypto.keyring import create_keyring
from hub.identity.demo import DemoIssuer, trusted_issuers
from hub.identity.tokens import TokenVerifier
from hub.sample.files import load_personas
from hub.settings import Settings
from hub.web.demo_idp.app import demo_idp
from hub.web.demo_idp.oidc import PickInvalid
from hub.web.pages.session.provider import BACK

DEMO = Settings(demo=True)
KEYRING = create_keyring()


def client_of(*routes: object) -> httpx.AsyncClient:
    app = Starlette(routes=list(routes))  # type: ignore[arg-type] # routes are routes
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub.example")


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(demo_idp(DemoIssuer(DEMO, KEYRING), load_personas())) as opened:
        yield opened


async def test_everybody_of_the_sample_is_listed(client: httpx.AsyncClient) -> None:
    listed = (await client.get("/demo/personas")).json()
    assert [persona["key"] for persona in listed] == list(load_personas())
    adult = next(persona for persona in listed if persona["key"] == "adult")
    assert adult["assurance"] == 3
    assert adult["zh"] == load_personas()["adult"].zh


async def test_whoever_is_picked_is_signed_in(client: httpx.AsyncClient) -> None:
    answer = await client.post("/demo/token", json={"persona": "adult"})
    verifier = TokenVerifier(trusted_issuers(DEMO, KEYRING))
    verified = await verifier.verify(answer.json()["access_token"])
    assert verified.subject == load_personas()["adult"].subject
    assert answer.json()["expires_in"] == 8 * 3600
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b'{"persona": "nobody"}', 404, "PersonaUnknown"),
        (b'{"persona": "anyone"}', 400, "NotSignedIn"),
        (b'{"persona": 1}', 400, "PickUnreadable"),
        (b'{"persona": "adult", "acr": 3}', 400, "PickUnreadable"),
        (b"{}", 400, "PickUnreadable"),
        (b"", 400, "PickUnreadable"),
        (b"persona=adult", 400, "PickUnreadable"),
        (b"\xff" * 10, 400, "PickUnreadable"),
        (b'{"persona": "' + b"x" * 100_000 + b'"}', 400, "PickUnreadable"),
    ],
    ids=lambda case: str(case)[:30],
)
async def test_a_pick_of_nobody_is_refused(
    client: httpx.AsyncClient, body: bytes, status: int, code: str
) -> None:
    answer = await client.post("/demo/token", content=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_link_cannot_sign_anybody_in(client: httpx.AsyncClient) -> None:
    assert (await client.get("/demo/token?persona=adult")).status_code == 405


async def test_the_keys_are_published(client: httpx.AsyncClient) -> None:
    keys = (await client.get("/demo/jwks.json")).json()
    assert keys == DemoIssuer(DEMO, KEYRING).jwks


async def test_where_it_is_not_mounted_there_is_nothing() -> None:
    async with client_of() as client:
        for path in ("/demo/personas", "/demo/jwks.json"):
            assert (await client.get(path)).status_code == 404
        assert (await client.post("/demo/token", json={"persona": "adult"})).status_code == 404


SIGN_IN = {
    "persona": "adult",
    "state": "state",
    "nonce": "nonce",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "redirect_uri": "http://hub.example/sign-in/back",
}
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
"""The verifier, and above its challenge, of RFC 7636, appendix B."""


async def code_for(client: httpx.AsyncClient) -> str:
    """Pick somebody, and return the code that is sent back."""
    sent = await client.post("/demo/authorize", data=SIGN_IN)
    back = httpx.URL(sent.headers["location"])
    assert (back.host, back.path, back.params["state"]) == ("hub.example", BACK, "state")
    return back.params["code"]


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "https://evil.example/sign-in/back"},
        {"redirect_uri": "http://hub.example/elsewhere"},
        {"persona": "nobody"},
        {"persona": ""},
    ],
    ids=str,
)
async def test_nobody_is_picked_for_another_page(
    client: httpx.AsyncClient, changed: dict[str, str]
) -> None:
    answer = await client.post("/demo/authorize", data=SIGN_IN | changed)
    assert answer.json()["code"] == PickInvalid.__name__
    lacking = {name: value for name, value in SIGN_IN.items() if name not in changed}
    assert (await client.post("/demo/authorize", data=lacking)).status_code == 400


async def test_a_code_of_the_demonstration_is_good_once_with_its_verifier(
    client: httpx.AsyncClient,
) -> None:
    form = {"code": await code_for(client), "code_verifier": VERIFIER}
    given = await client.post("/demo/oidc-token", data=form)
    assert given.json().keys() >= {"access_token", "id_token"}
    assert (await client.post("/demo/oidc-token", data=form)).status_code == 400
    stolen = {"code": await code_for(client), "code_verifier": "guessed"}
    assert (await client.post("/demo/oidc-token", data=stolen)).status_code == 400


async def test_who_leaves_the_demonstration_is_sent_to_its_own_beginning_alone(
    client: httpx.AsyncClient,
) -> None:
    asked = {"client_id": "hub-pages", "post_logout_redirect_uri": "http://hub.example/"}
    answer = await client.get("/demo/end-session", params=asked)
    assert (answer.status_code, answer.headers["location"]) == (303, "http://hub.example/")
    for changed in ({"client_id": "x"}, {"post_logout_redirect_uri": "https://evil.example/"}):
        answer = await client.get("/demo/end-session", params=asked | changed)
        assert answer.json()["code"] == PickInvalid.__name__


@pytest.mark.parametrize(
    ("persona", "wished", "given"),
    [
        ("adult-account", "3 2", "3"),
        ("adult-account", "unheard-of urn:hub:acr:2", "2"),
        ("adult-account", "unheard-of", "1"),
        ("adult", "2", "3"),
        ("bank", "3", "0"),
    ],
)
async def test_a_person_may_step_up_and_a_system_may_not(
    client: httpx.AsyncClient, persona: str, wished: str, given: str
) -> None:
    changed = {"persona": persona, "acr_values": wished}
    sent = await client.post("/demo/authorize", data=SIGN_IN | changed)
    code = httpx.URL(sent.headers["location"]).params["code"]
    form = {"code": code, "code_verifier": VERIFIER}
    token = (await client.post("/demo/oidc-token", data=form)).json()["access_token"]
    claims = token.split(".")[1]
    assert json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["acr"] == given
