"""New versions end the old, events come in order, and every step is chained to the one before."""

from datetime import date
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from hub.db.driver import driver_of
from hub.db.engine import ReaderPool
from hub.licenses.holders import (
    HolderCodeTaken,
    HolderUnknown,
    correct_holder_code,
    find_holders,
)
from tests.hub.aggregation.conftest import Province
from tests.hub.aggregation.permits import (
    COMPANY,
    PERSON,
    SECOND,
    SUCCEEDED,
    event,
    holder,
    record,
)


async def state(province: Province) -> tuple[Any, ...]:
    [row] = await province.rows(
        "SELECT status, version, sequence, last_stop, last_event, ended_on FROM license"
    )
    return row


async def test_a_new_version_ends_the_old(province: Province) -> None:
    await province.deliver(record(1))
    done = await province.deliver(record(1, version=2, valid_until="2036-02-28"))
    assert (done.accepted, done.superseded) == (1, 1)
    [row] = await province.rows("SELECT version, valid_until, sequence, identifier FROM license")
    assert row[:3] == (2, date(2036, 2, 28), 2)
    versions = await province.rows(
        "SELECT version, event, digest, previous FROM license_version ORDER BY sequence"
    )
    assert [version[:2] for version in versions] == [(1, "ISSUED"), (2, "CHANGED")]
    assert versions[0][3] is None
    assert versions[1][3] == versions[0][2]
    found = await province.rows("SELECT version FROM license_locator ORDER BY version")
    assert found == [(1,), (2,)]
    assert len(await province.rows("SELECT FROM public_record")) == 1


async def test_the_same_version_with_another_content_is_refused(province: Province) -> None:
    await province.deliver(record(1))
    before = await province.licenses()
    await province.deliver(record(1, valid_until="2036-02-28"))
    assert await province.faults() == [(1, "VersionConflict", "")]
    assert await province.licenses() == before


async def test_an_older_version_is_refused(province: Province) -> None:
    await province.deliver(record(1, version=3), record(1, version=2))
    assert await province.faults() == [(2, "VersionOutdated", "")]


async def test_an_identifier_names_one_license(province: Province) -> None:
    await province.deliver(record(1, identifier="OLD-1"), record(2, identifier="OLD-1"))
    await province.deliver(record(3, identifier="OLD-1"))
    assert await province.faults() == [(2, "IdentifierTaken", ""), (1, "IdentifierTaken", "")]
    assert len(await province.rows("SELECT FROM license")) == 1


async def test_events_change_status_and_stop_authorizations(province: Province) -> None:
    await province.deliver(record(1), event(1, "SUSPENDED", 1))
    assert await state(province) == ("SUSPENDED", 1, 2, 2, 1, None)
    await province.deliver(event(1, "RESUMED", 2), event(1, "INSPECTED", 3))
    assert await state(province) == ("IN_FORCE", 1, 4, 2, 3, None)
    await province.deliver(event(1, "REVOKED", 4, occurred_on="2026-05-01"))
    assert await state(province) == ("REVOKED", 1, 5, 5, 4, date(2026, 5, 1))


async def test_an_event_keeps_the_face(province: Province) -> None:
    await province.deliver(record(1), event(1, "SUSPENDED", 1))
    versions = await province.rows(
        "SELECT face_id, content_mac, status FROM license_version ORDER BY sequence"
    )
    assert versions[0][:2] == versions[1][:2]
    assert [version[2] for version in versions] == ["IN_FORCE", "SUSPENDED"]


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ([("RESUMED", 1)], "EventNotAllowed"),
        ([("CANCELLED", 1), ("RESUMED", 2)], "EventNotAllowed"),
        ([("REVOKED", 1), ("CANCELLED", 2)], "EventNotAllowed"),
        ([("SUSPENDED", 2)], "EventOutOfOrder"),
        ([("SUSPENDED", 1), ("RESUMED", 3)], "EventOutOfOrder"),
    ],
)
async def test_an_event_out_of_place_is_refused(
    province: Province, events: list[tuple[str, int]], code: str
) -> None:
    await province.deliver(record(1), *(event(1, *each) for each in events))
    assert await province.faults() == [(len(events) + 1, code, "")]


