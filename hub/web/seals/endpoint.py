"""GET /seals/roots and /verify: the roots of trust, and where the QR code of a license leads."""

from collections.abc import Awaitable, Callable

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from hub.audit.call import Call
from hub.errors import Refusal
from hub.reading.read import Reading
from hub.reading.verify import Verified, verify_license
from hub.seals.queries import roots
from hub.web.statuses import refused

NO_STORE = {"Cache-Control": "no-store"}


def routes(call_of: Callable[[Request], Awaitable[Call]], reading: Reading) -> list[Route]:
    """Return the routes, given how a request becomes a call."""

    async def trusted(request: Request) -> Response:
        """Tell which authorities are trusted, as PEM."""
        try:
            certificates = await roots(await call_of(request))
        except Refusal as refusal:
            return refused(refusal)
        pem = b"".join(
            load_der_x509_certificate(one).public_bytes(Encoding.PEM) for one in certificates
        )
        return PlainTextResponse(pem, headers=NO_STORE)

    async def verify(request: Request) -> Response:
        """Tell where the license of a QR code stands."""
        asked = request.query_params
        try:
            call = await call_of(request)
            async with call.recorded("verify"):
                found = await verify_license(
                    reading, call, asked.get("id", ""), asked.get("digest")
                )
        except Refusal as refusal:
            return refused(refusal)
        return JSONResponse(_told(reading, found), headers=NO_STORE)

    return [
        Route("/seals/roots", trusted, methods=["GET"]),
        Route("/verify", verify, methods=["GET"]),
    ]


def _told(reading: Reading, found: Verified) -> dict[str, object]:
    issuer = reading.callers.directory.by_id[found.issuer_id]
    entry = reading.catalog.by_id[found.entry_id].policy
    return {
        "entry": {"code": entry.code, "zh": entry.zh, "en": entry.en},
        "issuer": {"code": issuer.code, "zh": issuer.name_zh, "en": issuer.name_en},
        "state": found.state.value,
        "digestRight": found.digest_right,
        "current": found.current,
    }
