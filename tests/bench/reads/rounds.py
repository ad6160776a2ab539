"""Measure in rounds, each side next to the others, so that what disturbs one disturbs all."""

from collections.abc import Callable, Iterator
from statistics import median

import msgspec
from rich.console import Console

from tests.bench.reads.measure import Measured

Runs = dict[str, Callable[[], Measured]]
"""How each side is measured once."""

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


def in_rounds(runs: Runs, workload: str, rounds: int) -> Iterator[Found]:
    """Measure every side under a workload, one after the other, so many times."""
    measured: dict[str, list[Measured]] = {name: [] for name in runs}
    for number in range(1, rounds + 1):
        for name, run in runs.items():
            one = run()
            measured[name].append(one)
            _progress.print(f"{workload} round {number} {name}: {one.rate:,.0f} a core")
    for name, found in measured.items():
        yield Found(name, workload, found)
