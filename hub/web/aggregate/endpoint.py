"""POST /aggregate takes a stream of rows; GET /aggregate/{batch}/report tells what was wrong."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from email.message import Message
from typing import Final
from uuid import UUID

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from hub.aggregation.formats.mapping import ColumnMapping
from hub.aggregation.pipeline import Delivery, aggregate_stream
from hub.aggregation.queries import batch, report, stored_mapping
from hub.aggregation.wishes import BatchKey
from hub.audit.call import Call
from hub.errors import Kind, Refusal
from hub.licenses.keys import LicenseKeys
from hub.registers.client import NO_REGISTERS, Registers
from hub.web.statuses import refused

CallOf = Callable[[Request], Awaitable[Call]]
"""Returns the call that a request makes, its token verified."""

BATCH_KEY: Final = "x-batch-key"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: Final = {"application/x-ndjson": "ndjson", "text/csv": "csv", XLSX: "xlsx"}
ENCODINGS: Final = {"utf-8": "utf-8", "utf8": "utf-8", "gb18030": "gb18030", "gbk": "gb18030"}


class FormatUnknown(Refusal):
    """A body in a format or encoding that is not taken."""

    kind = Kind.INVALID
    zh = "不支持该内容类型；可用 application/x-ndjson、text/csv、XLSX，编码 UTF-8 或 GB18030"
    en = "This content type is not taken; send NDJSON, CSV or XLSX, in UTF-8 or GB18030"


class BatchKeyInvalid(Refusal):
    """A delivery without a key, or with one that cannot be kept."""

    kind = Kind.INVALID
    zh = "请以 X-Batch-Key 请求头给出批次键（1 至 128 个可见 ASCII 字符），以便中断后续传"
    en = "Name the delivery in X-Batch-Key, 1 to 128 visible ASCII characters, so it can be resumed"


def routes(call_of: CallOf, keys: LicenseKeys, registers: Registers = NO_REGISTERS) -> list[Route]:
    """Return the routes, given how a request becomes a call, the keys, and who knows holders."""

    async def aggregate(request: Request) -> Response:
        """Take a delivery."""
        return await _refusable(_aggregate(request, call_of, keys, registers))

    async def tell(request: Request) -> Response:
        """Tell the faults of a batch."""
        return await _refusable(_report(request, call_of))

    return [
        Route("/aggregate", aggregate, methods=["POST"]),
        Route("/aggregate/{batch_id:uuid}/report", tell, methods=["GET"]),
    ]


async def _aggregate(
    request: Request, call_of: CallOf, keys: LicenseKeys, registers: Registers
) -> Response:
    call = await call_of(request)
    mapping = await _mapping(call, request)
    delivery = Delivery(source="http", key=_batch_key(request.headers), mapping=mapping)
    done = await aggregate_stream(call, keys, delivery, _body(request), registers=registers)
    return Response(msgspec.json.encode(done), media_type="application/json")


async def _report(request: Request, call_of: CallOf) -> Response:
    call = await call_of(request)
    await call.use_up_proof()
    batch_id: UUID = request.path_params["batch_id"]
    await batch(call, batch_id)  # refused before the first byte, or not at all
    name = {"content-disposition": f'attachment; filename="{batch_id}.csv"'}
    return StreamingResponse(report(call, batch_id), media_type="text/csv", headers=name)


async def _refusable(answer: Awaitable[Response]) -> Response:
    try:
        return await answer
    except Refusal as refusal:
        return refused(refusal)


async def _body(request: Request) -> AsyncIterator[bytes]:
    async for part in request.stream():
        yield part


async def _mapping(call: Call, request: Request) -> ColumnMapping:
    """Return the mapping that the request names, else a plain one by its content type."""
    named = request.query_params.get("mapping")
    plain = _plain_mapping(request.headers.get("content-type", ""))
    if named is None:
        return plain
    stored = await stored_mapping(call, named)
    return msgspec.structs.replace(stored, format=plain.format, encoding=plain.encoding)


def _plain_mapping(content_type: str) -> ColumnMapping:
    header = Message()
    header["content-type"] = content_type
    form = FORMATS.get(header.get_content_type())
    encoding = ENCODINGS.get(str(header.get_param("charset") or "utf-8").lower())
    if form is None or encoding is None:
        raise FormatUnknown
    return msgspec.convert({"format": form, "encoding": encoding}, ColumnMapping)


def _batch_key(headers: Mapping[str, str]) -> str:
    try:
        return msgspec.convert(headers.get(BATCH_KEY), BatchKey)
    except msgspec.ValidationError:
        raise BatchKeyInvalid from None
