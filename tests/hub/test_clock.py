"""The day is China's, and the clock can be held."""

import ast
import asyncio
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import hub
from hub import clock

LATE_IN_LONDON = datetime(2026, 2, 28, 16, 0, tzinfo=UTC)


def test_now_is_aware_and_present() -> None:
    assert clock.now().utcoffset() == timedelta(0)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (LATE_IN_LONDON, date(2026, 3, 1)),
        (LATE_IN_LONDON - timedelta(microseconds=1), date(2026, 2, 28)),
    ],
)
def test_the_day_turns_at_midnight_in_shanghai(moment: datetime, day: date) -> None:
    with clock.held_at(moment):
        assert clock.today() == day


async def test_the_clock_is_held_in_this_task_only() -> None:
    async def tell() -> datetime:
        await asyncio.sleep(0)
        return clock.now()

    elsewhere = asyncio.create_task(tell())
    with clock.held_at(LATE_IN_LONDON):
        assert await asyncio.create_task(tell()) == LATE_IN_LONDON
    assert await elsewhere > LATE_IN_LONDON
    assert clock.now() > LATE_IN_LONDON


def test_a_moment_without_offset_is_not_taken() -> None:
    naive = LATE_IN_LONDON.replace(tzinfo=None)
    with pytest.raises(ValueError, match="offset"), clock.held_at(naive):
        pass


ROOT = Path(hub.__file__).parent
TRUE_TIME = {
    "clock.py": "it is the clock",
    "audit/condition.py": "the months of usage go by the true time, as ids do",
    "cli/client_key.py": "stands at the partner's, who has a clock of their own",
    "db/condition.py": "compares the true times of two machines",
    "db/ids.py": "ids grow with the true time",
}
OTHERS_OF_PYTHON = {
    *("datetime.now", "datetime.utcnow", "date.today", "time.time", "time.time_ns"),
    *("func.now", "func.current_timestamp", "func.current_date", "func.clock_timestamp"),
}
OTHERS_OF_SQL = re.compile(
    r"\bnow\(\)|\b(clock|statement|transaction|current)_timestamp\b|\bcurrent_(date|time)\b",
    re.IGNORECASE,
)
BESIDE = {
    "verifier/main.py": "the checker stands alone, on the clock of whoever runs it",
    "notices/feed.py": "where in the order of ids a subscriber began",
    "notices/tailer.py": "since when nothing was heard",
    "supervision/marks.py": "up to which ids everything is counted",
}


def asks_another_clock(source: str) -> set[str]:
    """Return how a module asks for the time past the hub's clock: in Python, or within SQL."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in OTHERS_OF_PYTHON:
            found.add(ast.unparse(node))
        if isinstance(node, ast.Constant) and OTHERS_OF_SQL.search(str(node.value)):
            found.add(str(node.value))
    return found


def test_whatever_decides_asks_the_hubs_clock() -> None:
    asking = {
        str(path.relative_to(ROOT)): found
        for path in ROOT.rglob("*.py")
        if (found := asks_another_clock(path.read_text("utf-8")))
    }
    assert {name: how for name, how in asking.items() if name not in TRUE_TIME | BESIDE} == {}


@pytest.mark.parametrize(
    "source",
    [
        "x = datetime.now(UTC)",
        "x = 'SELECT now() > until'",
        "x = f'{a} < CURRENT_TIMESTAMP'",
        "x = func.now()",
        "x = time.time()",
    ],
)
def test_another_clock_is_noticed(source: str) -> None:
    assert asks_another_clock(source)
