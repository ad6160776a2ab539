"""A delivery becomes licenses, and only what is new in it becomes anything."""

from tests.hub.aggregation.conftest import Province
from tests.hub.aggregation.permits import record


async def test_a_delivery_becomes_licenses(province: Province) -> None:
    done = await province.deliver(*(record(number) for number in range(1, 6)))
    assert (done.accepted, done.quarantined) == (5, 0), await province.faults()
    assert done.grades == {"VALID": 5}
    tables = await province.licenses()
    assert {name: len(rows) for name, rows in tables.items()} == {
        "holder": 1,
        "license": 5,
        "license_version": 5,
        "license_face": 5,
        "license_holder": 5,
        "license_locator": 5,
        "public_record": 5,
    }
