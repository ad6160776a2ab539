"""A token bound to a key serves its holder alone, and no token but a right one serves anybody."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any, NamedTuple

import httpx
import pytest
from joserfc import jwt

from hub.crypto.keyring import Keyring
from hub.errors import Refusal
from hub.identity import tokens
from hub.identity.own_issuer import OwnIssuer
from hub.identity.proofs import NonceNeeded, ProofInvalid
from hub.identity.public_keys import PublicKey
from hub.identity.tokens import TokenInvalid
from hub.settings import Settings
from tests.forge import Minter, Parameters, encoded
from tests.schema.http.partners.attacks import NOW, decoded, raw, trailing_bits
from tests.schema.http.partners.clients import (
    BASE,
    GRAPHQL,
    LOGISTICS,
    TOKEN,
    VIEWER,
    System,
    ath,
    public,
)


class Bench(NamedTuple):
    """A system with a token, and the hub's own key to sign what the hub would not."""

    system: System
    token: str
    own: OwnIssuer

    def signed(self, header: Parameters | None = None, **changed: object) -> str:
        """Return a token that the hub's own key signs, with something else in it."""
        head, claims = (decoded(part) for part in self.token.split(".")[:2])
        said = {key: one for key, one in (claims | changed).items() if one is not ...}
        return jwt.encode(head | (header or {}), said, self.own.current, algorithms=["ES256"])


@pytest.fixture(scope="module")
def bench(system: System, keyring: Keyring) -> Bench:
    """A system that has a token."""
    return Bench(system, system.token(), OwnIssuer(Settings(), keyring))


class Misuse(NamedTuple):
    """A request that is refused, by its name."""

    name: str
    send: Callable[[Bench], httpx.Response]
    refusal: type[Refusal] = TokenInvalid
    error: str = "invalid_token"


def token(make: Callable[[Bench], str]) -> Callable[[Bench], httpx.Response]:
    """Send a token with a proof that is right for it."""

    def send(bench: Bench) -> httpx.Response:
        made = make(bench)
        return bench.system.graphql(made, proof=bench.system.proof(GRAPHQL, made))

    return send


def signed(
    header: Parameters | None = None, **changed: object
) -> Callable[[Bench], httpx.Response]:
    """Send a token that the hub's own key signs, with something else in it."""
    return token(lambda bench: bench.signed(header, **changed))


def proof(
    header: Parameters | None = None, drop: str = "", **said: object
) -> Callable[[Bench], httpx.Response]:
    """Send the right token with a proof that says something else."""

    def send(bench: Bench) -> httpx.Response:
        made = bench.system.proof(GRAPHQL, bench.token, header, said, drop)
        return bench.system.graphql(bench.token, proof=made)

    return send


def request(bench: Bench, *headers: tuple[str, str]) -> httpx.Response:
    """Send the right question under any headers."""
    return bench.system.hub.client.post(GRAPHQL, json={"query": VIEWER}, headers=list(headers))


def by_secret(bench: Bench) -> str:
    """Return the token signed with the public key as if it were a shared secret."""
    head, claims = (decoded(part) for part in bench.token.split(".")[:2])
    secret = json.dumps(bench.own.jwks["keys"][0]).encode()
    text = raw(head | {"alg": "HS256"}, claims).rstrip(".")
    return f"{text}.{encoded(hmac.digest(secret, text.encode(), hashlib.sha256))}"


def unsigned(bench: Bench) -> str:
    """Return the token without a signature."""
    head, claims = (decoded(part) for part in bench.token.split(".")[:2])
    return raw(head | {"alg": "none"}, claims)


def unbound(bench: Bench) -> str:
    """Take the key out of the token and leave the signature."""
    head, body, signature = bench.token.split(".")
    claims = {key: one for key, one in decoded(body).items() if key != "cnf"}
    return f"{head}.{encoded(json.dumps(claims).encode())}.{signature}"


def stolen(bench: Bench) -> httpx.Response:
    """Send the token as a thief does, who has a key of his own."""
    thief = System(bench.system.hub, bench.system.client, nonce=bench.system.fresh_nonce())
    return thief.graphql(bench.token)


def shown_by_a_thief(bench: Bench) -> httpx.Response:
    """Show the right public key without holding the private one."""
    system = bench.system
    thief = System(system.hub, system.client, nonce=system.fresh_nonce())
    made = thief.proof(GRAPHQL, bench.token, {"jwk": public(system.minter)})
    return thief.graphql(bench.token, proof=made)


def bearer(make: Callable[[Bench], str]) -> Callable[[Bench], httpx.Response]:
    """Send a token as a bearer's."""
    return lambda bench: bench.system.graphql(make(bench), proof="", scheme="Bearer")


def two_proofs(bench: Bench) -> httpx.Response:
    """Send two proofs."""
    proofs = [("DPoP", bench.system.proof(GRAPHQL, bench.token)) for _ in range(2)]
    return request(bench, ("Authorization", f"DPoP {bench.token}"), *proofs)


def two_tokens(bench: Bench) -> httpx.Response:
    """Send a token of two sorts."""
    own = ("Authorization", f"DPoP {bench.token}")
    other = ("Authorization", f"Bearer {bench.system.hub.token('bank')}")
    return request(bench, other, own, ("DPoP", bench.system.proof(GRAPHQL, bench.token)))


