"""Attacks on clients' assertions and proofs, as data: what is sent, and what it is answered."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from tests.forge import Minter, Parameters, encoded
from tests.schema.http.partners.clients import BASE, GRAPHQL, System, public, thumbprint

CANARY = "13800005199"
"""Stands in every assertion, and in no answer."""

URL = "https://attacker.example/keys.json"
NOW = int(time.time())


@dataclass
class Scene:
    """Whom an attacker can be and has seen: two partners' systems, and a key retired."""

    victim: System
    attacker: System
    stranger: Minter
    retired: Minter

    def forged(self, header: Parameters | None = None, claims: Parameters | None = None) -> str:
        """Return the victim's assertion, signed with a key that is not the victim's."""
        mine = System(self.victim.hub, self.victim.client, self.stranger)
        return mine.assertion({"kid": thumbprint(self.victim.minter)} | (header or {}), claims)

    def parts(self) -> tuple[Parameters, Parameters]:
        """Return header and claims of a right assertion."""
        head, body, _ = self.victim.assertion().split(".")
        return decoded(head), decoded(body)


def decoded(text: str) -> Parameters:
    """Return the JSON object in a segment."""
    found: Parameters = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return found


def raw(header: Parameters, claims: Parameters, signature: bytes = b"") -> str:
    """Put a token together, signed by anything."""
    text = f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(claims).encode())}"
    return f"{text}.{encoded(signature)}"


def by_secret(scene: Scene, secret: bytes, alg: str = "HS256") -> str:
    """Return an assertion signed with a public key as if it were a shared secret."""
    header, claims = scene.parts()
    text = raw(header | {"alg": alg}, claims).rstrip(".")
    return f"{text}.{encoded(hmac.digest(secret, text.encode(), hashlib.sha256))}"


def unsigned(scene: Scene, alg: str) -> str:
    """Return an assertion without a signature."""
    header, claims = scene.parts()
    return raw(header | {"alg": alg}, claims)


def twice(scene: Scene, part: int) -> str:
    """Return an assertion that says something twice in its header (0) or its claims (1)."""
    texts = [json.dumps(one).encode() for one in scene.parts()]
    again = (b'"alg":"none"', b'"sub":"another"')[part]
    texts[part] = texts[part][:-1] + b"," + again + b"}"
    return scene.victim.minter.signed_bytes(*texts)


def nested(scene: Scene, depth: int) -> str:
    """Return an assertion with a deep claim."""
    head, body = (json.dumps(one).encode() for one in scene.parts())
    deep = b',"deep":' + b"[" * depth + b"]" * depth + b"}"
    return scene.victim.minter.signed_bytes(head, body[:-1] + deep)


