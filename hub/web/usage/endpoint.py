"""GET /usage/export: what own licenses were used for, as a file with a sentence a line."""

from collections.abc import AsyncIterator, Callable, Iterable
from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from hub.audit.queries import During, Use, uses_of_own
from hub.audit.words import Told, sentence
from hub.clock import SHANGHAI
from hub.errors import Kind, Refusal
from hub.web.caller import Reception
from hub.web.cells import csv_text
from hub.web.statuses import refused
from schema.context import Context, Parts
from schema.usage import license_id, shelf_of, told_of

PAGE: Final = 100


class ExportUnreadable(Refusal):
    """The export is asked for in a form or for a time that is none."""

    kind = Kind.INVALID
    zh = "导出参数无效：format 为 ndjson 或 csv，since、until 为带时区的时间"
    en = "The export takes format (ndjson or csv), and since and until as moments with an offset"


class NothingHeld(Refusal):
    """Who is not signed in as a person, and stands for no holder, has no record of use."""

    kind = Kind.FORBIDDEN
    zh = "请以持证主体本人或其代表身份登录后导出用证记录"
    en = "Sign in as a holder, or as who stands for one, to export the record of use"


class _Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: Literal["ndjson", "csv"] = "ndjson"
    since: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class Line(msgspec.Struct, frozen=True, rename="camel"):
    """One use of one license, as the file tells it."""

    at: str
    sentence_zh: str
    sentence_en: str
    outcome: str
    organization: str
    cause: str
    scenario: str
    matter: str
    case_number: str
    entry: str
    license: str
    shown: list[str]
    masked: list[str]
    withheld: list[str]
    event: str


def routes(reception: Reception, parts: Parts) -> list[Route]:
    """Return the route of the export."""

    async def export(request: Request) -> Response:
        """Stream the record of use of own licenses (用证记录导出, art. 15(2))."""
        try:
            asked = _read(request)
            call = await reception.call_of(request)
            context = Context(call, parts)
            await context.current_catalog()
            if not call.own_keys:
                raise NothingHeld
            await call.use_up_proof()
        except Refusal as refusal:
            return refused(refusal)
        write, media = _FORMATS[asked.format]
        name = {"content-disposition": f'attachment; filename="usage.{asked.format}"'}
        return StreamingResponse(
            _stream(context, asked, write), media_type=media, headers=name | _PRIVATE
        )

    return [Route("/usage/export", export, methods=["GET"])]


_PRIVATE: Final = {"cache-control": "no-store"}


def _read(request: Request) -> _Asked:
    try:
        return msgspec.convert(dict(request.query_params), _Asked, strict=False)
    except msgspec.ValidationError:
        raise ExportUnreadable from None


async def _stream(
    context: Context, asked: _Asked, write: Callable[[Iterable[Line], bool], str]
) -> AsyncIterator[str]:
    """Yield a page at a time; each is read under the caller's rights at that moment."""
    during, after = During(asked.since, asked.until), None
    first = True
    while True:
        events = await uses_of_own(context.call, first=PAGE, after=after, during=during)
        yield write((_line(use, context) for uses in events for use in uses), first)
        if len(events) < PAGE:
            return
        first, after = False, events[-1][0].event_id


def _line(use: Use, context: Context) -> Line:
    told = told_of(use, context)
    said = sentence(told)
    facts = context.directory.by_id.get(use.organization_id or 0)
    shelf = shelf_of(use, context.catalog)
    return Line(
        at=use.at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        sentence_zh=said.zh,
        sentence_en=said.en,
        outcome=use.outcome,
        organization=facts.code if facts else "",
        cause=use.cause or "",
        scenario=use.scenario or "",
        matter=use.matter or "",
        case_number=use.case_number or "",
        entry=shelf.code if shelf else "",
        license=license_id(use, context) or "",
        event=str(use.event_id),
        **_fields(told),
    )


def _fields(told: Told) -> dict[str, list[str]]:
    return {
        "shown": [name.zh for name in told.full],
        "masked": [name.zh for name in told.masked],
        "withheld": [name.zh for name in told.withheld],
    }


def _ndjson(lines: Iterable[Line], _first: bool) -> str:  # noqa: FBT001 - as both formats are called
    return "".join(msgspec.json.encode(line).decode() + "\n" for line in lines)


def _csv(lines: Iterable[Line], first: bool) -> str:  # noqa: FBT001 - as both formats are called
    header = Line.__struct_encode_fields__ if first else None
    return csv_text(map(msgspec.structs.astuple, lines), header)


_FORMATS: Final = {
    "ndjson": (_ndjson, "application/x-ndjson"),
    "csv": (_csv, "text/csv; charset=utf-8"),
}
