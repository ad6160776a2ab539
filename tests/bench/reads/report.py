"""Print what was measured: rates per server core, and the hub's beside each peer's."""

from collections.abc import Mapping, Sequence
from statistics import median

from rich.console import Console
from rich.table import Table

from tests.bench.reads.measure import Measured
from tests.bench.reads.rounds import Found

HUB = "hub"


def report(title: str, found: Sequence[Found]) -> None:
    """Print rates, ratios and where the time went."""
    hubs = {one.workload: one for one in found if one.side == HUB}
    table = Table(
        "",
        "side",
        "req/s of server core",
        "± of rounds",
        "hub is",
        "of rounds",
        "req/s seen",
        "p50 ms",
        "p99 ms",
        "database ms",
        "bytes",
        title=title,
    )
    for one in found:
        table.add_row(one.workload, one.side, *_cells(one, hubs))
        if one is found[-1] or found[found.index(one) + 1].workload != one.workload:
            table.add_section()
    Console(width=140).print(table)


def report_growth(found: Mapping[int, Sequence[Found]]) -> None:
    """Print how the hub's rate and its answer's time change as licenses become more."""
    table = Table("", *(f"{size:,}" for size in found), title="req/s of server core, p50 ms")
    by_workload: dict[str, list[Found]] = {}
    for measured in found.values():
        for one in measured:
            by_workload.setdefault(one.workload, []).append(one)
    for workload, sizes in by_workload.items():
        table.add_row(workload, *(f"{one.rate:,.0f}, {_typical(one).p50:.2f}" for one in sizes))
    Console().print(table)


def _typical(found: Found) -> Measured:
    return sorted(found.runs, key=lambda run: run.rate)[len(found.runs) // 2]


def _cells(one: Found, hubs: Mapping[str, Found]) -> list[str]:
    last = _typical(one)
    ratios = [] if one.side == HUB else hubs[one.workload].ratios(one)
    return [
        f"{one.rate:,.0f}",
        f"{one.spread:.0%}",
        f"{median(ratios):.2f} ×" if ratios else "",
        f"{min(ratios):.2f}–{max(ratios):.2f}" if ratios else "",
        f"{last.seen:,.0f}",
        f"{last.p50:.2f}",
        f"{last.p99:.2f}",
        f"{last.database:.3f}",
        f"{last.size:,}",
    ]