def trailing_bits(text: str) -> str:
    """Write the signature in another way that decodes to the same bytes."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + letters[letters.index(text[-1]) | 1]


class Attack(NamedTuple):
    """What is sent, by its name."""

    name: str
    make: Callable[[Scene], str]


def header(**said: object) -> Callable[[Scene], str]:
    """Sign rightly under a header that says something more or else."""
    return lambda scene: scene.victim.assertion(header=said)


def claims(**said: object) -> Callable[[Scene], str]:
    """Sign rightly what says something else."""
    return lambda scene: scene.victim.assertion(claims=said)


def without(part: str) -> Callable[[Scene], str]:
    """Sign rightly what leaves a part out."""
    return lambda scene: scene.victim.assertion(drop=part)


ASSERTIONS = [
    Attack("alg none", lambda s: unsigned(s, "none")),
    Attack("alg None", lambda s: unsigned(s, "None")),
    Attack("alg ES256 and no signature", lambda s: unsigned(s, "ES256")),
    Attack(
        "HS256 with the public JWK",
        lambda s: by_secret(s, json.dumps(public(s.victim.minter)).encode()),
    ),
    Attack("HS256 with the public PEM", lambda s: by_secret(s, s.victim.minter.pem)),
    Attack("HS256 with nothing", lambda s: by_secret(s, b"")),
    Attack("ES256 in name, HMAC in fact", lambda s: by_secret(s, s.victim.minter.pem, "ES256")),
    Attack("alg of another curve", header(alg="ES384")),
    Attack("alg of another kind of key", header(alg="PS256")),
    Attack("alg not on the list", header(alg="RS256")),
    Attack("alg as a list", header(alg=["ES256"])),
    Attack("alg missing", without("alg")),
    Attack("typ of an access token", header(typ="at+jwt")),
    Attack("typ of a proof", header(typ="dpop+jwt")),
    Attack("jku", header(jku=URL)),
    Attack("x5u", header(x5u=URL)),
    Attack("x5c", header(x5c=["MIIB"])),
    Attack("jwk of a stranger", lambda s: s.forged({"jwk": public(s.stranger)})),
    Attack("jwk of its own", lambda s: s.victim.assertion({"jwk": public(s.victim.minter)})),
    Attack("crit", header(crit=["exp"])),
    Attack("b64 false", header(b64=False, crit=["b64"])),
    Attack("zip", header(zip="DEF")),
    Attack("cty", header(cty="JWT")),
    Attack("kid missing", without("kid")),
    Attack("kid unknown", header(kid="unknown")),
    Attack("kid as a path", header(kid="../../../../dev/null")),
    Attack("kid as SQL", header(kid="x' OR '1'='1")),
    Attack("kid as a list", header(kid=["a"])),
    Attack("kid with a null byte", header(kid="a\0b")),
    Attack(
        "kid of another client",
        lambda s: s.victim.assertion({"kid": thumbprint(s.attacker.minter)}),
    ),
    Attack("a stranger's key under the right kid", lambda s: s.forged()),
    Attack(
        "a stranger's key under its own kid", lambda s: s.forged({"kid": thumbprint(s.stranger)})
    ),
    Attack(
        "another client's key",
        lambda s: s.attacker.assertion(claims={"iss": s.victim.client, "sub": s.victim.client}),
    ),
    Attack(
        "another client's subject", lambda s: s.attacker.assertion(claims={"sub": s.victim.client})
    ),
    Attack(
        "another client's issuer", lambda s: s.victim.assertion(claims={"iss": s.attacker.client})
    ),
    Attack("a retired key", lambda s: System(s.victim.hub, s.victim.client, s.retired).assertion()),
    Attack("no such client", claims(iss="nobody", sub="nobody")),
    Attack("subject as a list", claims(sub=["a"])),
    Attack("iss missing", without("iss")),
    Attack("sub missing", without("sub")),
    Attack("aud missing", without("aud")),
    Attack("exp missing", without("exp")),
    Attack("iat missing", without("iat")),
    Attack("jti missing", without("jti")),
    Attack("aud of another server", claims(aud="https://other.example")),
    Attack("aud with a slash more", claims(aud=BASE + "/")),
    Attack("aud of the access tokens", claims(aud="license-hub")),
    Attack("aud of two servers", claims(aud=[BASE, "https://other.example"])),
    Attack("aud of nobody", claims(aud=[])),
    Attack("exp as text", claims(exp=str(NOW + 60))),
    Attack("exp far off", claims(exp=NOW + 3600)),
    Attack("exp at no end", claims(exp=1e300)),
    Attack("iat to come", claims(iat=NOW + 36_000)),
    Attack("iat long ago", claims(iat=NOW - 3600)),
    Attack("nbf to come", claims(nbf=NOW + 36_000)),
    Attack("jti empty", claims(jti="")),
    Attack("jti as a number", claims(jti=1)),
    Attack("jti endless", claims(jti="x" * 300)),
    Attack("huge", claims(padding="x" * 5000)),
    Attack("deep", lambda s: nested(s, 600)),
    Attack("claims twice", lambda s: twice(s, 1)),
    Attack("header twice", lambda s: twice(s, 0)),
    Attack("base64 padded", lambda s: s.victim.assertion() + "=="),
    Attack("base64 with a break", lambda s: s.victim.assertion().replace(".", ".\n", 1)),
    Attack("base64 of other bits", lambda s: trailing_bits(s.victim.assertion())),
    Attack("base64 in the other alphabet", lambda s: s.victim.assertion() + "+/"),
    Attack("two segments", lambda s: s.victim.assertion().rpartition(".")[0]),
    Attack("four segments", lambda s: s.victim.assertion() + ".AAAA"),
    Attack(
        "encrypted", lambda _: encoded(b'{"alg":"ECDH-ES","enc":"A256GCM"}') + "..AAAA.AAAA.AAAA"
    ),
    Attack(
        "as JSON",
        lambda s: json.dumps(
            dict(
                zip(
                    ("protected", "payload", "signature"),
                    s.victim.assertion().split("."),
                    strict=True,
                )
            )
        ),
    ),
    Attack("a token within", lambda s: s.victim.minter.signed(s.parts()[0], s.victim.assertion())),
    Attack("its access token", lambda s: s.victim.token()),
    Attack("its proof", lambda s: s.victim.proof()),
    Attack("empty", lambda _: ""),
    Attack("no ASCII", lambda _: "ｅｙＪ.ｅｙＪ.ｅｙＪ"),
]
"""None of these proves a client."""


def shown(
    said: Parameters | None = None, drop: str = "", **claims: object
) -> Callable[[Scene], str]:
    """Sign a proof that says something else."""
    return lambda scene: scene.victim.proof(header=said, claims=claims, drop=drop)


def stranger_shows(scene: Scene) -> str:
    """Show the victim's public key without holding the private one."""
    mine = System(scene.victim.hub, scene.victim.client, scene.stranger, scene.victim.fresh_nonce())
    return mine.proof(header={"jwk": public(scene.victim.minter)})


