"""The hub as it is served, what it is asked, and what its answers say."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
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
from tests.bench.reads.choices import Choice, Choices, post
from tests.bench.reads.measure import Side
from tests.bench.reads.store import Store

SERVE: Final = (sys.executable, "-c", "from hub.cli.main import main; main()", "serve")
UNRECORDED: Final = (sys.executable, "-m", "tests.bench.reads.unrecorded")
PROFILED: Final = (sys.executable, "-m", "tests.bench.reads.profiled")
SIGNED_IN_FOR: Final = timedelta(hours=8)

_CELL: Final = "key holder value outcome decision { code }"
DOCUMENTS: Final = {
    "Q1": f"""query ($identifier: String!) {{
  license(identifier: $identifier) {{
    issuers {{ code nameZh }}
    fields(keys: ["vehicle_classes", "first_issued_on", "holder_name", "sex", "holder_code",
        "penalty_points"]) {{ {_CELL} }}
  }}
}}""",
    "Q2": f"""{{
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
}}""",
    "Q3": """query ($search: String!) {
  publicRecords(search: $search, first: 20) {
    edges { cursor node {
      identifier issuers { code nameZh }
      fields(keys: ["holder_name", "holder_code", "company_type", "legal_representative"]) {
        key value outcome
      }
    } }
    pageInfo { hasNextPage endCursor }
  }
}""",
    "Q4": f"""query ($request: ID!) {{
  licenses(under: {{request: $request}}, first: 100) {{
    edges {{ node {{
      id issuers {{ code nameZh }}
      fields(keys: ["holder_name", "holder_code", "number", "employer", "duty", "education"]) {{
        {_CELL}
      }}
    }} }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}""",
    "Q5": """query ($identifier: String!, $digest: String!) {
  verifyLicense(identifier: $identifier, digest: $digest) {
    entry { body { code zh } } issuer { code nameZh } state grade digestRight current madeOn
  }
}""",
}


class Asking:
    """Writes requests to the hub: a verified token on each, a purpose where one is due."""

    def __init__(self, store: Store, cast: Cast) -> None:
        """Sign everybody in."""
        issuer = DemoIssuer(Settings(demo=True), store.keyring)
        self._partner = issuer.mint(load_personas()[PARTNER], SIGNED_IN_FOR)
        self._holders = [issuer.mint(_holder(one), SIGNED_IN_FOR) for one, _ in cast.wallets]
        ids = GlobalIds(Opaque(store.keyring.of(Use.SIV)))
        self._request = ids.of(Named.REQUEST, UUID(cast.request))

    def write(self, workload: str, chosen: Choice) -> bytes:
        """Return the request of one choice."""
        token = self._partner if chosen.wallet is None else self._holders[chosen.wallet]
        headers = {"Authorization": f"Bearer {token}"}
        variables = chosen.variables
        if chosen.wallet is None:
            headers["X-Hub-Purpose"] = json.dumps(_purpose(chosen))
        if chosen.case is not None:
            variables = {"request": self._request}
        return post(headers, DOCUMENTS[workload], variables)


def _purpose(chosen: Choice) -> dict[str, str]:
    if chosen.case is None:
        return {"cause": CAUSE}
    about = {"scenario": SCENARIO, "matter": MATTER, "caseNumber": chosen.case}
    return {"cause": CAUSE, **about}


def _holder(subject: str) -> Persona:
    return Persona(key=subject, subject=subject, zh=subject, en=subject, acr=3)


def the_hub(store: Store, cast: Cast, chosen: Choices) -> Side:
    """Return the hub as it is served: tokens verified, every disclosure recorded."""
    return _hub(store, cast, chosen, ("hub", SERVE))


def without_records(store: Store, cast: Cast, chosen: Choices) -> Side:
    """Return the hub with a recorder that does nothing."""
    return _hub(store, cast, chosen, ("hub, no records", UNRECORDED))


def under_profiler(store: Store, cast: Cast, chosen: Choices) -> Side:
    """Return the hub under a profiler."""
    return _hub(store, cast, chosen, ("hub, profiled", PROFILED))


def _hub(store: Store, cast: Cast, chosen: Choices, run: tuple[str, Sequence[str]]) -> Side:
    asking, (name, command) = Asking(store, cast), run
    return Side(
        name=name,
        command=command,
        environment=environment(store),
        requests=lambda workload: [asking.write(workload, one) for one in chosen[workload]],
        said=said,
        recorded=command == SERVE,
    )


UNLIMITED: Final = tuple(
    f"HUB_RATE_{who}" for who in ("HOLDER", "OFFICE", "CLIENT", "ADDRESS", "EVERYONE")
)
"""The limits of callers, which would end a measurement soon."""


def environment(store: Store) -> Mapping[str, str]:
    """Return what a hub over a store is told: its database, its keys, and whose tokens to trust."""
    return {
        "HUB_DATABASE_URL": store.url,
        "HUB_KEYRING": str(store.keyring_file),
        "HUB_TOKEN_ISSUERS": str(_trusted(store)),
        "HUB_LOG_LEVEL": "error",
        **dict.fromkeys(UNLIMITED, "1000000000/second"),
        "PYTHONPATH": str(Path.cwd()),
    }


def _trusted(store: Store) -> Path:
    file = store.folder / "issuers.json"
    told = msgspec.to_builtins(DemoIssuer(Settings(demo=True), store.keyring).trusted)
    known = {key: value for key, value in told.items() if value is not None}
    file.write_bytes(msgspec.json.encode([known]))
    return file


def said(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what an answer says of each license, in the words of the columns."""
    return [_plain(node) for node in _licenses(data)]


def _licenses(data: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any part of an answer
    (found,) = data.values()
    if "licenses" in found:
        found = found["licenses"]
    if "edges" in found:
        yield from (edge["node"] for edge in found["edges"])
    else:
        yield found


def _plain(node: dict[str, Any]) -> dict[str, Any]:
    cells = {cell["key"]: cell["value"] for cell in node.get("fields", ())}
    cells.pop("issuer", None)
    (issuer,) = node["issuers"] if "issuers" in node else (node["issuer"],)
    entry = node["entry"]["body"] if "entry" in node else None
    plain = {"issuer": issuer, "entry": entry, "identifier": node.get("identifier")} | cells
    if "grade" in node:
        plain |= {"status": node["state"], "grade": node["grade"], "made_on": node["madeOn"]}
    return plain
