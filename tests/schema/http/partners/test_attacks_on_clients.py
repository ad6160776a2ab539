"""Nothing but a client's own fresh signature gets a token; whoever tries learns no more."""

import time
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from hub.audit.once import Once
from hub.clock import now
from hub.errors import Refusal
from hub.identity import proofs
from hub.identity.proofs import NonceNeeded, ProofInvalid
from hub.identity.public_keys import PublicKey
from hub.partners.tokens import rules
from hub.partners.tokens.refusals import (
    ClientNotActive,
    ClientNotAuthenticated,
    GrantTypeUnsupported,
    OAuthRefusal,
    ScopeUnknown,
    TokenRequestInvalid,
)
from tests.forge import Minter
from tests.schema.http.asking import Hub
from tests.schema.http.partners.attacks import ASSERTIONS, CANARY, NONCES, PROOFS, Attack, Scene
from tests.schema.http.partners.clients import (
    TOKEN,
    System,
    onboard,
    public,
    register_key,
    thumbprint,
)
from tests.schema.http.test_refusals import fits

POWER, WATER = "91519999MA99000447", "91519999MA99000522"


@pytest.fixture(scope="module")
def scene(hub: Hub, system: System) -> Scene:
    """Two partners' systems; of the one a key is retired."""
    retired = Minter()
    register_key(hub, system.client, public(retired))
    said = {"client": system.client, "kid": thumbprint(retired), "idempotencyKey": "retired"}
    hub.do("retireClientKey", "... on Partner { code }", by="system-admin", **said)
    return Scene(system, onboard(hub, POWER), Minter(), retired)


def assert_refused(answer: httpx.Response, refusal: type[Refusal], error: str, status: int) -> None:
    """Hold an answer against the form of OAuth, in two languages, with nothing else in it."""
    told = answer.json()
    assert (answer.status_code, told["error"], told["code"]) == (status, error, refusal.__name__)
    assert fits(refusal.zh, told["zh"])
    assert fits(refusal.en, told["en"])
    assert set(told) == {"error", "error_description", "code", "kind", "zh", "en"}
    assert CANARY not in answer.text
    assert "attacker" not in answer.text


@pytest.mark.parametrize("attack", ASSERTIONS, ids=[attack.name for attack in ASSERTIONS])
def test_a_forged_assertion_gets_no_token(scene: Scene, attack: Attack) -> None:
    answer = scene.victim.ask_token(attack.make(scene), contact=CANARY)
    assert_refused(answer, ClientNotAuthenticated, "invalid_client", 401)


@pytest.mark.parametrize("attack", PROOFS, ids=[attack.name for attack in PROOFS])
def test_a_forged_proof_gets_no_token(scene: Scene, attack: Attack) -> None:
    assertion = scene.victim.assertion()
    answer = scene.victim.ask_token(assertion, proof=attack.make(scene))
    assert_refused(answer, ProofInvalid, "invalid_dpop_proof", 400)
    assert scene.victim.ask_token(assertion).status_code == 200


@pytest.mark.parametrize("attack", NONCES, ids=[attack.name for attack in NONCES])
def test_a_proof_without_the_hubs_nonce_is_told_it(scene: Scene, attack: Attack) -> None:
    answer = scene.victim.ask_token(scene.victim.assertion(), proof=attack.make(scene))
    assert_refused(answer, NonceNeeded, "use_dpop_nonce", 400)
    assert answer.headers["dpop-nonce"]


def test_an_expired_assertion_is_told_so(scene: Scene) -> None:
    stale = scene.victim.assertion(claims={"exp": int(time.time()) - 60})
    answer = scene.victim.ask_token(stale)
    assert_refused(answer, ClientNotAuthenticated, "invalid_client", 401)
    assert answer.json()["error_description"].endswith("expired")