async def test_an_event_of_an_unknown_license_is_refused(province: Province) -> None:
    await province.deliver(event(1, "SUSPENDED", 1))
    assert await province.faults() == [(1, "LicenseUnknown", "")]


async def test_an_ended_license_takes_no_new_version(province: Province) -> None:
    await province.deliver(record(1), event(1, "ANNULLED", 1), record(1, version=2))
    assert await province.faults() == [(3, "VersionAfterEnd", "")]


async def test_a_new_version_does_not_lift_a_suspension(province: Province) -> None:
    await province.deliver(record(1), event(1, "SUSPENDED", 1), record(1, version=2))
    assert (await state(province))[:2] == ("SUSPENDED", 2)


async def test_a_change_of_holder_stops_authorizations(province: Province) -> None:
    await province.deliver(record(1))
    [(home,)] = await province.rows("SELECT holder_key FROM license")
    await province.deliver(record(1, version=2, holders=[holder(SECOND), holder(COMPANY)]))
    [row] = await province.rows("SELECT holder_key, last_stop, holders FROM license")
    assert row[:2] == (home, 2), "a license goes on living under its first holder ever"
    held = await province.rows("SELECT holder_key, owner_key FROM license_holder ORDER BY ordinal")
    assert [key for key, _ in held] == row[2]
    assert {owner for _, owner in held} == {home}
    assert home not in row[2]


async def test_a_holder_has_one_key_for_all_licenses(province: Province) -> None:
    await province.deliver(record(1), record(2, holders=[holder(f" {PERSON.lower()}")]))
    await province.deliver(record(3))
    assert len(await province.rows("SELECT DISTINCT holder_key FROM license")) == 1
    assert len(await province.rows("SELECT FROM holder")) == 1


async def test_a_corrected_code_finds_the_same_holder(province: Province) -> None:
    await province.deliver(record(1), record(2, holders=[holder(COMPANY)]))
    index = province.keys.holders
    async with province.doors.writer.begin() as db:
        connection = await driver_of(db)
        known = await find_holders(connection, index, [("111", PERSON)])
        key = await correct_holder_code(connection, index, ("111", PERSON), ("111", SECOND))
        assert key == known["111", PERSON]
        found = await find_holders(connection, index, [("111", PERSON), ("111", SECOND)])
        assert found == {("111", SECOND): key}
        with pytest.raises(HolderUnknown):
            await correct_holder_code(connection, index, ("111", PERSON), ("111", SECOND))
        with pytest.raises(HolderCodeTaken):
            await correct_holder_code(connection, index, ("111", SECOND), ("001", COMPANY))


async def test_a_successors_version_continues_its_predecessors_license(province: Province) -> None:
    await province.deliver(record(1, issuer=SUCCEEDED))
    done = await province.deliver(record(1, version=2), event(1, "SUSPENDED", 1))
    assert (done.superseded, done.events) == (1, 1), await province.faults()
    [row] = await province.rows("SELECT issuer_id, version, status FROM license")
    assert row == (province.ids[record()["issuer"]], 2, "SUSPENDED")
    codes = await province.rows("SELECT issuer_code FROM license_locator ORDER BY version")
    assert codes == [(SUCCEEDED,), (record()["issuer"],)]


async def test_the_writing_role_cannot_read_a_cell(province: Province, reader: ReaderPool) -> None:
    await province.deliver(record(1))
    async with province.doors.writer() as db:
        for column in ("face", "face_sealed", "face_masked"):
            with pytest.raises(ProgrammingError, match="permission denied"):
                await db.execute(text(f"SELECT {column} FROM license_face"))  # noqa: S608 - named here
            await db.rollback()
    async with reader.acquire() as connection:
        assert await connection.fetchval("SELECT count(face) FROM license_face") == 1
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("DELETE FROM license_face")