STALE = NOW - 3600
UNPROVEN = (ProofInvalid, "invalid_dpop_proof")
MISUSES = [
    Misuse("as a bearer's", bearer(lambda b: b.token)),
    Misuse("as a bearer's with the key cut out", bearer(unbound)),
    Misuse("as a bearer's, unsigned", bearer(unsigned)),
    Misuse("under another scheme", lambda b: b.system.graphql(b.token, scheme="Basic")),
    Misuse("under no scheme", lambda b: request(b, ("Authorization", b.token))),
    Misuse("beside another token", two_tokens),
    Misuse("a bearer's as if it were bound", token(lambda b: b.system.hub.token("bank"))),
    Misuse("unsigned", token(unsigned)),
    Misuse("signed with the public key", token(by_secret)),
    Misuse("of a stranger's key", token(lambda _: Minter().mint({"iss": BASE}))),
    Misuse("base64 of other bits", token(lambda b: trailing_bits(b.token))),
    Misuse("typ of a JWT", signed({"typ": "JWT"})),
    Misuse("with a key of its own", signed({"jwk": public(Minter())})),
    Misuse("for another audience", signed(aud="another")),
    Misuse("for the token endpoint", signed(aud=BASE)),
    Misuse("of another issuer", signed(iss="https://demo.invalid")),
    Misuse("expired", signed(exp=NOW - 60)),
    Misuse("to come", signed(iat=NOW + 36_000)),
    Misuse("without an id", signed(jti=...)),
    Misuse("without an issuer", signed(iss=...)),
    Misuse("with an empty client", signed(client_id="")),
    Misuse("bound to nothing", signed(cnf={})),
    Misuse("bound to a certificate", signed(cnf={"x5t#S256": "AAAA"})),
    Misuse("bound twice", signed(cnf={"jkt": "a", "x5t#S256": "AAAA"})),
    Misuse("bound as text", signed(cnf="jkt")),
    Misuse("huge", signed(padding="x" * 9000)),
    Misuse("its assertion", token(lambda b: b.system.assertion())),
    Misuse("bound to another key", signed(cnf={"jkt": "another"}), *UNPROVEN),
    Misuse("stolen", stolen, *UNPROVEN),
    Misuse("with its key shown by a thief", shown_by_a_thief, *UNPROVEN),
    Misuse("without a proof", lambda b: b.system.graphql(b.token, proof=""), *UNPROVEN),
    Misuse("with two proofs", two_proofs, *UNPROVEN),
    Misuse("proof of another token", proof(ath=ath("another")), *UNPROVEN),
    Misuse("proof of no token", proof(drop="ath"), *UNPROVEN),
    Misuse("proof of another method", proof(htm="GET"), *UNPROVEN),
    Misuse("proof of another address", proof(htu=BASE + TOKEN), *UNPROVEN),
    Misuse("proof of another host", proof(htu="https://a.example/graphql"), *UNPROVEN),
    Misuse("an old proof", proof(iat=STALE), *UNPROVEN),
    Misuse("a proof to come", proof(iat=NOW + 3600), *UNPROVEN),
    Misuse("a proof without an id", proof(drop="jti"), *UNPROVEN),
    Misuse("a proof of another type", proof({"typ": "at+jwt"}), *UNPROVEN),
    Misuse("a proof with a key elsewhere", proof({"jku": "https://a.example"}), *UNPROVEN),
    Misuse("a proof that is none", lambda b: b.system.graphql(b.token, proof="a.b.c"), *UNPROVEN),
    Misuse("a proof without a nonce", proof(drop="nonce"), NonceNeeded, "use_dpop_nonce"),
    Misuse("a proof with a made-up nonce", proof(nonce="A" * 32), NonceNeeded, "use_dpop_nonce"),
]


@pytest.mark.parametrize("misuse", MISUSES, ids=[misuse.name for misuse in MISUSES])
def test_a_misused_token_is_refused(bench: Bench, misuse: Misuse) -> None:
    answer = misuse.send(bench)
    (error,) = answer.json()["errors"]
    assert answer.status_code == 401
    assert error["extensions"]["code"] == misuse.refusal.__name__
    assert f'error="{misuse.error}"' in answer.headers["www-authenticate"]
    assert ("dpop-nonce" in answer.headers) == (misuse.refusal is NonceNeeded)
    assert bench.system.client not in answer.text


def test_the_same_token_rightly_used_is_taken(bench: Bench) -> None:
    assert bench.system.acts_for(bench.token) == LOGISTICS
    assert bench.system.acts_for(bench.signed()) == LOGISTICS


def blind_to_holders(patch: pytest.MonkeyPatch) -> None:
    """Take every signature of a proof for good."""
    patch.setattr(PublicKey, "signed", lambda *_: True)


def blind_to_signatures(patch: pytest.MonkeyPatch) -> None:
    """Take every signature of a token for good."""
    patch.setattr(tokens, "_signed", lambda *_: True)


@pytest.mark.parametrize(
    ("sabotage", "name"),
    [
        (blind_to_holders, "with its key shown by a thief"),
        (blind_to_signatures, "as a bearer's with the key cut out"),
    ],
    ids=["holders", "signatures"],
)
def test_with_a_check_switched_off_a_misuse_gets_through(
    bench: Bench,
    monkeypatch: pytest.MonkeyPatch,
    sabotage: Callable[[pytest.MonkeyPatch], None],
    name: str,
) -> None:
    sabotage(monkeypatch)
    fresh = bench._replace(token=bench.system.token())
    answer: dict[str, Any] = next(one for one in MISUSES if one.name == name).send(fresh).json()
    assert answer["data"]["viewer"]["organization"]["code"] == LOGISTICS
