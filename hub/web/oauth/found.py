"""A token that a client asks about or gives up, as authlib asks about tokens."""

from typing import Any, Protocol

import msgspec

from hub.audit.call import Doors
from hub.identity.compact import parts_of
from hub.identity.own_issuer import CLIENTS
from hub.identity.tokens import LARGEST_TOKEN, TokenInvalid, TokenVerifier, VerifiedToken

_REVOKED = "SELECT EXISTS (SELECT FROM revoked_token WHERE token_hash = $1)"


class _Named(Protocol):
    def get_client_id(self) -> str:
        """Return the client's id."""


class FoundToken(msgspec.Struct, frozen=True):
    """One of the hub's own tokens that has not expired, what it says, and whether it stands."""

    verified: VerifiedToken
    told: dict[str, Any]
    revoked: bool

    def check_client(self, client: _Named) -> bool:
        """Tell whether the token was given to a client."""
        return self.verified.client == client.get_client_id()

    def is_expired(self) -> bool:
        """Tell that it has not: only those were found."""
        return False

    def is_revoked(self) -> bool:
        """Tell whether it was revoked."""
        return self.revoked


async def find_token(doors: Doors, verifier: TokenVerifier, text: str) -> FoundToken | None:
    """Return one of the hub's own tokens; none that is expired, forged, or somebody else's."""
    try:
        verified = await verifier.verify(text)
    except TokenInvalid:
        return None
    if verified.issuer != CLIENTS:
        return None
    async with doors.reader.acquire() as connection:
        revoked = await connection.fetchval(_REVOKED, verified.token_hash)
    claims = msgspec.json.decode(parts_of(text, LARGEST_TOKEN).payload, type=dict[str, Any])
    kind = "Bearer" if verified.jkt is None else "DPoP"
    return FoundToken(verified, claims | {"token_type": kind}, revoked)
