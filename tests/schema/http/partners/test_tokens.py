"""A partner's system gets tokens by its keys, asks about them, gives them up, and rotates keys."""

import json
from base64 import urlsafe_b64decode
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey

from tests.forge import Minter
from tests.schema.http.asking import Hub, identifier
from tests.schema.http.partners.clients import (
    BASE,
    GRAPHQL,
    LOGISTICS,
    System,
    administrator,
    onboard,
    public,
    register_key,
    thumbprint,
)

POWER = "91519999MA99000447"
INTROSPECT, REVOKE = "/oauth/introspect", "/oauth/revoke"


def part(token: str, place: int) -> dict[str, Any]:
    """Return the header (0) or the claims (1) of a token."""
    text = token.split(".")[place]
    found: dict[str, Any] = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return found


def test_a_system_gets_a_token_and_acts_for_its_organization(system: System) -> None:
    answer = system.ask_token(system.assertion())
    told = answer.json()
    assert (told["token_type"], told["expires_in"], told["scope"]) == ("DPoP", 600, "licenses")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["dpop-nonce"]
    assert system.acts_for(told["access_token"]) == LOGISTICS


def test_a_token_is_what_rfc_9068_says_and_bound_to_the_key(system: System) -> None:
    token = system.token()
    published = KeySet.import_key_set(system.hub.client.get("/oauth/jwks.json").json())
    jws.deserialize_compact(token, published, algorithms=["ES256"])
    assert part(token, 0)["typ"] == "at+jwt"
    claims = part(token, 1)
    assert claims["exp"] - claims["iat"] <= 600
    assert claims.pop("cnf") == {"jkt": thumbprint(system.minter)}
    assert {key: claims[key] for key in ("iss", "aud", "sub", "client_id", "scope")} == {
        "iss": BASE,
        "aud": "license-hub",
        "sub": system.client,
        "client_id": system.client,
        "scope": "licenses",
    }


def test_the_server_says_where_it_is_and_what_it_takes(hub: Hub) -> None:
    told = hub.client.get("/.well-known/oauth-authorization-server").json()
    assert told["issuer"] == BASE
    assert told["token_endpoint"] == f"{BASE}/oauth/token"
    assert told["grant_types_supported"] == ["client_credentials"]
    assert told["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert "HS256" not in told["token_endpoint_auth_signing_alg_values_supported"]
    assert told["dpop_signing_alg_values_supported"]
    assert all("d" not in key for key in hub.client.get("/oauth/jwks.json").json()["keys"])


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (OKPKey.generate_key("Ed25519"), "Ed25519"),
        (RSAKey.generate_key(2048), "PS256"),
        (ECKey.generate_key("P-256"), "ES256"),
    ],
    ids=["Ed25519", "PS256", "ES256"],
)
def test_a_key_of_each_kind_signs_for_its_client(hub: Hub, key: Key, algorithm: str) -> None:
    client = register(hub, "另一系统")
    register_key(hub, client, key.as_dict(private=False))
    header = {"alg": algorithm, "typ": "JWT", "kid": key.thumbprint()}
    plain = System(hub, client)
    claims = json.dumps(part(plain.assertion(), 1)).encode()
    assertion = jws.serialize_compact(header, claims, key, algorithms=[algorithm])
    answer = plain.ask_token(assertion, proof="")
    assert (answer.status_code, answer.json()["token_type"]) == (200, "Bearer")
    token = answer.json()["access_token"]
    assert plain.acts_for(token, proof="", scheme="Bearer") == LOGISTICS
    said = {"client": client, "idempotencyKey": f"retire-{client}"}
    assert hub.do("retireClient", "... on Partner { code }", by="system-admin", **said)["code"]
    assert plain.acts_for(token, proof="", scheme="Bearer") == "AccountInactive"


def register(hub: Hub, name: str) -> str:
    """Register a client whose tokens are bound to no key, and return its id."""
    partner = hub.ask("{ partners(state: ACTIVE) { id code } }", by="security-admin")["partners"]
    told = hub.do(
        "registerClient",
        "... on Partner { clients { clientId dpop } }",
        by=administrator(hub, LOGISTICS),
        partner=next(one["id"] for one in partner if one["code"] == LOGISTICS),
        name=name,
        dpop=False,
        idempotencyKey=f"client-{Minter().jwk['x']}",
    )
    return str(told["clients"][-1]["clientId"])


@pytest.fixture(scope="module", autouse=True)
def first(system: System) -> System:
    """The first client, which comes with the approval."""
    return system


