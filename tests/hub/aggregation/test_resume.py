"""A delivery killed with -9 goes on where it was: nothing lost, nothing twice, counted once."""

import signal
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from hub.crypto.keyring import create_keyring, store_keyring
from tests.hub.aggregation.conftest import Province
from tests.hub.aggregation.killed_delivery import POINTS
from tests.hub.aggregation.permits import CITY, event, record

ROWS = 400
EVENTS = 100
PROJECT = Path(__file__).parents[3]


class Delivery:
    """A file, its keys, and processes that deliver it."""

    def __init__(self, url: str, folder: Path) -> None:
        """Write the file and a keyring into a folder."""
        self.url, self.file, self.keyring = url, folder / "file.ndjson", folder / "keyring.json"
        store_keyring(create_keyring(), self.keyring)
        rows = [record(number) for number in range(ROWS)]
        rows += [event(number, "SUSPENDED", 1) for number in range(EVENTS)]
        self.file.write_bytes(b"\n".join(map(orjson.dumps, rows)))

    def run(self, point: str, *more: str) -> subprocess.CompletedProcess[str]:
        module = "tests.hub.aggregation.killed_delivery"
        words = [self.url, self.keyring, self.file, CITY, point, *more]
        return subprocess.run(
            [sys.executable, "-m", module, *map(str, words)],
            cwd=PROJECT,
            check=False,
            capture_output=True,
            text=True,
        )


async def whole(province: Province) -> bool:
    """Tell whether every row of the file was taken once, and counted once."""
    [(licenses,)] = await province.rows("SELECT count(*) FROM license")
    [(versions,)] = await province.rows("SELECT count(*) FROM license_version")
    counted = await province.rows("SELECT line, accepted, events, unchanged, state FROM batch")
    return (licenses, versions) == (ROWS, ROWS + EVENTS) and counted == [
        (ROWS + EVENTS, ROWS, EVENTS, 0, "DONE")
    ]


@pytest.mark.parametrize("point", POINTS)
async def test_a_killed_delivery_goes_on(
    province: Province, database: str, tmp_path: Path, point: str
) -> None:
    delivery = Delivery(database, tmp_path)
    assert delivery.run(point).returncode == -signal.SIGKILL
    assert await province.rows("SELECT line, state FROM batch") == [(100, "OPEN")]
    done = delivery.run("never")
    assert done.returncode == 0, done.stderr
    assert await whole(province)


async def test_progress_ahead_of_the_rows_would_lose_some(
    province: Province, database: str, tmp_path: Path
) -> None:
    delivery = Delivery(database, tmp_path)
    assert delivery.run("after_progress", "sabotaged").returncode == -signal.SIGKILL
    assert delivery.run("never", "sabotaged").returncode == 0
    assert not await whole(province)
