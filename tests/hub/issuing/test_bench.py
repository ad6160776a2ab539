"""The measure of issuing finds every row of a short spreadsheet, and refuses to lose one."""

import pytest
from sqlalchemy import text

from hub.crypto.keyring import create_keyring
from tests.bench import seals
from tests.bench.seals import RowsLostError, demand_every_row, filled, issue, measure
from tests.hub.issuing.office import open_office

ROWS = 300


async def test_every_row_of_300_is_a_license_or_reported(database: str) -> None:
    measured = await measure(database, ROWS)
    assert (measured.licenses, measured.faults) == (297, 3)
    assert 0 < measured.ratio < 1


async def test_a_row_that_is_lost_is_not_passed_over(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seals, "EVERY", 7)
    async with open_office(database, create_keyring()) as office:
        done, _ = await issue(office, await filled(office, 10), 10)
        await demand_every_row(office, done, 10)
        async with office.province.doors.writer.begin() as db:
            await db.execute(text("UPDATE license SET status = 'SUSPENDED' WHERE version = 1"))
        with pytest.raises(RowsLostError):
            await demand_every_row(office, done, 10)
