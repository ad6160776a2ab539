"""The five workloads: what is asked, by whom, and what comes of it, with varied choices."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from random import Random
from typing import Any, Final
from uuid import UUID

import msgspec

from hub.crypto.keyring import Use
from hub.crypto.opaque import Opaque
from hub.identity.demo import DemoIssuer
from hub.sample.files import Persona, load_personas
from hub.settings import Settings
from schema.ids import GlobalIds, Named
from tests.bench.reads.cast import CAUSE, MATTER, PARTNER, SCENARIO, Cast
from tests.bench.reads.store import Store

VARIED: Final = 2_000
"""How many different requests a workload has at the most."""
SIGNED_IN_FOR: Final = timedelta(hours=8)

_CELL = "key holder value outcome decision { code }"
Q1: Final = f"""query ($identifier: String!) {{
  license(identifier: $identifier) {{
    identifier issuers {{ code nameZh }}
    fields(keys: ["vehicle_classes", "first_issued_on", "holder_name", "sex", "holder_code",
        "penalty_points"]) {{ {_CELL} }}
  }}
}}"""
Q2: Final = f"""{{
  viewer {{ licenses(first: 20) {{
    edges {{ node {{
      id entry {{ body {{ code zh }} }} issuers {{ code nameZh }}
      fields(keys: ["status", "number", "identifier", "issuer", "issued_on", "valid_from",
          "valid_until", "holder_name", "holder_code", "sex", "household_type", "bank"]) {{
        {_CELL}
      }}
    }} }}
    pageInfo {{ hasNextPage endCursor }}
  }} }}
}}"""
Q3: Final = """query ($search: String!) {
  publicRecords(search: $search, first: 20) {
    edges { cursor node {
      identifier issuers { code nameZh }
      fields(keys: ["holder_name", "holder_code", "company_type", "legal_representative"]) {
        key value outcome
      }
    } }
    pageInfo { hasNextPage endCursor }
  }
}"""
Q4: Final = f"""query ($request: ID!) {{
  licenses(under: {{request: $request}}, first: 100) {{
    edges {{ node {{
      id issuers {{ code nameZh }}
      fields(keys: ["holder_name", "holder_code", "number", "employer", "duty", "education"]) {{
        {_CELL}
      }}
    }} }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}"""
Q5: Final = """query ($identifier: String!, $digest: String!) {
  verifyLicense(identifier: $identifier, digest: $digest) {
    entry { body { code zh } } issuer { code nameZh } state grade digestRight current madeOn
  }
}"""


class Asked(msgspec.Struct, frozen=True):
    """One request: the document with its variables, and who asks for what purpose."""

    query: str
    variables: dict[str, Any]
    token: str
    purpose: dict[str, str] | None = None

    @property
    def headers(self) -> dict[str, str]:
        """What the request carries beside its body."""
        stated = {} if self.purpose is None else {"X-Hub-Purpose": json.dumps(self.purpose)}
        return {"Authorization": f"Bearer {self.token}", **stated}

    def sent(self, host: str) -> bytes:
        """Return the request as it goes over the wire."""
        body = json.dumps({"query": self.query, "variables": self.variables}).encode()
        headers = {
            "Host": host,
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            **self.headers,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"POST /graphql HTTP/1.1\r\n{lines}\r\n".encode("latin-1") + body


Workloads = dict[str, list[Asked]]


def workloads(store: Store, cast: Cast) -> Workloads:
    """Return the requests of each workload, the same ones for every run over a store."""
    issuer = DemoIssuer(Settings(demo=True), store.keyring)
    partner = issuer.mint(load_personas()[PARTNER], SIGNED_IN_FOR)
    holders = [issuer.mint(_holder(subject), SIGNED_IN_FOR) for subject, _ in cast.wallets]
    anybody = cycle(holders[:100])
    found = {
        "Q1": [Asked(Q1, {"identifier": one}, partner, {"cause": CAUSE}) for one in cast.granted],
        "Q2": [Asked(Q2, {}, token) for token in holders],
        "Q3": [Asked(Q3, {"search": part}, next(anybody)) for part in cast.names],
        "Q4": list(_cases(store, cast, partner)),
        "Q5": [
            Asked(Q5, {"identifier": one, "digest": digest}, next(anybody))
            for one, digest in cast.verified
        ],
    }
    return {name: _shuffled(asked)[:VARIED] for name, asked in found.items()}


def _shuffled(asked: list[Asked]) -> list[Asked]:
    Random("reads").shuffle(asked)
    return asked


def _cases(store: Store, cast: Cast, token: str) -> Iterator[Asked]:
    ids = GlobalIds(Opaque(store.keyring.of(Use.SIV)))
    request = ids.of(Named.REQUEST, UUID(cast.request))
    for number in cast.cases:
        stated = {"cause": CAUSE, "scenario": SCENARIO, "matter": MATTER, "caseNumber": number}
        yield Asked(Q4, {"request": request}, token, stated)


def _holder(subject: str) -> Persona:
    return Persona(key=subject, subject=subject, zh=subject, en=subject, acr=3)
