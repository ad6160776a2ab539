"""Make a call of an HTTP request: its caller by the bearer token, its purpose by the header."""

from dataclasses import dataclass
from functools import partial

import msgspec
from starlette.requests import Request

from hub.audit.call import Call, Doors
from hub.errors import Kind, Refusal
from hub.identity.callers import ANONYMOUS, Caller
from hub.identity.held import Callers
from hub.identity.tokens import TokenInvalid, TokenVerifier, VerifiedToken
from hub.policy.facts import Purpose
from hub.policy.purpose import check_purpose

PURPOSE = "x-hub-purpose"
LONGEST_HEADER = 4096


class PurposeUnreadable(Refusal):
    """The purpose header is not the JSON of a purpose."""

    kind = Kind.INVALID
    zh = "X-Hub-Purpose 请求头须为 UTF-8 的 JSON：cause、scenario、matter、caseNumber"
    en = "X-Hub-Purpose must be JSON in UTF-8: cause, scenario, matter, caseNumber"


class _Stated(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    cause: str
    scenario: str | None = None
    matter: str | None = None
    case_number: str | None = None


@dataclass(frozen=True)
class Reception:
    """Receives requests: verifies tokens and knows callers."""

    doors: Doors
    verifier: TokenVerifier
    callers: Callers

    async def call_of(self, request: Request) -> Call:
        """Return the call that a request makes.

        Raises: TokenInvalid, AccountInactive, OfficeNotHeld, IssuerUnavailable,
            PurposeUnreadable, PurposeInvalid.
        """
        header = request.headers.get("authorization")
        return await self.call_by(header, request.state.request_id, _purpose(request))

    async def call_by(
        self, authorization: str | None, request_id: str, purpose: Purpose | None = None
    ) -> Call:
        """Return the call that is made by an authorization, as it stands now.

        Raises: TokenInvalid, AccountInactive, OfficeNotHeld, IssuerUnavailable.
        """
        token = await self._token(authorization)
        return Call(
            self.doors,
            caller=await self._caller(token),
            purpose=purpose,
            request_id=request_id,
            token=token,
            renew=None if token is None else partial(self._load, token),
        )

    async def _token(self, header: str | None) -> VerifiedToken | None:
        """Return the verified token; a request without one is anonymous."""
        if header is None:
            return None
        scheme, _, text = header.partition(" ")
        if scheme.lower() != "bearer" or not text:
            raise TokenInvalid(reason="invalid")
        return await self.verifier.verify(text.strip())

    async def _caller(self, token: VerifiedToken | None) -> Caller:
        if token is None:
            return ANONYMOUS
        held = self.callers.held(token)
        if held is not None:
            return held
        return await self._load(token)

    async def _load(self, token: VerifiedToken) -> Caller:
        async with self.doors.reader.acquire() as connection:
            return await self.callers.load(connection, token)


def _purpose(request: Request) -> Purpose | None:
    header = request.headers.get(PURPOSE)
    if header is None:
        return None
    raw = header.encode("latin-1")  # as ASGI servers hand headers over
    if len(raw) > LONGEST_HEADER:
        raise PurposeUnreadable
    try:
        stated = msgspec.json.decode(raw, type=_Stated)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise PurposeUnreadable from None
    return check_purpose(
        Purpose(
            cause=stated.cause,
            scenario=stated.scenario,
            matter=stated.matter,
            case_number=stated.case_number,
        )
    )
