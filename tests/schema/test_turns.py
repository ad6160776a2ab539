"""Long work gives way: others go on meanwhile, one piece is done at a time, and none is lost."""

import asyncio
import time

import pytest

from schema import turns
from schema.turns import Turns, give_way

LONG_SECONDS = 0.1


def work(told: list[str], name: str) -> str:
    """Work for a while, and give way at each step."""
    told.append(f"{name} begins")
    until = time.perf_counter() + LONG_SECONDS
    while time.perf_counter() < until:
        give_way()
    told.append(f"{name} ends")
    return name


async def longest_wait(running: asyncio.Task[str]) -> float:
    """Return how long the loop was not free while something ran."""
    longest, before = 0.0, time.perf_counter()
    while not running.done():
        await asyncio.sleep(0)
        longest, before = max(longest, time.perf_counter() - before), time.perf_counter()
    return longest


async def test_others_go_on_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    shortest = []
    for seconds in (turns.TURN_SECONDS, LONG_SECONDS):
        monkeypatch.setattr(turns, "TURN_SECONDS", seconds)
        running = asyncio.create_task(Turns().take(work, [], "a"))
        shortest.append(await longest_wait(running))
        assert await running == "a"
    assert shortest[0] < shortest[1] / 2, "work at once is what the other is not"


async def test_one_piece_of_work_is_done_after_another() -> None:
    told: list[str] = []
    one = Turns()
    assert await asyncio.gather(*(one.take(work, told, name) for name in "ab")) == ["a", "b"]
    assert told == ["a begins", "a ends", "b begins", "b ends"]


async def test_what_is_raised_comes_out_and_the_next_goes_on() -> None:
    one = Turns()

    def failing() -> None:
        give_way()
        raise LookupError

    with pytest.raises(LookupError):
        await one.take(failing)
    assert await one.take(lambda: 1) == 1


async def test_whoever_leaves_keeps_nobody_waiting() -> None:
    told: list[str] = []
    one = Turns()
    left = asyncio.create_task(one.take(work, told, "a"))
    await asyncio.sleep(0)
    left.cancel()
    assert await one.take(work, told, "b") == "b"
    assert told == ["a begins", "b begins", "b ends"]


def test_what_is_not_done_in_turns_goes_on_by_itself() -> None:
    assert work([], "a") == "a"
