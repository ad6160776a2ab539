"""What is made in other processes comes to the same, and nothing is lost with one of them."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

import orjson
import pytest

from hub.aggregation import pipeline
from hub.aggregation.commands import aggregate_licenses
from hub.aggregation.formats.mapping import ColumnMapping
from hub.aggregation.intake import Intake, Progress
from hub.aggregation.pipeline import Delivery, aggregate_stream
from hub.aggregation.rules.providers import MOST_RECORDS
from hub.aggregation.wishes import AggregateLicenses
from hub.processes import PROCESSES, Lost, Process, Processes
from hub.registers.client import RegisterClient, Registers
from hub.registers.terms import Register
from tests.hub.aggregation.conftest import Province, parts
from tests.hub.aggregation.permits import COMPANY, PERSON, SECOND, event, holder, people, record
from tests.hub.registers.peer import SECRET, Peer, serving
from tests.processes import children

CHUNK = 20
ROWS = 10 * CHUNK
ASK = Process.ask
Tell = Callable[[Progress], None]


@pytest.fixture(autouse=True)
def _short_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a short delivery have many chunks: all but the first are made in other processes."""
    monkeypatch.setattr(pipeline, "CHUNK", CHUNK)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count what is made in other processes, or would be."""
    found: list[int] = []
    run = Processes.run

    async def counting(*arguments: Any, **more: Any) -> Any:  # noqa: ANN401 - handed through
        found.append(len(arguments[2]))
        return await run(*arguments, **more)

    monkeypatch.setattr(Processes, "run", counting)
    return found


def records() -> list[dict[str, Any]]:
    return [
        record(number, holders=[holder(code, phone="13800000000")])
        for number, code in zip(range(ROWS), people(), strict=False)
    ]


async def deliver(province: Province, tell: Tell = lambda _at: None) -> Progress:
    delivery = Delivery(source="test", key="one", mapping=ColumnMapping(format="ndjson"))
    body = parts(b"\n".join(map(orjson.dumps, records())))
    return await aggregate_stream(province.call(), province.keys, delivery, body, tell)


async def whole(province: Province) -> bool:
    """Tell whether every row was taken once, and counted once."""
    counted = await province.rows("SELECT line, accepted, unchanged, quarantined, state FROM batch")
    tables = await province.licenses()
    return counted == [(ROWS, ROWS, 0, 0, "DONE")] and all(
        len(rows) == ROWS for rows in tables.values()
    )


def killing_at(*lines: int) -> Tell:
    """Kill every other process whenever so many lines have been taken."""

    def tell(at: Progress) -> None:
        for pid in children() if at.line in lines else ():
            os.kill(pid, signal.SIGKILL)

    return tell


async def test_a_delivery_made_elsewhere_is_whole(province: Province, made: list[int]) -> None:
    await deliver(province)
    assert await whole(province)
    assert made == [CHUNK] * (ROWS // CHUNK - 1)
    marks = "SELECT count(*) FROM license_version WHERE recorded_at > now() - interval '1 minute'"
    assert await province.rows(marks) == [(ROWS,)]


async def test_processes_killed_in_mid_stream_lose_nothing(province: Province) -> None:
    await deliver(province, killing_at(CHUNK, 2 * CHUNK, 5 * CHUNK, 8 * CHUNK))
    assert await whole(province)


def unfinished(*arguments: Any) -> Any:  # noqa: ANN401 - handed through
    """Ask a process, and tell that it is lost in a way that nobody expects."""
    try:
        return ASK(*arguments)
    except Lost:
        raise ConnectionAbortedError from None


async def test_a_delivery_that_nobody_finishes_for_the_lost_breaks_off_and_goes_on(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as sabotaged:
        sabotaged.setattr(Process, "ask", unfinished)
        with pytest.raises(ConnectionAbortedError):
            await deliver(province, killing_at(CHUNK, 2 * CHUNK, 3 * CHUNK, 4 * CHUNK))
        assert not await whole(province)
    await deliver(province)
    assert await whole(province)


async def test_where_no_process_can_be_had_it_is_made_here(
    province: Province, made: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    await deliver(province)
    assert await whole(province)
    assert made


async def test_streams_share_the_processes_and_none_outlives_them(province: Province) -> None:
    most = 0

    def tell(_at: Progress) -> None:
        nonlocal most
        most = max(most, len(children()))

    sent = records()
    body = b"\n".join(map(orjson.dumps, sent))
    deliveries = [
        Delivery(source="test", key=key, mapping=ColumnMapping(format="ndjson")) for key in "abc"
    ]
    await asyncio.gather(
        *(
            aggregate_stream(province.call(), province.keys, one, parts(body), tell)
            for one in deliveries
        )
    )
    assert 0 < most <= PROCESSES.most
    for _ in range(200):
        if not children():
            break
        await asyncio.sleep(0.05)
    assert children() == []
    assert len(await province.rows("SELECT FROM license")) == ROWS


async def test_a_call_starts_no_process(province: Province, made: list[int]) -> None:
    wish = AggregateLicenses([record(number) for number in range(MOST_RECORDS)])
    done = await aggregate_licenses(province.call(), province.keys, wish)
    assert done.progress.accepted == MOST_RECORDS
    assert (made, children()) == ([], [])


KNOWN = [
    *(record(number) for number in range(8)),
    record(8, identifier="OLD-8", holders=[holder(COMPANY, "甲公司")]),
    event(3, "CANCELLED", 1),
]
FIRST_CHUNK = [record(number) for number in range(100, 100 + CHUNK)]
MIXED = [
    record(200, holders=[holder(SECOND)]),
    record(0),
    record(1, version=2, region="510300", holders=[holder(SECOND, "李四")]),
    record(2, region="510300"),
    record(3, version=2),
    event(4, "SUSPENDED", 1),
    event(4, "SUSPENDED", 3),
    event(300, "SUSPENDED", 1),
    record(201, number="X"),
    record(202, version=2),
    record(202, version=1),
    record(202, version=3, holders=[holder(PERSON, "百分号%s%%(0)b")]),
    event(202, "SUSPENDED", 1),
    # the license that it belongs to is known, and so it is for nobody else of this chunk
    record(203, identifier="OLD-8"),
    # this one is known but refused, so that its identifier is still to be had by another
    record(2, identifier="NEW-1", region="510300"),
    record(204, identifier="NEW-1"),
    record(205, identifier="NEW-2"),
    record(206, identifier="NEW-2"),
    {"secret": True},
    record(207, face={"premises": "甲\\t%d\\x01", "scope": ['"引号"', "\\n"]}),
]


@pytest.mark.parametrize("elsewhere", [True, False])
async def test_what_is_partly_known_comes_to_the_same(
    province: Province, made: list[int], monkeypatch: pytest.MonkeyPatch, *, elsewhere: bool
) -> None:
    assert len(MIXED) == CHUNK
    if not elsewhere:
        monkeypatch.setattr(Intake, "prepare", Intake.check)
    await province.deliver(*KNOWN, key="known")
    done = await province.deliver(*FIRST_CHUNK, *MIXED, key="mixed")
    assert bool(made) is elsewhere
    assert (done.accepted, done.quarantined) == (CHUNK + 7, 10)
    assert (done.superseded, done.events, done.unchanged) == (2, 2, 1)
    assert [(line - CHUNK, code) for line, code, _ in await province.faults()] == [
        (4, "VersionConflict"),
        (5, "VersionAfterEnd"),
        (7, "EventOutOfOrder"),
        (8, "LicenseUnknown"),
        (9, "NumberRuleBroken"),
        (11, "VersionOutdated"),
        (14, "IdentifierTaken"),
        (15, "VersionConflict"),
        (18, "IdentifierTaken"),
        (19, "StateSecret"),
    ]


async def test_registers_are_asked_of_what_is_checked_elsewhere(
    province: Province, made: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "CHUNK", 1)
    peer = Peer()

    def reply(asked: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        told = ["MISMATCH" if one["code"] == SECOND else "MATCH" for one in asked["holders"]]
        return 200, {}, orjson.dumps({"answers": told})

    peer.reply = reply
    with serving(peer):
        registers = Registers({each: RegisterClient(peer.url, SECRET) for each in Register})
        delivery = Delivery(source="test", key="k", mapping=ColumnMapping(format="ndjson"))
        sent = [record(1), record(2, holders=[holder(SECOND)]), record(3)]
        body = parts(b"\n".join(map(orjson.dumps, sent)))
        done = await aggregate_stream(
            province.call(), province.keys, delivery, body, registers=registers
        )
        await registers.aclose()
    assert (done.accepted, len(made), len(peer.asked)) == (2, 4, 3)
    assert await province.faults() == [(2, "HolderMismatch", "holders.0.name")]
    assert await province.rows("SELECT DISTINCT holder_check FROM license_version") == [("MATCH",)]


async def test_a_table_is_made_elsewhere_too(province: Province, made: list[int]) -> None:
    columns = "entry,issuer,serial,number,issued_on,valid_from,valid_until,region"
    columns += ",holders.0.code_type,holders.0.code,holders.0.name,face.premises"
    lines = [columns]
    for number in range(2 * CHUNK):
        said = record(number)
        cells = [said[column] for column in columns.split(",")[:8]]
        lines.append(",".join([*cells, "111", PERSON, "张三丰", "成都市锦江区示例路1号"]))
    body = "\n".join(lines).encode()
    done = await province.deliver(body=body, mapping=ColumnMapping(format="csv"))
    assert (done.accepted, made) == (2 * CHUNK, [CHUNK])


async def stops(body: list[bytes]) -> AsyncIterator[bytes]:
    for part in body:
        yield part
    raise ConnectionResetError


async def test_a_body_that_breaks_off_leaves_what_was_read(province: Province) -> None:
    delivery = Delivery(source="test", key="one", mapping=ColumnMapping(format="ndjson"))
    sent = [orjson.dumps(one) + b"\n" for one in records()[: 3 * CHUNK]]
    with pytest.raises(ConnectionResetError):
        await aggregate_stream(province.call(), province.keys, delivery, stops(sent))
    assert await province.rows("SELECT line, state FROM batch") == [(3 * CHUNK, "OPEN")]
    await deliver(province)
    assert await whole(province)
