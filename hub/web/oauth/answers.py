"""Answer clients in the form of OAuth, with the hub's own code and both languages beside it."""

from http import HTTPStatus
from typing import Any, Final

from starlette.responses import JSONResponse

from hub.errors import Refusal
from hub.identity.proofs import NonceNeeded, ProofInvalid
from hub.partners.tokens.refusals import ClientNotAuthenticated, OAuthRefusal
from hub.web.statuses import STATUSES, told_headers

NOT_KEPT: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def answered(body: dict[str, Any], nonce: str | None = None) -> JSONResponse:
    """Return an answer that nobody may keep."""
    return JSONResponse(body, headers=_headers(nonce))


def refused(refusal: Refusal, nonce: str) -> JSONResponse:
    """Return a refusal as RFC 6749 (5.2) and RFC 9449 (8) have it."""
    body = {
        "error": error_of(refusal),
        "error_description": refusal.message_en,
        "code": refusal.code,
        "kind": refusal.kind.value,
        "zh": refusal.message_zh,
        "en": refusal.message_en,
    }
    given = nonce if isinstance(refusal, NonceNeeded) else None
    return JSONResponse(body, _status(refusal), told_headers(refusal) | _headers(given))


def error_of(refusal: Refusal) -> str:
    """Return the word that OAuth has for a refusal."""
    match refusal:
        case OAuthRefusal():
            return refusal.error
        case NonceNeeded():
            return "use_dpop_nonce"
        case ProofInvalid():
            return "invalid_dpop_proof"
        case _:
            return "temporarily_unavailable"


def _status(refusal: Refusal) -> HTTPStatus:
    if isinstance(refusal, ClientNotAuthenticated):
        return HTTPStatus.UNAUTHORIZED
    if isinstance(refusal, OAuthRefusal | NonceNeeded | ProofInvalid):
        return HTTPStatus.BAD_REQUEST
    return STATUSES[refusal.kind]


def _headers(nonce: str | None) -> dict[str, str]:
    return NOT_KEPT if nonce is None else NOT_KEPT | {"DPoP-Nonce": nonce}