PROOFS = [
    Attack("typ of a JWT", shown({"typ": "JWT"})),
    Attack(
        "alg none",
        lambda s: raw({"alg": "none", "typ": "dpop+jwt", "jwk": public(s.victim.minter)}, {}),
    ),
    Attack("alg HS256", shown({"alg": "HS256"})),
    Attack("alg of another curve", shown({"alg": "ES384"})),
    Attack("a key that is not held", stranger_shows),
    Attack("no key", shown(drop="jwk")),
    Attack(
        "a private key",
        lambda s: s.victim.proof(header={"jwk": public(s.victim.minter) | {"d": "AAAA"}}),
    ),
    Attack("a shared secret", shown({"jwk": {"kty": "oct", "k": "AAAA"}})),
    Attack("a key without its kind", shown({"jwk": {"crv": "P-256"}})),
    Attack("a key elsewhere", shown({"jku": URL})),
    Attack("crit", shown({"crit": ["exp"]})),
    Attack("another method", shown(htm="GET")),
    Attack("another address", shown(htu=BASE + GRAPHQL)),
    Attack("another host", shown(htu="https://attacker.example/oauth/token")),
    Attack("an old one", shown(iat=NOW - 3600)),
    Attack("one to come", shown(iat=NOW + 3600)),
    Attack("no time", shown(drop="iat")),
    Attack("no id", shown(drop="jti")),
    Attack("no method", shown(drop="htm")),
    Attack("no address", shown(drop="htu")),
    Attack("huge", shown(padding="x" * 5000)),
    Attack("its assertion", lambda s: s.victim.assertion()),
    Attack("rubbish", lambda _: "a.b.c"),
]
"""None of these proves that a key is held."""

NONCES = [
    Attack("no nonce", shown(drop="nonce")),
    Attack("a nonce that is made up", shown(nonce="AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
    Attack("a nonce that is none", shown(nonce="é")),
]
"""These are told which nonce to take."""
