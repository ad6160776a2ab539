"""Make a call of an HTTP request: its caller by the bearer token, its purpose by the header."""

import re
from dataclasses import dataclass, field
from functools import partial

import msgspec
from starlette.requests import Request

from hub.audit.call import Call, Doors
from hub.audit.once import Once
from hub.audit.usage import Usage
from hub.errors import Kind, Refusal
from hub.identity.callers import ANONYMOUS, Caller
from hub.identity.held import Callers
from hub.identity.nonces import Nonces
from hub.identity.proofs import Asked, NonceNeeded, ProofInvalid, verify_proof
from hub.identity.tokens import TokenInvalid, TokenVerifier, VerifiedToken
from hub.policy.facts import Purpose
from hub.policy.purpose import check_purpose
from hub.rates.limits import limits_of
from hub.rates.rates import Rates
from hub.settings import Settings
from hub.web.front.weights import weight_of

PURPOSE = "x-hub-purpose"
PROOF = "dpop"
NONCE = "dpop-nonce"
LONGEST_HEADER = 4096
NUL = re.compile(rb"\\u(?:0000|\{0+\})")
"""How JSON, and a string in a GraphQL document, can write a character that no text can hold."""


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
    nonces: Nonces
    base_url: str
    rates: Rates = field(default_factory=lambda: Rates(limits_of(Settings())))

    async def call_of(self, request: Request) -> Call:
        """Return the call that a request makes.

        Raises: TokenInvalid, AccountInactive, OfficeNotHeld, IssuerUnavailable,
            ProofInvalid, NonceNeeded, PurposeUnreadable, PurposeInvalid, TooManyRequests.
        """
        usage = Usage()
        try:
            token = await self._token(request, usage)
        except (TokenInvalid, ProofInvalid, NonceNeeded) as refusal:
            self._challenge(request, refusal)
            raise
        call = await self._call(token, request.state.request_id, usage)
        if weight := weight_of(request.url.path):
            await self.rates.take(call.caller, weight)
        call.purpose = _purpose(request)
        return call

    async def call_by(self, authorization: str | None, request_id: str) -> Call:
        """Return the call that a stream makes now, by a bearer's token alone.

        A token bound to a key is not taken: there is no request that a proof would be for.

        Raises: TokenInvalid, AccountInactive, OfficeNotHeld, IssuerUnavailable.
        """
        token = None if authorization is None else await self._bearer(authorization)
        return await self._call(token, request_id, Usage())

    async def _call(self, token: VerifiedToken | None, request_id: str, usage: Usage) -> Call:
        return Call(
            self.doors,
            caller=await self._caller(token),
            request_id=request_id,
            token=token,
            renew=None if token is None else partial(self._load, token),
            usage=usage,
        )

    async def _bearer(self, authorization: str) -> VerifiedToken:
        scheme, _, text = authorization.partition(" ")
        token = await self.verifier.verify(text.strip())
        if scheme.lower() != "bearer" or token.jkt is not None:
            raise TokenInvalid(reason="invalid")
        return token

    async def _token(self, request: Request, usage: Usage) -> VerifiedToken | None:
        """Return the verified token; a request without one is anonymous."""
        headers = request.headers.getlist("authorization")
        if not headers:
            return None
        scheme, _, text = headers[0].partition(" ")
        if len(headers) > 1 or scheme.lower() not in {"bearer", PROOF} or not text:
            raise TokenInvalid(reason="invalid")
        token = await self.verifier.verify(text.strip())
        if (scheme.lower() == PROOF) != (token.jkt is not None):
            raise TokenInvalid(reason="invalid")  # bound to a key, so never taken as a bearer's
        if token.jkt is not None:
            usage.proof = self._proof(request, text.strip(), token.jkt)
        return token

    def _proof(self, request: Request, token: str, thumbprint: str) -> Once:
        """Return the proof that this request is made by the holder of the token's key, to be used.

        It is used up with whatever the request does: see `Usage.proof`.
        """
        brought = request.headers.getlist(PROOF)
        if len(brought) != 1:
            raise ProofInvalid
        asked = Asked(request.method, self.base_url + request.url.path, token)
        proof = verify_proof(brought[0], asked, self.nonces)
        if proof.thumbprint != thumbprint:
            raise ProofInvalid
        _tell(request, [(NONCE, self.nonces.give())])
        return Once(proof.hash, proof.expires_at)

    def _challenge(self, request: Request, refusal: Refusal) -> None:
        """Say in the headers what a client lacks (RFC 6750, RFC 9449)."""
        word = {NonceNeeded: "use_dpop_nonce", ProofInvalid: "invalid_dpop_proof"}
        error = word.get(type(refusal), "invalid_token")
        header = request.headers.get("authorization", "")
        scheme = "DPoP" if header[:5].lower() == "dpop " else "Bearer"
        nonce = [(NONCE, self.nonces.give())] if isinstance(refusal, NonceNeeded) else []
        _tell(request, [("www-authenticate", f'{scheme} error="{error}"'), *nonce])

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


def _tell(request: Request, headers: list[tuple[str, str]]) -> None:
    """Have headers added to the answer, whatever it will be."""
    request.state.answer_headers = [(key.encode(), value.encode()) for key, value in headers]


def _purpose(request: Request) -> Purpose | None:
    header = request.headers.get(PURPOSE)
    if header is None:
        return None
    raw = header.encode("latin-1")  # as ASGI servers hand headers over
    if len(raw) > LONGEST_HEADER or NUL.search(raw):
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
