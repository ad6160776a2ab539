"""Records by call, stored mappings, and deliveries that race."""

import asyncio

import pytest

from hub.aggregation.commands import aggregate_licenses, close_batch, declare_mapping
from hub.aggregation.formats.mapping import MappingUnreadable
from hub.aggregation.queries import stored_mapping
from hub.aggregation.rules.providers import (
    MOST_RECORDS,
    BatchNotFound,
    BatchTakenOver,
    MappingNotFound,
    NotAnAggregator,
    TooManyRecords,
)
from hub.aggregation.wishes import AggregateLicenses, DeclareMapping
from hub.audit.call import KeyReused
from hub.identity.terms import Role
from tests.hub.aggregation.conftest import Province
from tests.hub.aggregation.permits import CITY, OTHER, OWNER, SECOND, event, holder, record

MAPPING = "format: csv\ncolumns: {编号: number}\n"


async def test_records_by_call_become_licenses(province: Province) -> None:
    wish = AggregateLicenses([record(1), event(1, "SUSPENDED", 1), record(2, number="X")])
    done = await aggregate_licenses(province.call(), province.keys, wish)
    assert (done.progress.accepted, done.progress.events, done.progress.quarantined) == (1, 1, 1)
    assert [(fault.line, fault.code) for fault in done.faults] == [(3, "NumberRuleBroken")]
    assert await province.rows("SELECT state, source FROM batch") == [("DONE", "call")]


async def test_no_records_are_no_licenses(province: Province) -> None:
    done = await aggregate_licenses(province.call(), province.keys, AggregateLicenses([]))
    assert (done.progress.accepted, done.faults) == (0, [])


async def test_a_key_makes_a_call_happen_once(province: Province) -> None:
    wish = AggregateLicenses([record(1), record(2, number="X")])
    first = await aggregate_licenses(province.call(), province.keys, wish, key="k")
    before = await province.licenses()
    again = await aggregate_licenses(province.call(), province.keys, wish, key="k")
    assert (again.progress.id, again.faults) == (first.progress.id, first.faults)
    assert await province.licenses() == before
    other = AggregateLicenses([record(3)])
    with pytest.raises(KeyReused):
        await aggregate_licenses(province.call(), province.keys, other, key="k")


@pytest.mark.parametrize(
    ("roles", "count", "refusal"),
    [((Role.USER,), 1, NotAnAggregator), ((Role.AGGREGATOR,), MOST_RECORDS + 1, TooManyRecords)],
)
async def test_a_refused_call_changes_nothing_and_is_recorded(
    province: Province,
    roles: tuple[Role, ...],
    count: int,
    refusal: type[NotAnAggregator | TooManyRecords],
) -> None:
    before = await province.licenses()
    wish = AggregateLicenses([record(number) for number in range(count)])
    with pytest.raises(refusal):
        await aggregate_licenses(province.call(CITY, *roles), province.keys, wish)
    assert await province.licenses() == before
    assert await province.rows("SELECT FROM batch") == []
    recorded = await province.rows("SELECT act, outcome FROM audit_entry")
    assert recorded == [("aggregate_licenses", refusal.__name__)]


async def test_a_mapping_is_stored_for_the_own_organization(province: Province) -> None:
    said = await declare_mapping(province.call(), DeclareMapping("permits", MAPPING))
    assert await stored_mapping(province.call(), "permits") == said
    changed = MAPPING + "encoding: gb18030\n"
    await declare_mapping(province.call(), DeclareMapping("permits", changed))
    assert (await stored_mapping(province.call(), "permits")).encoding == "gb18030"
    with pytest.raises(MappingNotFound):
        await stored_mapping(province.call(OWNER), "permits")
    with pytest.raises(MappingUnreadable):
        await declare_mapping(province.call(), DeclareMapping("permits", "format: [}"))


async def test_a_batch_is_closed_once_and_by_its_provider(province: Province) -> None:
    done = await province.deliver(record(1))
    with pytest.raises(BatchTakenOver):
        await close_batch(province.call(), done.id)
    with pytest.raises(BatchNotFound):
        await close_batch(province.call(OTHER), done.id)


async def test_deliveries_of_the_same_licenses_do_not_race(province: Province) -> None:
    sent = [record(number) for number in range(200)]
    done = await asyncio.gather(
        *(province.deliver(*sent, key=key) for key in ("one", "two", "three"))
    )
    assert sum(each.accepted for each in done) == 200
    assert sum(each.unchanged for each in done) == 400
    assert await province.faults() == []
    assert len(await province.rows("SELECT FROM license")) == 200


async def test_issuers_that_race_for_an_identifier_lose_one_row_each(province: Province) -> None:
    mine = [record(number, identifier=f"OLD-{number}") for number in range(60)]
    theirs = [
        record(number, identifier=f"OLD-{number}", issuer=OWNER, holders=[holder(SECOND)])
        for number in range(30, 90)
    ]
    done = await asyncio.gather(
        province.deliver(*mine, key="mine"), province.deliver(*theirs, by=OWNER, key="theirs")
    )
    assert sum(each.accepted for each in done) == 90
    codes = {code for _, code, _ in await province.faults()}
    assert codes == {"IdentifierTaken"}
    assert len(await province.rows("SELECT FROM license_locator")) == 90


async def test_one_delivery_in_two_processes_is_taken_by_one(province: Province) -> None:
    sent = [record(number) for number in range(50)]
    done = await asyncio.gather(
        *(province.deliver(*sent) for _ in range(3)), return_exceptions=True
    )
    assert all(not isinstance(each, Exception) or isinstance(each, BatchTakenOver) for each in done)
    assert len(await province.rows("SELECT FROM license")) == 50