def test_an_assertion_serves_once_wherever_it_is_shown(scene: Scene) -> None:
    system, assertion = scene.victim, scene.victim.assertion()
    assert system.ask_token(assertion).status_code == 200
    for path in (TOKEN, "/oauth/introspect", "/oauth/revoke"):
        form = {"grant_type": "client_credentials", "token": "any"}
        answer = system.form(path, assertion, proof=system.proof(path), **form)
        assert_refused(answer, ClientNotAuthenticated, "invalid_client", 401)
        assert answer.json()["error_description"].endswith("replayed")


def test_a_proof_at_the_token_endpoint_serves_once(scene: Scene) -> None:
    proof = scene.victim.proof()
    assert scene.victim.ask_token(scene.victim.assertion(), proof=proof).status_code == 200
    answer = scene.victim.ask_token(scene.victim.assertion(), proof=proof)
    assert_refused(answer, ProofInvalid, "invalid_dpop_proof", 400)


def test_a_bound_client_without_a_proof_or_with_two_gets_nothing(scene: Scene) -> None:
    system = scene.victim
    answer = system.ask_token(system.assertion(), proof="")
    assert_refused(answer, ProofInvalid, "invalid_dpop_proof", 400)
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": rules.ASSERTION_TYPE,
        "client_assertion": system.assertion(),
    }
    two = [("DPoP", system.proof()), ("DPoP", system.proof())]
    answer = system.hub.client.post(TOKEN, data=form, headers=two)
    assert_refused(answer, ProofInvalid, "invalid_dpop_proof", 400)


FORMS: list[tuple[type[OAuthRefusal], int, dict[str, str]]] = [
    (GrantTypeUnsupported, 400, {"grant_type": "password"}),
    (GrantTypeUnsupported, 400, {"grant_type": "authorization_code"}),
    (GrantTypeUnsupported, 400, {"grant_type": ""}),
    (ScopeUnknown, 400, {"scope": "licenses admin"}),
    (ClientNotAuthenticated, 401, {"client_id": "another"}),
    (ClientNotAuthenticated, 401, {"client_secret": "a"}),
    (ClientNotAuthenticated, 401, {"client_assertion_type": "urn:another"}),
    (TokenRequestInvalid, 400, {"padding": "x" * 20_000}),
    (TokenRequestInvalid, 400, {f"p{number}": "x" for number in range(30)}),
]


@pytest.mark.parametrize(("refusal", "status", "changed"), FORMS, ids=range(len(FORMS)))
def test_a_form_that_asks_for_something_else_is_refused(
    scene: Scene, refusal: type[OAuthRefusal], status: int, changed: dict[str, str]
) -> None:
    form = {"grant_type": "client_credentials"} | changed
    answer = scene.victim.form(TOKEN, scene.victim.assertion(), proof=scene.victim.proof(), **form)
    assert_refused(answer, refusal, refusal.error, status)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"grant_type=client_credentials&grant_type=client_credentials", "form"),
        (b"%ff=%fe", "form"),
        (b"a", "form"),
        (b'{"grant_type": "client_credentials"}', "application/json"),
        (b"grant_type=client_credentials", "text/plain"),
    ],
)
def test_what_is_no_form_is_refused(scene: Scene, content: bytes, kind: str) -> None:
    media = "application/x-www-form-urlencoded" if kind == "form" else kind
    answer = scene.victim.hub.client.post(TOKEN, content=content, headers={"Content-Type": media})
    assert_refused(answer, TokenRequestInvalid, "invalid_request", 400)


def test_secrets_in_the_address_are_not_looked_at(scene: Scene) -> None:
    answer = scene.victim.hub.client.post(f"{TOKEN}?grant_type=client_credentials", data={"a": "b"})
    assert_refused(answer, TokenRequestInvalid, "invalid_request", 400)
    assert scene.victim.hub.client.get(TOKEN).status_code == 405


