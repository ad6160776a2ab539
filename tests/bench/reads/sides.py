"""Who is measured: the hub, the hub without records, and the peers that are asked for."""

from collections.abc import Callable, Sequence

from tests.bench.reads import hub
from tests.bench.reads.measure import Side
from tests.bench.reads.store import Store
from tests.bench.reads.workloads import Workloads

Peer = Callable[[Store, Workloads], Side]

PEERS: dict[str, Peer] = {}
"""How each peer is made ready and run."""

HOST = "127.0.0.1"


def the_hub(store: Store, asked: Workloads) -> Side:
    """Return the hub as it is served: tokens verified, every disclosure recorded."""
    return _hub(store, asked, "hub", hub.SERVE, recorded=True)


def without_records(store: Store, asked: Workloads) -> Side:
    """Return the hub with a recorder that does nothing."""
    return _hub(store, asked, "hub, no records", hub.UNRECORDED)


def under_profiler(store: Store, asked: Workloads) -> Side:
    """Return the hub under a profiler."""
    return _hub(store, asked, "hub, profiled", hub.PROFILED)


def _hub(
    store: Store, asked: Workloads, name: str, command: Sequence[str], *, recorded: bool = False
) -> Side:
    return Side(
        name=name,
        command=command,
        environment=hub.environment(store),
        requests=lambda workload: [one.sent(HOST) for one in asked[workload]],
        recorded=recorded,
    )
