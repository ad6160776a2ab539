"""GET /issue/template/{entry} gives a spreadsheet out; POST /issue takes it filled in."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from hub.aggregation.formats.xlsx import LARGEST_FILE
from hub.aggregation.wishes import BatchKey
from hub.audit.call import Call
from hub.errors import Refusal
from hub.issuing.desk import Desk
from hub.issuing.sheets.commands import sheet_entry, template_entry
from hub.issuing.sheets.pipeline import Sheet, issue_sheet
from hub.issuing.sheets.progress import SheetProgress
from hub.issuing.sheets.refusals import SheetKeyInvalid, SheetTooLarge
from hub.issuing.sheets.template import template_of
from hub.web.statuses import refused
from schema.context import Parts
from schema.ids import GlobalIds, Named

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NDJSON: Final = "application/x-ndjson"
MEBIBYTE: Final = 1 << 20


CallOf = Callable[[Request], Awaitable[Call]]
"""Returns the call that a request makes, its token verified."""


def routes(call_of: CallOf, parts: Parts) -> list[Route]:
    """Return the routes, given how a request becomes a call, and what a process holds."""

    async def template(request: Request) -> Response:
        """Give the template of an entry."""
        return await _refusable(_template(request, call_of, parts.desk))

    async def issue(request: Request) -> Response:
        """Take a spreadsheet."""
        return await _refusable(_issue(request, call_of, parts))

    return [
        Route("/issue/template/{entry}", template, methods=["GET"]),
        Route("/issue", issue, methods=["POST"]),
    ]


async def _template(request: Request, call_of: CallOf, desk: Desk) -> Response:
    call = await call_of(request)
    await call.use_up_proof()
    code: str = request.path_params["entry"]
    found = await template_entry(call, desk, code)
    shape = found.body, found.columns, found.shape.max_holders
    made = await desk.reading.bench.work(template_of, *shape)
    name = {"content-disposition": f'attachment; filename="{found.body.code}.xlsx"'}
    return Response(made, media_type=XLSX, headers=name)


async def _issue(request: Request, call_of: CallOf, parts: Parts) -> Response:
    call = await call_of(request)
    entry, key = request.query_params.get("entry"), request.query_params.get("key")
    if not entry or key is None:
        raise SheetKeyInvalid
    await sheet_entry(call, parts.desk, entry)  # from nobody else is a body taken in
    progress = _issued(request, call, parts.desk, Sheet(entry=entry, key=sheet_key(key), body=b""))
    first = await anext(progress)  # refused before the first byte, as far as that can be
    return StreamingResponse(_told(parts.ids, first, progress), media_type=NDJSON)


async def _issued(
    request: Request, call: Call, desk: Desk, sheet: Sheet
) -> AsyncIterator[SheetProgress]:
    """Issue a spreadsheet in a place of its own, without which its body is not taken in."""
    async with desk.sheets.place():
        whole = msgspec.structs.replace(sheet, body=await _body(request))
        async with aclosing(issue_sheet(call, desk, whole)) as progress:
            async for at in progress:
                yield at


def sheet_key(given: str) -> str:
    """Return the key by which a spreadsheet is known again.

    Raises: SheetKeyInvalid.
    """
    try:
        return msgspec.convert(given, BatchKey)
    except msgspec.ValidationError:
        raise SheetKeyInvalid from None


async def _body(request: Request) -> bytes:
    """Return a body of bounded size; a workbook is read from its end, so it is needed whole.

    Raises: SheetTooLarge.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FILE:
            raise SheetTooLarge(limit=LARGEST_FILE // MEBIBYTE)
    return bytes(body)


async def _told(
    ids: GlobalIds, first: SheetProgress, progress: AsyncIterator[SheetProgress]
) -> AsyncIterator[bytes]:
    """Yield a line of JSON for each step; what stops the work half-way is told in the last."""
    yield _line(ids, first)
    try:
        async for at in progress:
            yield _line(ids, at)
    except Refusal as refusal:
        yield bytes(refused(refusal).body) + b"\n"


def _line(ids: GlobalIds, at: SheetProgress) -> bytes:
    named = {"batch": ids.of(Named.BATCH, at.id), "report": f"/aggregate/{at.id}/report"}
    return msgspec.json.encode(msgspec.to_builtins(at) | named) + b"\n"


async def _refusable(answer: Awaitable[Response]) -> Response:
    try:
        return await answer
    except Refusal as refusal:
        return refused(refusal)
