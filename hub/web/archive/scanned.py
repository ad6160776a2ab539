"""GET /verify-copy: where the QR code of an archival copy leads, and how the file is verified."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.archive.papers import VERIFY_COPY
from hub.archive.verify import VerifiedCopy, verify_copy
from hub.audit.call import Call
from hub.errors import Refusal
from hub.reading.read import Reading
from hub.web.statuses import refused

NO_STORE: Final = {"Cache-Control": "no-store"}
HOW: Final = {
    "zh": "请在本链接后附上副本文件的 SM3 摘要值（&digest=…）核验；仅凭编号不提供任何信息",
    "en": "Add the SM3 of the copy's file to this link (&digest=…); a number alone tells nothing",
}


def routes(call_of: Callable[[Request], Awaitable[Call]], reading: Reading) -> list[Route]:
    """Return the route, given how a request becomes a call."""

    async def scanned(request: Request) -> Response:
        """Verify a copy by its number and its digest; without a digest, say how."""
        asked = request.query_params
        if "digest" not in asked:
            return JSONResponse(HOW, headers=NO_STORE)
        try:
            call = await call_of(request)
            async with call.recorded("verifyCopy"):
                found = await verify_copy(reading, call, asked.get("number", ""), asked["digest"])
        except Refusal as refusal:
            return refused(refusal)
        return JSONResponse(_told(reading, found), headers=NO_STORE)

    return [Route(VERIFY_COPY, scanned, methods=["GET"])]


def _told(reading: Reading, found: VerifiedCopy) -> dict[str, object]:
    taker = reading.callers.directory.by_id.get(found.organization_id or 0)
    return {
        "number": found.number,
        "madeAt": found.made_at.isoformat(),
        "expiresOn": found.expires_on.isoformat(),
        "expired": found.expired,
        "organization": taker and {"code": taker.code, "zh": taker.name_zh, "en": taker.name_en},
        "state": found.state.value,
        "current": found.current,
    }
