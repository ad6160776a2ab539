"""A delivery becomes licenses; what comes again changes nothing; what is wrong is put aside."""

from datetime import timedelta
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text

from hub.aggregation.corrections import FOLLOWED
from hub.aggregation.formats.mapping import ColumnMapping, ColumnsMissing
from hub.aggregation.jobs import expire_quarantine
from hub.aggregation.queries import batch, batches, report
from hub.aggregation.rules.providers import (
    KEPT_IN_QUARANTINE,
    BatchNotFound,
    MappingChanged,
    NotAnAggregator,
    RightsChanged,
)
from hub.clock import held_at, now
from hub.identity.terms import Role
from tests.hub.aggregation.conftest import Province
from tests.hub.aggregation.permits import OTHER, OWNER, PERSON, event, holder, record

NAME, PHONE = "张三丰", "13800000000"


def csv_of(*numbers: int) -> bytes:
    columns = ["entry", "issuer", "serial", "number", "issued_on", "valid_from", "valid_until"]
    columns += ["region", "holders.0.code_type", "holders.0.code", "holders.0.name"]
    columns += ["face.premises"]
    lines = [",".join(columns)]
    for number in numbers:
        said = record(number)
        first, face = said["holders"][0], said["face"]
        cells = [said[column] for column in columns[:8]]
        cells += [first["code_type"], first["code"], first["name"], face["premises"]]
        lines.append(",".join(cells))
    return "\n".join(lines).encode()


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


async def test_the_same_delivery_again_changes_nothing(province: Province) -> None:
    sent = [record(number) for number in range(1, 4)] + [record(1, version=2, region="510300")]
    sent += [event(2, "SUSPENDED", 1), event(2, "RESUMED", 2), event(3, "CANCELLED", 1)]
    await province.deliver(*sent)
    before = await province.licenses()
    again = await province.deliver(*sent)
    assert (again.accepted, again.events, again.quarantined) == (0, 0, 0)
    assert again.unchanged == len(sent)
    assert await province.licenses() == before


async def test_a_table_and_lines_of_json_come_to_the_same(province: Province) -> None:
    await province.deliver(body=csv_of(1, 2), mapping=ColumnMapping(format="csv"))
    spoken = [record(number, face={"premises": record()["face"]["premises"]}) for number in (1, 2)]
    again = await province.deliver(*spoken)
    assert again.unchanged == 2


async def test_bad_rows_do_not_hold_up_good_ones(province: Province) -> None:
    done = await province.deliver(
        record(1), record(2, number="X"), record(3, issuer=OTHER), record(4), {"secret": True}
    )
    assert (done.accepted, done.quarantined) == (2, 3)
    assert await province.faults() == [
        (2, "NumberRuleBroken", "number"),
        (3, "NotAnIssuer", "issuer"),
        (5, "StateSecret", ""),
    ]


async def test_what_is_in_quarantine_is_sealed(province: Province) -> None:
    wrong = record(1, number="错误编号甲", holders=[holder(phone=PHONE)])
    secret = record(2, number="绝密内容乙") | {"secret": True}
    body = b"\n".join([orjson.dumps(wrong), orjson.dumps(secret), b'{"name": "' + NAME.encode()])
    await province.deliver(body=body)
    rows = await province.rows("SELECT * FROM quarantine ORDER BY line")
    dump = repr(rows) + "".join(bytes(row[7]).decode("latin-1") for row in rows if row[7])
    for value in (NAME, PHONE, PERSON, "错误编号甲", "绝密内容乙"):
        assert value not in dump
        assert value.encode().decode("latin-1") not in dump
    opened = province.keys.envelopes.open(rows[0][7], rows[0][0].bytes)
    assert orjson.loads(opened) == wrong
    assert rows[1][2:4] == (2, "")
    assert rows[1][7] is None, "nothing of a state secret is kept"


async def expired(province: Province, after: timedelta) -> int:
    with held_at(now() + after + timedelta(seconds=1)):
        async with province.doors.writer.begin() as db:
            return await expire_quarantine(db)


async def test_quarantine_expires(province: Province) -> None:
    await province.deliver(record(1, issuer="11519999MB99999993"))
    assert await expired(province, timedelta()) == 0
    assert await expired(province, KEPT_IN_QUARANTINE) == 1
    assert await province.faults() == []


async def test_that_a_row_lay_there_uncorrected_outlives_the_row(province: Province) -> None:
    await province.deliver(record(1, number="X"))
    assert await expired(province, KEPT_IN_QUARANTINE) == 1
    assert await province.rows("SELECT row_sealed, corrected_at FROM quarantine") == [(None, None)]
    assert await expired(province, KEPT_IN_QUARANTINE) == 0
    assert await expired(province, KEPT_IN_QUARANTINE + FOLLOWED) == 1
    assert await province.faults() == []


async def test_the_report_tells_faults_and_is_no_formula(province: Province) -> None:
    done = await province.deliver(record(1, number="X"), {"=cmd": 1}, record(2))
    lines = "".join([line async for line in report(province.call(), done.id)]).split("\r\n")
    assert lines[0] == "line,field,code,zh,en"
    assert lines[1].startswith("1,number,NumberRuleBroken,")
    assert lines[2].startswith("2,")
    assert len(lines) == 4
    assert not [line for line in lines for cell in line.split(",") if cell[:1] in {"=", "+", "@"}]


async def test_a_batch_is_its_providers_own(province: Province) -> None:
    done = await province.deliver(record(1))
    assert (await batch(province.call(), done.id)).accepted == 1
    assert [each.id for each in await batches(province.call())] == [done.id]
    assert await batches(province.call(OWNER)) == []
    with pytest.raises(BatchNotFound):
        await batch(province.call(OWNER), done.id)
    with pytest.raises(BatchNotFound):
        await batch(province.call(), UUID(int=1))


async def test_only_an_aggregator_delivers(province: Province) -> None:
    before = await province.licenses()
    province_call = province.call
    with pytest.raises(NotAnAggregator):
        await batches(province_call("11519999MB9910019M", Role.USER))
    assert await province.licenses() == before


async def test_rights_that_end_end_the_delivery(province: Province) -> None:
    async with province.doors.writer.begin() as db:
        await db.execute(text("UPDATE account SET epoch = epoch + 1"))
    with pytest.raises(RightsChanged):
        await province.deliver(record(1))
    assert not (await province.licenses())["license"]


async def test_a_batch_of_which_rows_were_taken_keeps_its_mapping(province: Province) -> None:
    wrong, right = (
        ColumnMapping(format="csv", columns={"无": "serial"}),
        ColumnMapping(format="csv"),
    )
    with pytest.raises(ColumnsMissing, match="无"):
        await province.deliver(body=csv_of(1), mapping=wrong)
    async with province.doors.writer.begin() as db:
        await db.execute(text("UPDATE batch SET line = 1"))
    with pytest.raises(MappingChanged):
        await province.deliver(body=csv_of(1), mapping=right)
    async with province.doors.writer.begin() as db:
        await db.execute(text("UPDATE batch SET line = 0"))
    assert (await province.deliver(body=csv_of(1), mapping=right)).accepted == 1


async def test_every_act_is_recorded(province: Province) -> None:
    done = await province.deliver(record(1))
    entries = await province.rows("SELECT act, subject, outcome FROM audit_entry ORDER BY id")
    assert entries == [
        ("open_batch", str(done.id), "DONE"),
        ("aggregate_licenses", str(done.id), "DONE"),
        ("close_batch", str(done.id), "DONE"),
    ]
