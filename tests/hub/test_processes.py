"""Work goes on when a process is lost or none can be had, and no process is left behind."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hub.aggregation.rules.faults import HolderCodeInvalid
from hub.licenses.rules import VersionConflict
from hub.processes import Lost, Processes, pack, start, unpack
from tests.processes import children

PROJECT = Path(__file__).parents[2]
PATIENCE = 20.0


def double(number: int) -> tuple[int, int]:
    return 2 * number, os.getpid()


def refuse() -> None:
    raise HolderCodeInvalid("holders.0.code", code_type="111")


def die_elsewhere(here: int) -> str:
    """Die in the middle of the work, unless it is done where it was asked for."""
    if os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return "done here"


def ends(pid: int) -> bool:
    """Tell whether a process ends in time."""
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last:
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.05)
    return False


@contextmanager
def two() -> Iterator[Processes]:
    """Hold two processes, and see that none is left."""
    processes = Processes(2)
    with processes.held():
        yield processes
    processes.close()
    assert children() == []


async def test_work_is_done_elsewhere_by_a_few() -> None:
    with two() as processes:
        done = await asyncio.gather(*(processes.run(double, number) for number in range(9)))
    assert [number for number, _ in done] == [2 * number for number in range(9)]
    pids = {pid for _, pid in done}
    assert len(pids) <= 2
    assert os.getpid() not in pids


async def test_what_work_raises_is_raised_here() -> None:
    with two() as processes:
        with pytest.raises(HolderCodeInvalid) as refused:
            await processes.run(refuse)
        assert await processes.run(double, 1)
    assert (refused.value.field, refused.value.facts) == ("holders.0.code", {"code_type": "111"})


async def test_work_of_a_killed_process_is_done_here_and_the_next_elsewhere() -> None:
    with two() as processes:
        assert await processes.run(die_elsewhere, os.getpid()) == "done here"
        _, pid = await processes.run(double, 1)
    assert pid != os.getpid()


async def test_a_process_killed_between_two_pieces_of_work_is_replaced() -> None:
    with two() as processes:
        _, first = await processes.run(double, 1)
        os.kill(first, signal.SIGKILL)
        number, second = await processes.run(double, 2)
    assert number == 4
    assert second != first


@pytest.mark.parametrize("program", ["/nowhere/python", "/bin/false"])
async def test_where_no_process_can_be_had_work_is_done_here(
    monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(sys, "executable", program)
    with two() as processes:
        assert await processes.run(double, 3) == (6, os.getpid())


def test_a_lost_process_is_found_out() -> None:
    process = start()
    with pytest.raises(Lost):
        process.ask(die_elsewhere, os.getpid())


def test_processes_end_with_the_one_that_was_killed() -> None:
    program = "import hub.processes as p; print(p.start().running.pid, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        parent.kill()
    assert ends(pid)


@pytest.mark.parametrize(
    "made", [lambda: HolderCodeInvalid("holders.0.code", code_type="111"), VersionConflict]
)
def test_a_refusal_is_the_same_in_another_process(made: Callable[..., Exception]) -> None:
    refusal = made(version=3) if made is VersionConflict else made()
    again = unpack(pack(refusal))
    assert (type(again), str(again), vars(again)) == (type(refusal), str(refusal), vars(refusal))


def test_what_is_packed_is_unpacked_once() -> None:
    packed = pack({"many": [1, 2]})
    assert unpack(packed) == {"many": [1, 2]}
    assert unpack(bytes(packed)) is unpack(packed)
