"""An upload killed with -9 goes on where it was: no license lost, none twice, counted once."""

import subprocess
import sys
from pathlib import Path
from signal import SIGKILL

import pytest

from hub.crypto.keyring import store_keyring
from hub.issuing.jobs import finish_left
from hub.issuing.making import abandon
from hub.issuing.model import Making
from hub.issuing.refusals import IssuerSucceeded
from tests.hub.aggregation.permits import record
from tests.hub.issuing.killed_sheet import CHUNK, POINTS
from tests.hub.issuing.office import WHOLE, Office, permit_row, table

ROWS, FAULTY = 3 * CHUNK, CHUNK + 2
GOOD = ROWS - 1
PROJECT = Path(__file__).parents[3]
BODY = table(
    [permit_row(n, **({"number": "X"} if n == FAULTY else {})) for n in range(1, ROWS + 1)]
)
BATCH = "SELECT line, accepted, quarantined, state FROM batch"
LEFT = "SELECT id FROM making WHERE state = 'WRITTEN' ORDER BY id"
MADE = "SELECT count(*) FROM making WHERE state = 'DONE'"


def killed(office: Office, url: str, folder: Path, point: str, *more: str) -> None:
    """Let a process issue the file until it kills itself."""
    file, keyring = folder / "sheet.csv", folder / "keyring.json"
    file.write_bytes(BODY)
    store_keyring(office.keyring, keyring)
    words = [url, keyring, file, point, *more]
    done = subprocess.run(
        [sys.executable, "-m", "tests.hub.issuing.killed_sheet", *map(str, words)],
        cwd=PROJECT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == -SIGKILL, done.stderr


async def whole(office: Office) -> bool:
    """Tell whether every row is a license in force or reported, and counted once."""
    return (
        await office.rows(WHOLE) == [(GOOD,) * 5]
        and await office.rows(BATCH) == [(ROWS + 1, GOOD, 1, "DONE")]
        and await office.rows("SELECT line FROM quarantine") == [(FAULTY + 1,)]
        and await office.rows("SELECT count(*) FROM license") == [(GOOD,)]
        and await office.rows("SELECT last FROM number_serial") == [(GOOD,)] * 2
    )


@pytest.mark.parametrize("point", POINTS)
async def test_a_killed_upload_goes_on(
    office: Office, database: str, tmp_path: Path, point: str
) -> None:
    killed(office, database, tmp_path, point)
    taken = CHUNK if point in {"numbered", "written", "advanced"} else 2 * CHUNK
    faulty = int(taken > CHUNK)
    assert await office.rows(BATCH) == [(taken + 1, CHUNK, faulty, "OPEN")]
    assert await office.rows("SELECT count(*) FROM license") == [(CHUNK,)]
    await office.issue(BODY)
    assert await whole(office)


async def test_progress_ahead_of_the_rows_would_lose_some(
    office: Office, database: str, tmp_path: Path
) -> None:
    killed(office, database, tmp_path, "advanced", "sabotaged")
    await office.issue(BODY)
    assert not await whole(office)


async def test_what_was_left_is_finished_without_the_sender_and_counted(
    office: Office, database: str, tmp_path: Path
) -> None:
    killed(office, database, tmp_path, "unsealed")
    desk = office.desk()
    left = [one for (one,) in await office.rows(LEFT)]
    assert len(left) == CHUNK - 1
    for making_id in (*left, left[0]):
        await finish_left(desk, making_id)
    assert await office.rows(BATCH) == [(2 * CHUNK + 1, 2 * CHUNK - 1, 1, "OPEN")]
    await office.issue(BODY)
    assert await whole(office)


async def test_what_can_no_longer_be_made_is_reported_by_its_line(
    office: Office, database: str, tmp_path: Path
) -> None:
    killed(office, database, tmp_path, "unsealed")
    (_, identifier, line), *_, (last, _, other) = await office.rows(
        "SELECT id, identifier, line FROM making WHERE state = 'WRITTEN' ORDER BY line"
    )
    serial = identifier.split(".")[7]
    assert (await office.province.deliver(record(1, serial=serial))).accepted == 1
    async with office.province.doors.writer.begin() as db:
        await abandon(db, await db.get_one(Making, last), IssuerSucceeded())
    done = await office.issue(BODY)
    assert (done.accepted, done.quarantined) == (GOOD - 2, 3)
    assert sorted(await office.rows("SELECT line, code FROM quarantine")) == [
        (line, "VersionConflict"),
        (FAULTY + 1, "NumberRuleBroken"),
        (other, "IssuerSucceeded"),
    ]
    assert await office.rows(MADE) == [(done.accepted,)]
