"""Authenticate clients, and record what they are given or give up, each assertion once."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import msgspec

from hub.audit.call import Act, Call, Doors
from hub.audit.once import Once, UsedAlready
from hub.clock import now
from hub.identity.callers import ActingFor, Caller
from hub.identity.commands import revoke_token as revoke
from hub.identity.proofs import Proof, ProofInvalid
from hub.identity.tokens import VerifiedToken
from hub.identity.wishes import RevokeToken
from hub.partners.clients.queries import find_client
from hub.partners.clients.rules import ClientFacts
from hub.partners.tokens.refusals import ClientNotActive, ClientNotAuthenticated
from hub.partners.tokens.rules import Proven, read_assertion, verify_assertion

KEPT_BEYOND = timedelta(minutes=1)
"""How long a revocation is kept beyond the token's own end, which clocks see differently."""


class Authenticated(msgspec.Struct, frozen=True):
    """A client that has proved who it is, and what is used up once it is answered."""

    client: ClientFacts
    proven: Proven


async def authenticate_client(
    doors: Doors, assertion: str, audiences: Collection[str]
) -> Authenticated:
    """Return the client that an assertion proves (RFC 7523).

    Raises: ClientNotAuthenticated, ClientNotActive.
    """
    claimed = read_assertion(assertion)
    async with doors.reader.acquire() as connection:
        client = await find_client(connection, claimed.claims.sub)
    if client is None:
        raise ClientNotAuthenticated(reason="invalid")
    proven = verify_assertion(claimed, client, audiences, now())
    if not client.active:
        raise ClientNotActive
    return Authenticated(client, proven)


async def issue_token(
    doors: Doors, authenticated: Authenticated, proof: Proof | None, request_id: str
) -> None:
    """Record that a client is given a token: only after this may it leave (art. 16).

    Raises: ClientNotAuthenticated, ProofInvalid.
    """
    async with _acting(doors, authenticated, "issue_token", request_id) as act:
        if proof is not None:
            try:
                await Once(proof.hash, proof.expires_at).use_up(act.db)
            except UsedAlready:
                raise ProofInvalid from None


async def introspect_token(doors: Doors, authenticated: Authenticated, request_id: str) -> None:
    """Record that a client asked about a token (RFC 7662).

    Raises: ClientNotAuthenticated.
    """
    async with _acting(doors, authenticated, "introspect_token", request_id):
        pass


async def revoke_token(
    doors: Doors, authenticated: Authenticated, token: VerifiedToken | None, request_id: str
) -> None:
    """Revoke a token of the client, for every request from now on (RFC 7009).

    Raises: ClientNotAuthenticated.
    """
    async with _acting(doors, authenticated, "revoke_token", request_id) as act:
        if token is not None:
            ends = datetime.fromtimestamp(token.expires, UTC) + KEPT_BEYOND
            await revoke(act.db, RevokeToken(token.token_hash, ends))


@asynccontextmanager
async def _acting(
    doors: Doors, authenticated: Authenticated, name: str, request_id: str
) -> AsyncIterator[Act]:
    """Act as a client, and use up the assertion that it authenticated with."""
    client, proven = authenticated.client, authenticated.proven
    acting = ActingFor(client.organization_id, client.organization_code)
    caller = Caller(account_id=client.account_id, organization=acting, client=True, assurance=1)
    call = Call(doors, caller, request_id=request_id)
    async with call.act(name, subject=client.id) as act:
        try:
            await Once(proven.hash, proven.expires_at).use_up(act.db)
        except UsedAlready:
            raise ClientNotAuthenticated(reason="replayed") from None
        yield act
