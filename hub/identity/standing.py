"""Ask the database whether a caller, as held in memory, still stands."""

from typing import Final

from hub.identity.callers import Caller
from hub.identity.tokens import TokenInvalid

STANDING: Final = """
SELECT (SELECT value FROM reference_epoch) AS reference_epoch,
    (SELECT epoch FROM account WHERE id = {0}) AS caller_epoch,
    EXISTS (SELECT FROM revoked_token WHERE token_hash = {1}) AS revoked
"""
"""What a snapshot says of a caller; the placeholders are the driver's own."""


def still_stands(
    caller: Caller, reference_epoch: int, caller_epoch: int | None, *, revoked: bool
) -> bool:
    """Tell whether a caller who brought a token is what this snapshot says.

    Raises: TokenInvalid, where the token was revoked.
    """
    if revoked:
        raise TokenInvalid(reason="invalid")
    if caller.token_hash is None:
        return True
    known = caller.account_id is None or caller_epoch == caller.epoch
    return known and caller.reference_epoch == reference_epoch
