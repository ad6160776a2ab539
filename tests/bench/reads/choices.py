"""What is asked in each workload, the same for every side: varied, and seeded."""

from collections.abc import Sequence
from itertools import cycle
from random import Random
from typing import Any, Final

import msgspec

from tests.bench.reads.cast import Cast

WORKLOADS: Final = {
    "Q1": "a partner reads one license by identifier: issuer and six fields, one masked, one not",
    "Q2": "a holder's wallet: twenty licenses, entry, issuer, ten fields each",
    "Q3": "the public register: part of a company's name in Chinese, the first twenty, cursors",
    "Q4": "a partner reads the hundred licenses of a case, by its holders' consent",
    "Q5": "verify an identifier and a digest",
}
VARIED: Final = 2_000
"""How many different requests a workload has at the most."""
ANYBODY: Final = 100
"""So many holders, taking turns, search the register and verify."""

Choices = dict[str, list["Choice"]]


class Choice(msgspec.Struct, frozen=True):
    """One request: what it names, and which holder asks, or the partner for which case."""

    variables: dict[str, Any]
    wallet: int | None = None
    case: str | None = None


def choices(cast: Cast) -> Choices:
    """Return what is asked in each workload."""
    turns = cycle(range(min(ANYBODY, len(cast.wallets))))
    found = {
        "Q1": [Choice({"identifier": one}) for one in cast.granted],
        "Q2": [Choice({}, wallet=number) for number in range(len(cast.wallets))],
        "Q3": [Choice({"search": part}, wallet=next(turns)) for part in cast.names],
        "Q4": [Choice({}, case=number) for number in cast.cases],
        "Q5": [
            Choice({"identifier": one, "digest": digest}, wallet=next(turns))
            for one, digest in cast.verified
        ],
    }
    return {name: _shuffled(chosen) for name, chosen in found.items()}


def _shuffled(chosen: Sequence[Choice]) -> list[Choice]:
    return Random("reads").sample(chosen, min(len(chosen), VARIED))


def post(headers: dict[str, str], query: str, variables: dict[str, Any]) -> bytes:
    """Return a request as it goes over the wire."""
    body = msgspec.json.encode({"query": query, "variables": variables})
    sent = {
        "Host": "127.0.0.1",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **headers,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    return f"POST /graphql HTTP/1.1\r\n{lines}\r\n".encode("latin-1") + body
