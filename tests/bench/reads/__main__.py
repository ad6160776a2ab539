"""Measure reads: the hub beside its peers, on one server, over the same rows.

python -m tests.bench.reads --rows 100000 --rounds 3 --seconds 4 --peers postgraphile,mercurius
python -m tests.bench.reads --growth 10000,100000,1000000
python -m tests.bench.reads --rows 20000 --profile Q1
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from hub.db.migrations import migrate
from tests.bench.reads.agreement import ask, demand_agreement
from tests.bench.reads.cast import Cast, cast
from tests.bench.reads.choices import WORKLOADS, choices
from tests.bench.reads.floors import constant, measure_driver, note_reads
from tests.bench.reads.hub import the_hub, under_profiler, without_records
from tests.bench.reads.measure import Running, Side, Terms, measure, running
from tests.bench.reads.peers import PEERS
from tests.bench.reads.processes import cores
from tests.bench.reads.province import found
from tests.bench.reads.report import report, report_growth
from tests.bench.reads.rounds import Found, Runs, in_rounds
from tests.bench.reads.rows import fill
from tests.bench.reads.store import Store, open_store

FLOORS = "floors"
GROWING = ("Q1", "Q2", "Q3", "Q5")


def main(  # noqa: PLR0913 - a command takes what its options say
    *,
    rows: Annotated[int, typer.Option(help="licenses")] = 100_000,
    rounds: int = 3,
    seconds: Annotated[float, typer.Option(help="of counting, each run")] = 3.0,
    queries: Annotated[str, typer.Option(help="workloads")] = ",".join(WORKLOADS),
    peers: Annotated[str, typer.Option(help="by name, or none")] = ",".join((*PEERS, FLOORS)),
    growth: Annotated[str, typer.Option(help="sizes, for the hub alone")] = "",
    profile: Annotated[str, typer.Option(help="a workload to profile instead")] = "",
) -> None:
    """Measure the hub beside the peers that are named, or at several sizes, or profile it."""
    terms = Terms(cores=cores(), rounds=rounds, seconds=seconds)
    if growth:
        sizes = [int(size) for size in growth.split(",")]
        report_growth({size: grown(size, terms) for size in sizes})
    elif profile:
        show_profile(rows, profile, terms)
    else:
        sides = [name for name in peers.split(",") if name in {*PEERS, FLOORS}]
        measured = compared(rows, queries.split(","), sides, terms)
        report(f"{rows:,} licenses, {rounds} rounds of {seconds:g} s", measured)


def prepared(store: Store) -> Cast:
    """Make the database of a size, unless an earlier run has; return who asks for what."""
    if store.kept("cast") is None:
        found(store)
        fill(store, workers=2)
        store.keep("cast", msgspec.to_builtins(cast(store)))
    migrate(store.url)
    return msgspec.convert(store.kept("cast"), Cast)


def compared(
    rows: int, workloads: Sequence[str], named: Sequence[str], terms: Terms
) -> list[Found]:
    """Measure the hub and whoever is named, round by round, once they say the same."""
    with open_store(rows) as store, ExitStack() as stack:
        asked = prepared(store)
        given = store, asked, choices(asked)
        hub = the_hub(*given)
        sides = [hub, without_records(*given), *(PEERS[n](*given) for n in named if n in PEERS)]
        up = [stack.enter_context(running(store, side, terms.cores)) for side in sides]
        if FLOORS in named:
            note_reads(store, hub, workloads, terms)
            floor = constant(hub, partial(_size, up[0]))
            up.append(stack.enter_context(running(store, floor, terms.cores)))
        return [one for name in workloads for one in _compared(store, up, name, terms)]


def _compared(store: Store, up: Sequence[Running], workload: str, terms: Terms) -> Iterator[Found]:
    ours, *others = up
    demand_agreement(ours, [on for on in others if on.side.compared], workload)
    runs: Runs = {on.side.name: partial(measure, store, on, workload, terms) for on in up}
    if not all(on.side.compared for on in up):
        runs["driver alone"] = partial(measure_driver, store, workload, terms)
    return in_rounds(runs, workload, terms.rounds)


def _size(on: Running, workload: str) -> int:
    return len(ask(on, on.side.requests(workload)[0]))


def grown(rows: int, terms: Terms) -> list[Found]:
    """Measure the hub alone at one size."""
    with open_store(rows) as store:
        asked = prepared(store)
        side = the_hub(store, asked, choices(asked))
        with running(store, side, terms.cores) as on:
            return [
                one
                for name in GROWING
                for one in in_rounds(
                    {side.name: partial(measure, store, on, name, terms)}, name, terms.rounds
                )
            ]


def show_profile(rows: int, workload: str, terms: Terms) -> None:
    """Print where the hub's processor time goes under one workload."""
    with open_store(rows) as store:
        asked = prepared(store)
        side: Side = under_profiler(store, asked, choices(asked))
        with running(store, side, terms.cores) as on:
            run = measure(store, on, workload, terms)
        told = (store.folder / f"{side.name}.log").read_text("utf-8", "replace")
    rate = f"{run.seen:,.0f} requests a second under the profiler"
    Console().print(rate, told, sep="\n", soft_wrap=True, highlight=False, markup=False)


if __name__ == "__main__":
    typer.run(main)
