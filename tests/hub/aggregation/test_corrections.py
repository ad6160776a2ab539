"""A row in quarantine is known again when its license comes and is taken."""

from datetime import timedelta

import orjson
import pytest

from hub.aggregation.corrections import corrector
from hub.clock import held_at, now
from tests.hub.aggregation.conftest import Province
from tests.hub.aggregation.permits import CITY, PERSON, event, record


async def corrected(province: Province) -> list[bool]:
    """Note what was corrected, and tell of each row whether it was."""
    async with province.doors.writer.begin() as db:
        await corrector(province.keys.envelopes)(db)
    rows = await province.rows("SELECT corrected_at IS NOT NULL FROM quarantine ORDER BY line")
    return [row[0] for row in rows]


async def later(province: Province, *records: dict[str, object]) -> None:
    with held_at(now() + timedelta(hours=1)):
        await province.deliver(*records, key="later")


async def test_a_corrected_row_is_known_and_another_is_not(province: Province) -> None:
    await province.deliver(record(1, number="X"), record(2, number="X"))
    assert await corrected(province) == [False, False]
    await later(province, record(2), record(3))
    assert await corrected(province) == [False, True]


async def test_what_was_there_before_corrects_nothing(province: Province) -> None:
    await province.deliver(record(1))
    with held_at(now() + timedelta(minutes=1)):
        await province.deliver(record(1, version=2, number="X"), key="second")
    assert await corrected(province) == [False]
    await later(province, record(1, version=2, valid_until="2036-02-28"))
    assert await corrected(province) == [True]


async def test_an_event_out_of_order_is_corrected_by_its_license(province: Province) -> None:
    await province.deliver(record(1), event(1, "SUSPENDED", 2))
    assert await corrected(province) == [False]
    await later(province, event(1, "SUSPENDED", 1), event(1, "RESUMED", 2))
    assert await corrected(province) == [True]


@pytest.mark.parametrize(
    "body",
    [
        orjson.dumps(record(1, issuer="11519999MB99999993")),
        orjson.dumps(record(1, entry="none")),
        orjson.dumps(record(1) | {"secret": True}),
        orjson.dumps(record(1, serial="1" * 200)),
        orjson.dumps([1]),
        b"\xff",
        b"{",
    ],
)
async def test_what_names_no_license_soundly_is_not_followed(
    province: Province, body: bytes
) -> None:
    await province.deliver(body=body)
    assert await province.rows("SELECT subject_sealed FROM quarantine") == [(None,)]


async def test_the_name_of_a_license_is_sealed(province: Province) -> None:
    await province.deliver(record(1, number="X", serial=PERSON))
    ((sealed, row),) = await province.rows("SELECT subject_sealed, id FROM quarantine")
    assert PERSON.encode() not in sealed
    opened = province.keys.envelopes.open(sealed, row.bytes + b"subject")
    assert orjson.loads(opened) == {"entry": "food-operation", "issuer": CITY, "serial": PERSON}
