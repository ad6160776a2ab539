"""Measure reads: the hub beside its peers, on one server, over the same rows.

python -m tests.bench.reads --rows 100000 --rounds 3 --seconds 4 --peers postgraphile,mercurius
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from tests.bench.reads.agreement import demand_agreement
from tests.bench.reads.cast import Cast, cast
from tests.bench.reads.choices import WORKLOADS, choices
from tests.bench.reads.hub import the_hub, under_profiler, without_records
from tests.bench.reads.measure import Running, Side, Terms, measure, running
from tests.bench.reads.peers import PEERS
from tests.bench.reads.processes import cores
from tests.bench.reads.province import found
from tests.bench.reads.report import report
from tests.bench.reads.rounds import Found, in_rounds
from tests.bench.reads.rows import fill
from tests.bench.reads.store import Store, open_store

ALL = ",".join(WORKLOADS)
NOBODY = "none"


def measure_reads(  # noqa: PLR0913 - a command takes what its options say
    *,
    rows: Annotated[int, typer.Option(help="licenses")] = 100_000,
    rounds: int = 3,
    seconds: Annotated[float, typer.Option(help="of counting, each run")] = 4.0,
    queries: Annotated[str, typer.Option(help="workloads")] = ALL,
    peers: Annotated[str, typer.Option(help="by name, or none")] = ",".join(PEERS),
    profile: Annotated[str, typer.Option(help="a workload to profile instead")] = "",
) -> None:
    """Measure the hub, round by round, beside the peers that are named."""
    terms = Terms(cores=cores(), rounds=rounds, seconds=seconds)
    with open_store(rows) as store:
        asked = prepared(store)
        given = store, asked, choices(asked)
        if profile:
            show_profile(store, under_profiler(*given), profile, terms)
            return
        sides = [the_hub(*given), without_records(*given)]
        sides += [PEERS[name](*given) for name in peers.split(",") if name != NOBODY]
        with ExitStack() as stack:
            up = [stack.enter_context(running(store, side, terms.cores)) for side in sides]
            measured = [
                one for query in queries.split(",") for one in _compared(store, up, query, terms)
            ]
        report(f"{rows:,} licenses, {rounds} rounds of {seconds:g} s", measured)


def _compared(store: Store, sides: Sequence[Running], query: str, terms: Terms) -> Iterator[Found]:
    ours, *others = sides
    demand_agreement(ours, others, query)
    return in_rounds(store, sides, query, terms)


def prepared(store: Store) -> Cast:
    """Make the database of a size, unless an earlier run has; return what is asked of it."""
    if store.kept("cast") is None:
        found(store)
        fill(store, workers=2)
        store.keep("cast", msgspec.to_builtins(cast(store)))
    return msgspec.convert(store.kept("cast"), Cast)


def show_profile(store: Store, side: Side, query: str, terms: Terms) -> None:
    """Print where the hub's time goes under one workload."""
    with running(store, side, terms.cores) as on:
        run = measure(store, on, query, terms)
    told = (store.folder / f"{side.name}.log").read_text("utf-8", "replace")
    rate = f"{run.seen:,.0f} requests a second under the profiler"
    Console().print(rate, told, sep="\n", soft_wrap=True, highlight=False, markup=False)


if __name__ == "__main__":
    typer.run(measure_reads)
