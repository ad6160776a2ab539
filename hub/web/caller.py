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
from hub.web.incoming import Incoming

AUTHORIZATION = b"authorization"
PURPOSE = b"x-hub-purpose"
PROOF = b"dpop"
NONCE = b"dpop-nonce"
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
        """Return the call that a request of the framework's makes.

        Raises: what `call_for` does.
        """
        return await self.call_for(Incoming.of_scope(request.scope))

    async def call_for(self, incoming: Incoming) -> Call:
        """Return the call that a request makes.

        Raises: TokenInvalid, AccountInactive, OfficeNotHeld, IssuerUnavailable,
            ProofInvalid, NonceNeeded, PurposeUnreadable, PurposeInvalid, TooManyRequests.
        """
        usage = Usage()
        try:
            token = await self._token(incoming, usage)
        except (TokenInvalid, ProofInvalid, NonceNeeded) as refusal:
            self._challenge(incoming, refusal)
            raise
        call = await self._call(token, incoming.request_id, usage)
        if weight := weight_of(incoming.path):
            await self.rates.take(call.caller, weight)
        call.purpose = _purpose(incoming)
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

    async def _token(self, incoming: Incoming, usage: Usage) -> VerifiedToken | None:
        """Return the verified token; a request without one is anonymous."""
        headers = incoming.every(AUTHORIZATION)
        if not headers:
            return None
        scheme, _, text = headers[0].partition(" ")
        if len(headers) > 1 or scheme.lower() not in {"bearer", "dpop"} or not text:
            raise TokenInvalid(reason="invalid")
        token = await self.verifier.verify(text.strip())
        if (scheme.lower() == "dpop") != (token.jkt is not None):
            raise TokenInvalid(reason="invalid")  # bound to a key, so never taken as a bearer's
        if token.jkt is not None:
            usage.proof = self._proof(incoming, text.strip(), token.jkt)
        return token

    def _proof(self, incoming: Incoming, token: str, thumbprint: str) -> Once:
        """Return the proof that this request is made by the holder of the token's key, to be used.

        It is used up with whatever the request does: see `Usage.proof`.
        """
        brought = incoming.every(PROOF)
        if len(brought) != 1:
            raise ProofInvalid
        asked = Asked(incoming.method, self.base_url + incoming.path, token)
        proof = verify_proof(brought[0], asked, self.nonces)
        if proof.thumbprint != thumbprint:
            raise ProofInvalid
        incoming.tell(NONCE, self.nonces.give())
        return Once(proof.hash, proof.expires_at)

    def _challenge(self, incoming: Incoming, refusal: Refusal) -> None:
        """Say in the headers what a client lacks (RFC 6750, RFC 9449)."""
        word = {NonceNeeded: "use_dpop_nonce", ProofInvalid: "invalid_dpop_proof"}
        error = word.get(type(refusal), "invalid_token")
        header = incoming.first(AUTHORIZATION) or ""
        scheme = "DPoP" if header[:5].lower() == "dpop " else "Bearer"
        incoming.told.clear()
        incoming.tell(b"www-authenticate", f'{scheme} error="{error}"')
        if isinstance(refusal, NonceNeeded):
            incoming.tell(NONCE, self.nonces.give())

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


def _purpose(incoming: Incoming) -> Purpose | None:
    header = incoming.first(PURPOSE)
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