@pytest.fixture(scope="module")
def other(hub: Hub) -> System:
    """The system of another partner."""
    return onboard(hub, POWER)


def about(system: System, path: str, token: str, **said: str) -> Any:  # noqa: ANN401 - JSON
    """Ask about a token, or give it up."""
    return system.form(path, system.assertion(), token=token, **said).json()


def test_a_client_asks_about_its_own_tokens_alone(system: System, other: System) -> None:
    token = system.token()
    told = about(system, INTROSPECT, token)
    assert (told["active"], told["client_id"], told["token_type"]) == (True, system.client, "DPoP")
    assert told["cnf"] == {"jkt": thumbprint(system.minter)}
    assert about(other, INTROSPECT, token) == {"active": False}
    assert about(system, INTROSPECT, "none.of.ours") == {"active": False}
    assert about(system, INTROSPECT, system.hub.token("bank")) == {"active": False}


def test_a_revoked_token_is_refused_by_the_next_read(system: System, other: System) -> None:
    token, kept = system.token(), system.token()
    assert system.acts_for(token) == LOGISTICS
    assert about(other, REVOKE, token)["code"] == "TokenNotYours"
    assert system.acts_for(token) == LOGISTICS
    assert about(system, REVOKE, token) == {}
    assert system.acts_for(token) == "TokenInvalid"
    assert about(system, INTROSPECT, token) == {"active": False}
    assert system.acts_for(kept) == LOGISTICS
    assert about(system, REVOKE, token) == {}
    assert about(system, REVOKE, "none.of.ours") == {}


def test_a_hint_that_names_another_type_is_refused(system: System) -> None:
    hint = {"token_type_hint": "refresh_token"}
    told = about(system, REVOKE, "none.of.ours", **hint)
    assert (told["error"], told["code"]) == ("unsupported_token_type", "TokenTypeUnsupported")


def test_keys_are_rotated_without_a_wrong_refusal(system: System) -> None:
    former, following = system.minter, Minter()
    register_key(system.hub, system.client, public(following))
    for minter in (former, following, former, following):
        system.minter = minter
        assert system.acts_for(system.token()) == LOGISTICS
    system.minter = former
    running = system.token()
    retire(system, former)
    answer = system.ask_token(system.assertion())
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert system.acts_for(running) == LOGISTICS
    system.minter = following
    assert system.acts_for(system.token()) == LOGISTICS


def retire(system: System, minter: Minter) -> None:
    """Retire a key."""
    said = {"client": system.client, "kid": thumbprint(minter), "idempotencyKey": "retire-key"}
    shown = "... on Partner { clients { keys { retiredAt } } }"
    assert system.hub.do("retireClientKey", shown, by="system-admin", **said)["clients"]


LICENSE = "query ($of: String!) { license(identifier: $of) { status } }"
CATALOG = "{ exemptions { code } }"


@pytest.mark.parametrize("query", [LICENSE, CATALOG], ids=["license", "catalog"])
def test_a_proof_serves_one_request(system: System, query: str) -> None:
    token = system.token()
    said = {"of": identifier("company-license")} if query == LICENSE else {}
    proof = system.proof(GRAPHQL, token)
    answers = [system.graphql(token, query, proof=proof, **said).json() for _ in range(2)]
    assert "errors" not in answers[0]
    assert answers[1]["data"] is None
    assert answers[1]["errors"][0]["extensions"]["code"] == "UsedAlready"


def test_a_proof_that_comes_again_changes_nothing(system: System) -> None:
    token = system.token()
    proof = system.proof(GRAPHQL, token)
    wish = """mutation ($key: String!) { applyAsPartner(input: {code: "91519999MA9900183X",
        nameZh: "甲", nameEn: "A", region: "510100", purpose: "核验", contact: "办公室",
        idempotencyKey: $key}) { ... on Refusal { code } } }"""
    first = system.graphql(token, wish, proof=proof, key="one").json()
    assert first["data"]["applyAsPartner"]["code"] == "CompanyNotRepresented"
    again = system.graphql(token, wish, proof=proof, key="two").json()
    told = [again["data"] and again["data"]["applyAsPartner"]["code"], again.get("errors")]
    assert told[0] in {None, "UsedAlready"}
    with system.hub.database() as owner:
        tried = owner.execute(
            """SELECT outcome FROM audit_entry WHERE act = 'apply_as_partner'
            ORDER BY id DESC LIMIT 1"""
        ).fetchone()
    assert tried == ("UsedAlready",)
