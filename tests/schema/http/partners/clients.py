"""A partner's system as its programmer would write it, with every part open to be forged."""

import itertools
import json
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import httpx
import msgspec
from joserfc.jwk import ECKey

from hub.sample.files import load_personas
from tests.forge import Minter, Parameters
from tests.schema.http.asking import Hub

BASE = "http://127.0.0.1:8000"
TOKEN, GRAPHQL = "/oauth/token", "/graphql"
LOGISTICS = "91519999MA9900159D"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
VIEWER = "{ viewer { organization { code } } }"

_ids = itertools.count(1)


def thumbprint(minter: Minter) -> str:
    """Return the thumbprint of a key (RFC 7638)."""
    return ECKey.import_key(minter.jwk).thumbprint()


def public(minter: Minter) -> Parameters:
    """Return the public key as it is registered, and as a proof shows it."""
    return {member: minter.jwk[member] for member in ("kty", "crv", "x", "y")}


def ath(token: str) -> str:
    """Return the digest of a token as a proof names it."""
    return urlsafe_b64encode(sha256(token.encode()).digest()).rstrip(b"=").decode()


@dataclass
class System:
    """A client of a partner, with the key it signs with."""

    hub: Hub
    client: str
    minter: Minter = field(default_factory=Minter)
    nonce: str = ""
    base: str = BASE
    """Where its hub is reached."""

    def assertion(
        self, header: Parameters | None = None, claims: Parameters | None = None, drop: str = ""
    ) -> str:
        """Return a right assertion, but for what is said otherwise; `drop` leaves a part out."""
        named = {"alg": "ES256", "typ": "JWT", "kid": thumbprint(self.minter)} | (header or {})
        now = int(time.time())
        said = {
            "iss": self.client,
            "sub": self.client,
            "aud": self.base,
            "iat": now,
            "exp": now + 120,
            "jti": f"assertion-{next(_ids)}",
        } | (claims or {})
        return self.minter.signed(
            {key: one for key, one in named.items() if key != drop},
            {key: one for key, one in said.items() if key != drop},
        )

    def proof(
        self,
        path: str = TOKEN,
        token: str | None = None,
        header: Parameters | None = None,
        claims: Parameters | None = None,
        drop: str = "",
    ) -> str:
        """Return a right proof, but for what is said otherwise."""
        named = {"alg": "ES256", "typ": "dpop+jwt", "jwk": public(self.minter)} | (header or {})
        said = {
            "jti": f"proof-{next(_ids)}",
            "htm": "POST",
            "htu": self.base + path,
            "iat": int(time.time()),
            "nonce": self.fresh_nonce(),
            **({} if token is None else {"ath": ath(token)}),
        } | (claims or {})
        return self.minter.signed(
            {key: one for key, one in named.items() if key != drop},
            {key: one for key, one in said.items() if key != drop},
        )

    def fresh_nonce(self) -> str:
        """Return a nonce that the hub gave, asked for once."""
        if not self.nonce:
            naive = self.minter.signed(
                {"alg": "ES256", "typ": "dpop+jwt", "jwk": public(self.minter)},
                {"jti": "naive", "htm": "POST", "htu": self.base + TOKEN, "iat": int(time.time())},
            )
            answer = self.ask_token(self.assertion(), proof=naive)
            assert answer.json()["error"] == "use_dpop_nonce"
            self.nonce = answer.headers["dpop-nonce"]
        return self.nonce

    def ask_token(self, assertion: str, *, proof: str | None = None, **form: str) -> httpx.Response:
        """Ask for a token; a right proof comes along unless another, or none (""), is given."""
        brought = self.proof() if proof is None else proof
        return self.form(TOKEN, assertion, proof=brought, grant_type="client_credentials", **form)

    def form(self, path: str, assertion: str, *, proof: str = "", **form: str) -> httpx.Response:
        """Send a form with an assertion."""
        said = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion} | form
        headers = {"DPoP": proof} if proof else {}
        return self.hub.client.post(path, data=said, headers=headers)

    def token(self) -> str:
        """Return a token, got the right way."""
        answer = self.ask_token(self.assertion())
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    def graphql(
        self,
        token: str,
        query: str = VIEWER,
        *,
        proof: str | None = None,
        scheme: str = "DPoP",
        cause: str | None = None,
        **variables: object,
    ) -> httpx.Response:
        """Send a document with a token and its proof."""
        brought = self.proof(GRAPHQL, token) if proof is None else proof
        headers = {"Authorization": f"{scheme} {token}"} | ({"DPoP": brought} if brought else {})
        if cause is not None:
            headers["X-Hub-Purpose"] = json.dumps({"cause": cause})
        body = {"query": query, "variables": variables}
        return self.hub.client.post(GRAPHQL, json=body, headers=headers)

    def acts_for(self, token: str, **said: Any) -> str | None:  # noqa: ANN401 - as graphql takes it
        """Return for which organization the hub takes a token, or why it does not."""
        answer = self.graphql(token, **said).json()
        if "errors" in answer:
            return str(answer["errors"][0]["extensions"]["code"])
        organization = answer["data"]["viewer"]["organization"]
        return None if organization is None else str(organization["code"])


def apply(hub: Hub, code: str = LOGISTICS, by: str = "logistics-agent", **changed: object) -> Any:  # noqa: ANN401 - JSON
    """Apply for an enterprise."""
    said: dict[str, object] = {
        "code": code,
        "nameZh": "川途示例物流有限公司",
        "nameEn": "Chuantu Sample Logistics",
        "region": "510100",
        "purpose": "核验承运人道路运输资质",
        "contact": "数据合规部",
        "idempotencyKey": f"apply-{code}-{next(_ids)}",
    } | changed
    return hub.do("applyAsPartner", "... on Partner { id state code }", by=by, **said)


def approve(hub: Hub, partner: str, requests: int = 1000, holders: int = 1000) -> Any:  # noqa: ANN401 - JSON
    """Approve an application as the data center."""
    return hub.do(
        "approvePartner",
        """... on Partner { state requestsADay holdersADay organization { code }
            clients { clientId dpop } }""",
        by="security-admin",
        partner=partner,
        requestsADay=requests,
        holdersADay=holders,
        idempotencyKey=f"approve-{next(_ids)}",
    )


def administrator(hub: Hub, client: str) -> str:
    """Return who registers for a client: its own administrator, where there is one."""
    if not client.startswith(LOGISTICS):
        return "system-admin"
    agent = load_personas()["logistics-agent"]
    in_office = msgspec.structs.replace(agent, organization=LOGISTICS)
    hub.tokens["logistics-admin"] = hub.issuer.mint(in_office)
    return "logistics-admin"


def register_key(hub: Hub, client: str, jwk: Parameters, by: str | None = None) -> Any:  # noqa: ANN401 - JSON
    """Register a key."""
    by = by or administrator(hub, client)
    shown = "... on Partner { clients { clientId keys { kid retiredAt } } }"
    said = {"client": client, "jwk": jwk, "idempotencyKey": f"key-{next(_ids)}"}
    return hub.do("registerClientKey", shown, by=by, **said)


def onboard(hub: Hub, code: str = LOGISTICS, **limits: int) -> System:
    """Make an enterprise a partner whose system has its key registered."""
    by = "logistics-agent" if code == LOGISTICS else "system-admin"
    approved = approve(hub, apply(hub, code, by)["id"], **limits)
    system = System(hub, approved["clients"][0]["clientId"])
    register_key(hub, system.client, public(system.minter))
    return system
