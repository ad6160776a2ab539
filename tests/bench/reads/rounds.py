"""Measure in rounds, each side next to the others, so that what disturbs one disturbs all."""

from collections.abc import Iterator, Sequence
from statistics import median

import msgspec
from rich.console import Console

from tests.bench.reads.measure import Measured, Running, Terms, measure
from tests.bench.reads.store import Store

_progress = Console(stderr=True)


class Found(msgspec.Struct, frozen=True):
    """What the rounds of one side under one workload came to."""

    side: str
    workload: str
    runs: list[Measured]

    @property
    def rate(self) -> float:
        """The median of requests a second of the server's core."""
        return median(run.rate for run in self.runs)

    @property
    def spread(self) -> float:
        """How far the rounds lie apart, as a part of the median."""
        rates = [run.rate for run in self.runs]
        return (max(rates) - min(rates)) / self.rate

    def ratios(self, other: "Found") -> list[float]:
        """Return how many times the other's rate this one's was, round by round."""
        return [ours.rate / theirs.rate for ours, theirs in zip(self.runs, other.runs, strict=True)]


def in_rounds(
    store: Store, sides: Sequence[Running], workload: str, terms: Terms
) -> Iterator[Found]:
    """Measure every side under a workload, one after the other, so many times."""
    runs: dict[str, list[Measured]] = {on.side.name: [] for on in sides}
    for number in range(1, terms.rounds + 1):
        for on in sides:
            run = measure(store, on, workload, terms)
            runs[on.side.name].append(run)
            _progress.print(f"{workload} round {number} {on.side.name}: {run.rate:,.0f} a core")
    for name, found in runs.items():
        yield Found(name, workload, found)
