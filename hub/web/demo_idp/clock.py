"""Let a visitor of the demonstration put its clock forward, to see terms and periods end."""

from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from hub import clock
from hub.errors import Kind, Refusal
from hub.web.statuses import refused

LARGEST_BODY = 1024


class ClockUnreadable(Refusal):
    """The body does not say how the clock is to be set."""

    kind = Kind.INVALID
    zh = "请求体须为 JSON 对象，且只给出 advance（如 P1D）、to（带时区的时间）、reset（true）之一"
    en = "The body is JSON with one of advance (P1D), to (a moment with its offset), reset (true)"


class ClockGoesForward(Refusal):
    """The clock of the sandbox goes forward, and not for ever."""

    kind = Kind.INVALID
    zh = "沙箱时钟只能向前，且最多比真实时间快 {days} 天；可用 reset 恢复"
    en = "The clock only goes forward, at most {days} days ahead of the true time; reset it first"


class _Setting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    advance: timedelta | None = None
    to: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    reset: bool = False


def clock_routes() -> list[Route]:
    """Return the routes of the sandbox's clock, which the demonstration alone mounts."""
    clock.open_sandbox()
    return [
        Route("/clock", _tell, methods=["GET"]),
        Route("/clock", _set, methods=["POST"]),
    ]


async def _tell(_request: Request) -> JSONResponse:
    return _told()


async def _set(request: Request) -> JSONResponse:
    try:
        _apply(await _read(request))
    except Refusal as refusal:
        return refused(refusal)
    return _told()


def _told() -> JSONResponse:
    body = {
        "now": clock.now().astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
        "today": clock.today().isoformat(),
        "aheadSeconds": int(clock.ahead().total_seconds()),
    }
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


async def _read(request: Request) -> _Setting:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise ClockUnreadable
    try:
        setting = msgspec.json.decode(body, type=_Setting)
    except (ValueError, OverflowError):
        raise ClockUnreadable from None
    if [setting.advance is not None, setting.to is not None, setting.reset].count(True) != 1:
        raise ClockUnreadable
    return setting


def _apply(setting: _Setting) -> None:
    if setting.reset:
        clock.put_right()
        return
    try:
        clock.put_forward(_by(setting))
    except ValueError:
        raise ClockGoesForward(days=clock.FURTHEST.days) from None


def _by(setting: _Setting) -> timedelta:
    return (
        setting.advance
        if setting.advance is not None
        else (setting.to or clock.now()) - clock.now()
    )