def test_a_partner_that_is_suspended_gets_nothing_and_then_again(hub: Hub) -> None:
    water = onboard(hub, WATER)
    token = water.token()
    assert water.acts_for(token) == WATER
    decide(hub, "suspendPartner", "SUSPENDED")
    answer = water.ask_token(water.assertion())
    assert_refused(answer, ClientNotActive, "unauthorized_client", 400)
    assert water.acts_for(token) == "OfficeNotHeld"
    decide(hub, "resumePartner", "ACTIVE")
    assert water.acts_for(token) == WATER
    grant = granted(hub)
    decide(hub, "endPartner", "ENDED")
    query = "query ($id: ID!) { node(id: $id) { ... on Grant { state } } }"
    assert hub.ask(query, by="adult", id=grant)["node"] == {"state": "WITHDRAWN"}
    assert water.acts_for(token) in {"OfficeNotHeld", "AccountInactive"}
    answer = water.ask_token(water.assertion())
    assert_refused(answer, ClientNotAuthenticated, "invalid_client", 401)


def granted(hub: Hub) -> str:
    """Let the adult grant the water works a field, and return the grant's id."""
    wish = {
        "license": hub.license_id("adult-driving", "adult"),
        "fields": ["holder_name"],
        "organization": WATER,
        "validUntil": (now() + timedelta(days=30)).isoformat(),
        "cause": "用水过户",
        "idempotencyKey": "water",
    }
    return str(hub.do("grantUse", "... on Grant { id }", by="adult", **wish)["id"])


def decide(hub: Hub, act: str, state: str) -> None:
    """Let the data center decide on the water works."""
    found = hub.ask("{ partners { id code } }", by="security-admin")["partners"]
    partner = next(one["id"] for one in found if one["code"] == WATER)
    said = {"partner": partner, "reason": "检查", "idempotencyKey": act}
    told = hub.do(act, "... on Partner { state }", by="security-admin", **said)
    assert told == {"state": state}


Sabotage = Callable[[pytest.MonkeyPatch], None]


def blind_to_signatures(patch: pytest.MonkeyPatch) -> None:
    """Take every signature for good."""
    patch.setattr(PublicKey, "signed", lambda *_: True)


def blind_to_time(patch: pytest.MonkeyPatch) -> None:
    """Take assertions of any time."""
    patch.setattr(rules, "check_times", lambda *_: None)


def blind_to_audience(patch: pytest.MonkeyPatch) -> None:
    """Take assertions for anybody."""
    patch.setattr(rules, "_is_for", lambda *_: True)


def blind_to_requests(patch: pytest.MonkeyPatch) -> None:
    """Take proofs for any request."""
    patch.setattr(proofs, "_is_for", lambda *_: True)


@pytest.mark.parametrize(
    ("sabotage", "among", "name"),
    [
        (blind_to_signatures, ASSERTIONS, "a stranger's key under the right kid"),
        (blind_to_signatures, PROOFS, "a key that is not held"),
        (blind_to_time, ASSERTIONS, "exp far off"),
        (blind_to_audience, ASSERTIONS, "aud of another server"),
        (blind_to_requests, PROOFS, "another host"),
    ],
    ids=["signature", "proof", "time", "audience", "request"],
)
def test_with_a_check_switched_off_an_attack_gets_through(
    scene: Scene,
    monkeypatch: pytest.MonkeyPatch,
    sabotage: Sabotage,
    among: list[Attack],
    name: str,
) -> None:
    attack = next(one for one in among if one.name == name).make(scene)
    forged = among is ASSERTIONS
    assertion, proof = (attack, None) if forged else (scene.victim.assertion(), attack)
    sabotage(monkeypatch)
    assert scene.victim.ask_token(assertion, proof=proof).status_code == 200


def test_with_nothing_used_up_an_assertion_serves_twice(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def forget(_once: Once, _db: object) -> None: ...

    monkeypatch.setattr(Once, "use_up", forget)
    assertion = scene.victim.assertion()
    assert [scene.victim.ask_token(assertion).status_code for _ in range(2)] == [200, 200]
