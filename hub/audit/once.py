"""What works once: used up as the request is recorded, and refused ever after."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.db.engine import ReaderConnection
from hub.errors import Kind, Refusal

_USE = """
INSERT INTO used_once (hash, expires_at) SELECT * FROM unnest($1::bytea[], $2::timestamptz[])
ON CONFLICT DO NOTHING
"""

_USE_IN_ACT = text("""
INSERT INTO used_once (hash, expires_at) VALUES (:hash, :expires_at)
ON CONFLICT DO NOTHING RETURNING 1
""")


class UsedAlready(Refusal):
    """A link, code or proof that works once was used before."""

    kind = Kind.CONFLICT
    zh = "该链接、验证码或证明只能使用一次，已被使用"
    en = "This link, code or proof works once, and has been used"


class Once(msgspec.Struct, frozen=True):
    """Something that works once, by its hash, and when it expires."""

    hash: bytes
    expires_at: datetime
    others: tuple["Once", ...] = ()
    """What is used up with it, each for a request of its own."""

    @property
    def turn(self) -> tuple[str, ...]:
        """Take turns first of all."""
        return ("0",)

    def join(self, others: Sequence["Once"]) -> "Once":
        """Return what uses all up."""
        return msgspec.structs.replace(self, others=(*self.others, *others))

    async def consume(self, connection: ReaderConnection, moment: datetime) -> None:
        """Use it up.

        Raises: UsedAlready.
        """
        del moment
        each = sorted((self, *self.others), key=attrgetter("hash"))
        hashes, expiries = [one.hash for one in each], [one.expires_at for one in each]
        if await connection.execute(_USE, hashes, expiries) != f"INSERT 0 {len(each)}":
            raise UsedAlready

    async def use_up(self, db: AsyncSession) -> None:
        """Use it up within the transaction of an act.

        Raises: UsedAlready.
        """
        said = {"hash": self.hash, "expires_at": self.expires_at}
        if await db.scalar(_USE_IN_ACT, said) is None:
            raise UsedAlready
