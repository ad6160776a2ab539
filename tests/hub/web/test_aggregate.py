"""Deliveries over HTTP: streamed in, reported on, refused in both languages."""

from collections.abc import AsyncIterator

import httpx
import orjson
import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from hub.aggregation.commands import declare_mapping
from hub.aggregation.wishes import DeclareMapping
from hub.audit.call import Call
from hub.identity.terms import Role
from hub.web.aggregate.endpoint import XLSX, routes
from tests.hub.aggregation.conftest import Province, province
from tests.hub.aggregation.permits import CITY, record

__all__ = ["province"]  # a fixture of the feature that this page serves

NDJSON = {"content-type": "application/x-ndjson", "x-batch-key": "k"}
CSV_MAPPING = """
format: csv
constants:
  {entry: food-operation, region: "510100", "holders.0.code_type": "111", valid_from: "2026-03-01"}
columns:
  {部门: issuer, 流水号: serial, 编号: number, 日期: issued_on, 截止: valid_until,
   姓名: holders.0.name, 证件号: holders.0.code, 场所: face.premises}
values: {截止: {长期: null}}
"""
TABLE = (
    "部门,流水号,编号,日期,截止,姓名,证件号,场所\n"
    f"{CITY},1,JY5101002026000001,2026-03-01,长期,张三,519999199001010017,示例路\n"
)


@pytest.fixture
async def client(province: Province) -> AsyncIterator[httpx.AsyncClient]:
    async def call_of(request: Request) -> Call:
        return province.call(CITY, Role(request.headers.get("as", "AGGREGATOR")))

    app = Starlette(routes=routes(call_of, province.keys))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub") as opened:
        yield opened


async def body() -> AsyncIterator[bytes]:
    for number in range(10):
        yield orjson.dumps(record(number)) + b"\n"
    yield orjson.dumps(record(10, number="X"))


async def test_a_stream_is_taken_and_reported_on(client: httpx.AsyncClient) -> None:
    answer = await client.post("/aggregate", content=body(), headers=NDJSON)
    assert answer.status_code == 200, answer.text
    done = answer.json()
    assert (done["accepted"], done["quarantined"]) == (10, 1)
    told = await client.get(f"/aggregate/{done['id']}/report")
    assert told.headers["content-type"].startswith("text/csv")
    assert told.text.splitlines()[1].startswith("11,number,NumberRuleBroken,")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
async def test_a_table_is_taken_by_a_stored_mapping(
    client: httpx.AsyncClient,
    province: Province,
    encoding: str,
) -> None:
    await declare_mapping(province.call(), DeclareMapping("permits", CSV_MAPPING))
    headers = {"content-type": f"text/csv; charset={encoding}", "x-batch-key": "k"}
    answer = await client.post(
        "/aggregate?mapping=permits", content=TABLE.encode(encoding), headers=headers
    )
    assert answer.json().get("accepted") == 1, (answer.text, await province.faults())


@pytest.mark.parametrize(
    ("headers", "path", "status", "code"),
    [
        ({"content-type": "text/html"}, "/aggregate", 400, "FormatUnknown"),
        ({"content-type": "text/csv; charset=big5"}, "/aggregate", 400, "FormatUnknown"),
        ({"x-batch-key": ""}, "/aggregate", 400, "BatchKeyInvalid"),
        ({"x-batch-key": "x" * 129}, "/aggregate", 400, "BatchKeyInvalid"),
        ({"as": "USER"}, "/aggregate", 403, "NotAnAggregator"),
        ({}, "/aggregate?mapping=none", 404, "MappingNotFound"),
        ({}, "/aggregate?mapping=..%2f", 404, "MappingNotFound"),
        ({"content-type": XLSX}, "/aggregate", 400, "WorkbookRefused"),
    ],
)
async def test_a_refusal_is_told_in_both_languages(
    client: httpx.AsyncClient, headers: dict[str, str], path: str, status: int, code: str
) -> None:
    answer = await client.post(path, content=body(), headers=NDJSON | headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert {"kind", "zh", "en"} < answer.json().keys()


async def test_another_batch_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.get("/aggregate/00000000-0000-0000-0000-000000000001/report")
    assert (answer.status_code, answer.json()["code"]) == (404, "BatchNotFound")
