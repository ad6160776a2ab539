"""Memory does not grow with the length of a delivery."""

import tracemalloc
from collections.abc import AsyncIterator

import orjson

from hub.aggregation.formats.mapping import ColumnMapping
from hub.aggregation.intake import Progress
from hub.aggregation.pipeline import Delivery, aggregate_stream
from tests.hub.aggregation.conftest import Province
from tests.hub.aggregation.permits import record

SHORT, LONG = 6_000, 10_000


async def rows(count: int) -> AsyncIterator[bytes]:
    for start in range(0, count, 500):
        yield b"".join(orjson.dumps(record(n)) + b"\n" for n in range(start, start + 500))


async def peak(province: Province, count: int) -> int:
    delivery = Delivery(source="test", key=str(count), mapping=ColumnMapping(format="ndjson"))
    done: Progress = await aggregate_stream(province.call(), province.keys, delivery, rows(count))
    assert done.accepted + done.unchanged == count
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    return highest


async def test_memory_is_flat(province: Province) -> None:
    tracemalloc.start()
    try:
        await peak(province, 1_000)
        short, long = await peak(province, SHORT), await peak(province, LONG)
    finally:
        tracemalloc.stop()
    assert long < short * 1.1
