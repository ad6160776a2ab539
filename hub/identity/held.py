"""Hold organizations and callers in memory for as long as what they rest on has not changed."""

from datetime import datetime, timedelta

import msgspec

from hub.clock import now
from hub.db.engine import ReaderConnection
from hub.identity.bounded import Bounded
from hub.identity.callers import Caller
from hub.identity.directory import Directory
from hub.identity.queries import load_directory, load_signed_in
from hub.identity.rules import caller_of, next_turn
from hub.identity.tokens import TokenInvalid, VerifiedToken

CALLERS_HELD = 20_000
STRANGER_HELD = timedelta(seconds=30)
"""How long somebody without an account is not looked up again: no epoch tells of a new one."""


class _Held(msgspec.Struct, frozen=True):
    caller: Caller
    digest: bytes
    since: datetime
    until: datetime | None

    @property
    def runs(self) -> bool:
        """Tell whether no right has begun or ended by itself since, nor the clock gone back."""
        return self.since <= now() and (self.until is None or now() < self.until)


class Callers:
    """Callers by token, and the directory they are read against.

    What is held can be stale. Whoever reads for a caller compares `caller.epoch` and
    `caller.reference_epoch` with the snapshot of that very read, and on a mismatch calls `load`.
    """

    def __init__(self, size: int = CALLERS_HELD) -> None:
        """Start with nothing."""
        self.directory = Directory(-1, ())
        """The organizations; callers held under another epoch than theirs are void by that."""
        self._held: Bounded[bytes, _Held] = Bounded(size)

    def held(self, token: VerifiedToken) -> Caller | None:
        """Return the caller of a token if it was loaded and still stands as far as known here."""
        held = self._held.get(token.token_hash)
        if held is None or held.digest != token.digest:
            return None
        if held.caller.reference_epoch != self.directory.epoch:
            return None
        return held.caller if held.runs else None

    async def load(self, connection: ReaderConnection, token: VerifiedToken) -> Caller:
        """Read the caller of a token anew, and the directory too where it is out of date.

        Raises: TokenInvalid, AccountInactive, OfficeNotHeld.
        """
        self.forget(token.token_hash)
        moment = now()
        found = await load_signed_in(connection, token, moment)
        if found.revoked:
            raise TokenInvalid(reason="invalid")
        if found.reference_epoch != self.directory.epoch:
            self.directory = await load_directory(connection)
        caller = caller_of(token, found.account, self.directory, moment)
        turn = next_turn(found.account, moment) if found.account else moment + STRANGER_HELD
        self._held.put(token.token_hash, _Held(caller, token.digest, moment, turn))
        return caller

    def forget(self, token_hash: bytes) -> None:
        """Let go of a token's caller."""
        self._held.drop(token_hash)
