"""Hold what two sides say of the same licenses against each other, before anything is timed."""

import json
from collections.abc import Sequence
from http.client import HTTPConnection
from itertools import chain, zip_longest
from typing import Any, Final

from tests.bench.reads.measure import Running

COMPARED: Final = 12
"""How many requests of a workload are compared."""


class SidesDisagreeError(RuntimeError):
    """Two sides do not answer the same, so their times do not compare."""


def demand_agreement(ours: Running, others: Sequence[Running], workload: str) -> None:
    """Let a workload pass in which every side says the same of the same licenses.

    Raises: SidesDisagreeError.
    """
    expected = _told(ours, workload)
    for other in others:
        told = _told(other, workload)
        if told != expected:
            apart = next(
                (mine, theirs)
                for mine, theirs in zip_longest(chain(*expected), chain(*told))
                if mine != theirs
            )
            raise SidesDisagreeError(f"{workload} of {ours.side.name}, {other.side.name}: {apart}")


def _told(on: Running, workload: str) -> list[list[dict[str, Any]]]:
    said = on.side.said
    return [_settled(said(_data(on, sent))) for sent in on.side.requests(workload)[:COMPARED]]


def _data(on: Running, sent: bytes) -> dict[str, Any]:
    answer = json.loads(ask(on, sent))
    if "errors" in answer or not answer.get("data"):
        raise SidesDisagreeError(f"{on.side.name}: {answer}")
    data: dict[str, Any] = answer["data"]
    return data


def ask(on: Running, sent: bytes) -> bytes:
    """Send one request by itself and return the body of its answer."""
    head, _, body = sent.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")[1:]
    headers = dict(line.split(": ", 1) for line in lines)
    connection = HTTPConnection("127.0.0.1", on.server.port, timeout=60)
    connection.request("POST", "/graphql", body, headers)
    body = connection.getresponse().read()
    connection.close()
    return body


def _settled(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out what is not shown, and every side's own name of a thing, and settle the order."""
    kept = [
        {key: value for key, value in one.items() if value is not None and key != "id"}
        for one in found
    ]
    return sorted(kept, key=lambda one: json.dumps(one, sort_keys=True))
